//! The installation check: what pages do turns it good step by step, and what stops them is named.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, Site};

const CHECK: &str = "/console/api/shops/pk_tests/check";
const BLOCKED: &str = "/v1/shops/pk_tests/blocked";

/// Every check by its name, the steps by theirs.
async fn checks(server: &Server, console: &Console) -> Result<BTreeMap<String, Value>> {
    let reply = console.get(server, CHECK).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let all: Vec<Value> = serde_json::from_slice(&reply.body)?;
    let name = |one: &Value| {
        let name = one["step"].as_str().or(one["check"].as_str());
        Ok((name.context("no name")?.to_owned(), one.clone()))
    };
    all.iter().map(name).collect()
}

/// The names of the checks that are good.
fn good(checks: &BTreeMap<String, Value>) -> Vec<&str> {
    let good = checks.iter().filter(|(_, check)| check["state"] == "good");
    good.map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn an_installation_turns_good_step_by_step_as_a_shopper_walks() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let new = checks(&server, &console).await?;
    assert_eq!(good(&new), [""; 0]);
    let tag = format!(
        r#"<script async crossorigin src="{}/s/pk_tests.js"></script>"#,
        server.base
    );
    assert_eq!(new["tag"]["paste"], json!([tag]));
    // A program that looks at the files is no page.
    server.get("/s/pk_tests.js", &[]).await?;
    server.book("?lang=ar&step=cart").await?;
    assert_eq!(good(&checks(&server, &console).await?), [""; 0]);

    // A page of the server's own origin sends a referrer in place of an origin.
    let page = [("referer", "http://shop.example/ar/cart?name=jane")];
    server.get("/s/pk_tests.js", &page).await?;
    let loaded = checks(&server, &console).await?;
    assert_eq!(good(&loaded), ["origin", "tag"]);
    let says = loaded["tag"]["says"].as_str().unwrap_or("");
    ensure!(says.contains("http://shop.example loaded it"), "{says}");
    ensure!(!says.contains("jane"), "{says}");

    let page = [("origin", ORIGIN)];
    let book = "/v1/shops/pk_tests/book?lang=ar&step=cart";
    server.get(book, &page).await?;
    let read = checks(&server, &console).await?;
    assert_eq!(good(&read), ["book", "cart", "origin", "tag"]);
    assert_eq!(read["cart"]["languages"], json!(["ar"]));

    let shopper = Shopper::new(&server.token().await?, "checkout");
    server.post(&[shopper.step_reached()]).await?;
    ensure!(good(&checks(&server, &console).await?).contains(&"checkout"));

    let asked = Shopper::new(&shopper.token, "cart").asked("say-more");
    let said = json!({"question": {"text": "the towels"}});
    server
        .post(&[asked.shown(), asked.answered(1, said)])
        .await?;
    let all = checks(&server, &console).await?;
    let wanted = [
        "answers", "book", "cart", "checkout", "csp", "origin", "tag",
    ];
    assert_eq!(good(&all), wanted);
    ensure!(!json!(all).to_string().contains(&asked.shopper.visitor));
    Ok(())
}

#[tokio::test]
async fn what_was_stored_is_still_known_after_a_restart() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let asked = Shopper::new(&server.token().await?, "cart").asked("say-more");
    let said = json!({"question": {"text": "the towels"}});
    let events = [asked.shown(), asked.answered(1, said)];
    server.post(&[asked.shopper.step_reached()]).await?;
    server.post(&events).await?;
    server.settled(3).await?;
    server.stop().await?;
    let server = Server::start(&site, &[]).await?;
    let all = checks(&server, &console).await?;
    assert_eq!(
        good(&all),
        ["answers", "book", "cart", "csp", "origin", "tag"]
    );
    for name in good(&all) {
        assert_eq!(all[name]["at"], Value::Null, "{name}");
    }
    assert_eq!(all["cart"]["languages"], json!(["ar"]));
    Ok(())
}

#[tokio::test]
async fn a_page_that_would_not_let_the_widget_run_is_named_with_what_it_lacks() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let blocked = |query: &'static str| {
        let page = [("origin", ORIGIN), ("referer", "http://shop.example/")];
        let server = &server;
        async move { server.get(&format!("{BLOCKED}?{query}"), &page).await }
    };
    let reply = blocked("by=wasm&page=/checkout%3Fname=jane").await?;
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let policy = checks(&server, &console).await?["csp"].clone();
    assert_eq!(policy["state"], "wrong");
    let says = policy["says"].as_str().unwrap_or("");
    ensure!(
        says.starts_with("http://shop.example/checkout would not"),
        "{says}"
    );
    ensure!(says.contains("'wasm-unsafe-eval'"), "{says}");
    assert_eq!(
        policy["paste"],
        json!([
            format!("script-src {} 'wasm-unsafe-eval'", server.base),
            format!("connect-src {}", server.base)
        ])
    );
    for query in ["", "by=moon", "by="] {
        blocked(query).await?.is_problem(400, "invalid_request")?;
    }
    let nobody = server
        .get("/v1/shops/pk_nobody/blocked?by=wasm", &[])
        .await?;
    nobody.is_problem(404, "unknown_shop")
}

#[tokio::test]
async fn a_page_of_an_origin_that_is_not_listed_is_refused_and_named() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let stranger = [("origin", "https://www.elsewhere.example")];
    let refused = server.get(&format!("{BLOCKED}?by=wasm"), &stranger).await?;
    refused.is_problem(403, "origin_not_allowed")?;
    // A referrer alone stops nobody, but is not believed either.
    let stranger = [("referer", "https://www.elsewhere.example/`pay`")];
    server.get(&format!("{BLOCKED}?by=wasm"), &stranger).await?;
    let all = checks(&server, &console).await?;
    assert_eq!(
        (&all["origin"]["state"], &all["csp"]["state"]),
        (&"wrong".into(), &"waiting".into())
    );
    assert_eq!(
        all["origin"]["paste"],
        json!(["\"https://www.elsewhere.example\""])
    );
    Ok(())
}

#[tokio::test]
async fn reports_of_blocked_pages_count_for_the_limit_of_their_address() -> Result<()> {
    let site = Site::embedded()?;
    let limits = ["--rate-address", "1", "--burst-address", "2"];
    let server = Server::start(&site, &limits).await?;
    let mut limited = None;
    for _ in 0..20 {
        let reply = server.get(&format!("{BLOCKED}?by=wasm"), &[]).await?;
        if reply.status != 204 {
            limited = Some(reply);
            break;
        }
    }
    limited
        .context("never limited")?
        .is_problem(429, "rate_limited")
}

#[tokio::test]
async fn the_check_is_for_those_signed_in_and_for_shops_that_are_there() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    server
        .get(CHECK, &[])
        .await?
        .is_problem(401, "unauthorized")?;
    let console = server.console().await?;
    let nobody = console.get(&server, "/console/api/shops/pk_nobody/check");
    nobody.await?.is_problem(404, "unknown_shop")
}
