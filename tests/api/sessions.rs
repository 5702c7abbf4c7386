//! How long somebody stays signed in to the console, and how often somebody may try to.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use survey::DAY;
use tillside_server::store::{Store, access, now_ms};
use tillside_tests::console::Console;
use tillside_tests::people::{PASSWORD, administrator, sign_in};
use tillside_tests::server::Server;
use tillside_tests::site::Site;

const NOTHING: &Value = &Value::Null;

#[tokio::test]
async fn a_session_that_is_used_lasts_longer() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let store = Store::open(site.data())?;
    let begun = |ago| store.write_blocking(|tx| access::begin_session(tx, None, now_ms() - ago));
    for (ago, status, is_renewed) in [
        (0, 200, false),
        (2 * DAY, 200, true),
        (29 * DAY, 200, true),
        (31 * DAY, 401, false),
    ] {
        let secret = begun(ago)?;
        let session = Console::with(&secret);
        let reply = session.ask(&server, "GET", "/me", NOTHING, &[]).await?;
        assert_eq!(reply.status, status, "{ago}");
        let cookie = reply.header("set-cookie");
        let renewed = cookie.contains(&secret) && cookie.contains("Max-Age=2592000");
        assert_eq!(renewed, is_renewed, "{ago}: {cookie}");
        let reply = session.ask(&server, "GET", "/me", NOTHING, &[]).await?;
        assert_eq!((reply.status, reply.header("set-cookie")), (status, ""));
    }
    server.stop().await
}

#[tokio::test]
async fn signing_out_everywhere_leaves_others_signed_in() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let store = Store::open(site.data())?;
    let here = administrator(&server).await?;
    let there = sign_in(&server, "ada@shop.example", PASSWORD).await?;
    let secret = store.write_blocking(|tx| access::begin_session(tx, None, now_ms()))?;
    let operator = Console::with(&secret);
    let ask = async |console: &Console, method: &str, path: &str| {
        let reply = console.ask(&server, method, path, NOTHING, &[]).await?;
        anyhow::Ok((
            reply.status,
            reply.header("set-cookie").contains("Max-Age=0"),
        ))
    };
    assert_eq!(
        ask(&here, "POST", "/sign-out-everywhere").await?,
        (204, true)
    );
    assert_eq!(ask(&here, "GET", "/me").await?.0, 401);
    assert_eq!(ask(&there, "GET", "/me").await?.0, 401);
    assert_eq!(ask(&operator, "GET", "/me").await?.0, 200);
    let again = sign_in(&server, "ada@shop.example", PASSWORD).await?;
    assert_eq!(ask(&operator, "POST", "/sign-out-everywhere").await?.0, 204);
    assert_eq!(ask(&operator, "GET", "/me").await?.0, 401);
    assert_eq!(ask(&again, "GET", "/me").await?.0, 200);
    server.stop().await
}

/// Tries to sign in, from an address that a proxy tells.
async fn tries(server: &Server, from: &str, email: &str) -> Result<(u16, String)> {
    let body = json!({"email": email, "password": "wrong password"});
    let headers = [("x-forwarded-for", from)];
    let nobody = Console::with("");
    let reply = nobody
        .ask(server, "POST", "/sign-in", &body, &headers)
        .await?;
    let told = reply.json()?["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    ensure!(told != "rate_limited" || !reply.header("retry-after").is_empty());
    Ok((reply.status, told))
}

#[tokio::test]
async fn whoever_tries_too_often_has_to_wait() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--trusted-proxies", "1"]).await?;
    // One address, many people. A household's IPv6 addresses are one.
    for n in 0..20 {
        let from = format!("2001:db8::{n:x}");
        let found = tries(&server, &from, &format!("person-{n}@shop.example")).await?;
        assert_eq!(found, (401, "sign_in_failed".to_owned()), "{n}");
    }
    let (status, _) = tries(&server, "2001:db8::ff", "another@shop.example").await?;
    assert_eq!(status, 429);
    // One person, many addresses.
    for n in 0..20 {
        let found = tries(&server, &format!("198.51.100.{n}"), "ada@shop.example").await?;
        assert_eq!(found.0, 401, "{n}");
    }
    let (status, _) = tries(&server, "198.51.100.99", "ADA@shop.example").await?;
    assert_eq!(status, 429);
    let (status, _) = tries(&server, "198.51.100.99", "bob@shop.example").await?;
    assert_eq!(status, 401);
    let metrics = server.metrics().await?;
    for limit in ["sign-in", "sign-in-email"] {
        let refused = metrics.sum("tillside_limited_total", &[("limit", limit)]);
        assert_eq!(refused, 1.0, "{limit}");
    }
    server.stop().await
}
