//! A visitor who wants to be forgotten is, whatever comes first.

use anyhow::Result;
use serde_json::{Value, json};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};
use tillside_tests::wait;

on_every_site!(
    what_was_stored_goes_and_what_comes_later_is_not_stored,
    a_wish_survives_a_crash_before_it_was_drained,
    a_customer_is_forgotten_at_once,
);

const JO: &str = "jo-5f2b8c19d07e43aa";

async fn forget(server: &Server, body: impl Into<reqwest::Body>, origin: &str) -> Result<Reply> {
    let request = |client: &reqwest::Client, base: &str| {
        client
            .post(format!("{base}/v1/shops/{SHOP}/forget"))
            .header("origin", origin)
            .header("content-type", "text/plain;charset=UTF-8")
            .body(body)
    };
    server.send(request).await
}

async fn forget_visitor(server: &Server, visitor: &str) -> Result<()> {
    let wish = json!({"v": 1, "visitor": visitor}).to_string();
    let reply = forget(server, wish, ORIGIN).await?;
    assert_eq!(
        (reply.status, reply.json()?),
        (202, json!({"status": "accepted"}))
    );
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    Ok(())
}

/// What one shopper does at the cart, said in words of its own.
fn visit(shopper: &Shopper, words: &str) -> Vec<Value> {
    let asked = shopper.asked("why-not");
    vec![
        shopper.step_reached(),
        asked.shown(),
        asked.answered(1, json!({"question": {"choice": "other", "other": words}})),
    ]
}

/// The results of the shop as text, once so many events were erased.
async fn results(server: &Server, console: &Console, erased: f64) -> Result<String> {
    wait::until("the wish to be met", || async {
        let metrics = server.metrics().await?;
        let met =
            metrics.fate("erased") == erased && metrics.sum("tillside_queue_depth", &[]) == 0.0;
        Ok(met.then_some(()))
    })
    .await?;
    Ok(serde_json::to_string(&console.results(server).await?)?)
}

async fn what_was_stored_goes_and_what_comes_later_is_not_stored(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let token = server.token().await?;
    let [leaving, staying] = [0; 2].map(|_| Shopper::new(&token, "cart"));
    assert_eq!(
        server.post(&visit(&staying, "I stay")).await?,
        ["accepted"; 3]
    );
    server.settled(3).await?;
    let events = visit(&leaving, "I leave");
    assert_eq!(server.post(&events).await?, ["accepted"; 3]);
    server.settled(6).await?;

    forget_visitor(&server, &leaving.visitor).await?;
    let told = results(&server, &console, 3.0).await?;
    assert!(
        told.contains("I stay") && !told.contains("I leave"),
        "{told}"
    );
    // The same again and something new, from an outbox that knew nothing of it.
    let late = [events, visit(&leaving, "I am late")].concat();
    assert_eq!(server.post(&late).await?, ["accepted"; 6]);
    forget_visitor(&server, &leaving.visitor).await?;
    assert_eq!(results(&server, &console, 6.0).await?, told);
    let metrics = server.settled(12).await?;
    assert_eq!(
        (metrics.fate("erased"), metrics.fate("duplicate")),
        (6.0, 3.0)
    );
    assert_eq!(metrics.sum("tillside_forget_requests_total", &[]), 2.0);
    let alone = console.prompt(&server, "why-not", 1).await?;
    assert_eq!((alone.shown, alone.answered), (1, 1));
    assert!(!server.logs().join("\n").contains(&leaving.visitor));
    Ok(())
}

async fn a_wish_survives_a_crash_before_it_was_drained(site: Site) -> Result<()> {
    let server = Server::start(&site, &["--drain", "off"]).await?;
    let token = server.token().await?;
    let leaving = Shopper::new(&token, "cart");
    assert_eq!(
        server.post(&visit(&leaving, "I leave")).await?,
        ["accepted"; 3]
    );
    forget_visitor(&server, &leaving.visitor).await?;
    assert_eq!(
        server.post(&visit(&leaving, "I am late")).await?,
        ["accepted"; 3]
    );
    server.kill().await?;
    let server = Server::start(&site, &[]).await?;
    let told = results(&server, &server.console().await?, 6.0).await?;
    assert!(
        !told.contains("I leave") && !told.contains("I am late"),
        "{told}"
    );
    Ok(())
}

async fn a_customer_is_forgotten_at_once(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let mut shown = shopper.asked("why-not").shown();
    shown["customer"] = json!(JO);
    assert_eq!(server.post(&[shown]).await?, ["accepted"]);
    let path = format!("/v1/shops/{SHOP}/customers/{JO}");
    assert_ne!(server.get(&path, &[]).await?.json()?, json!({}));
    let wish = json!({"v": 1, "customer": JO}).to_string();
    assert_eq!(forget(&server, wish, ORIGIN).await?.status, 202);
    assert_eq!(server.get(&path, &[]).await?.json()?, json!({}));
    Ok(())
}

#[tokio::test]
async fn a_wish_that_cannot_be_met_is_refused_with_a_code() -> Result<()> {
    let site = Site::embedded()?;
    let limits = ["--rate-visitor", "1", "--burst-visitor", "2"];
    let server = Server::start(&site, &limits).await?;
    let visitor = "9e107d9d-3726-4f2b-8a2d-1c2f00aa55ee";
    let cases = [
        ("{", 400, "malformed_json"),
        (
            r#"{"v":2,"visitor":"9e107d9d-3726-4f2b-8a2d-1c2f00aa55ee"}"#,
            400,
            "unsupported_version",
        ),
        (r#"{"v":1}"#, 400, "invalid_request"),
        (r#"{"v":1,"visitor":"somebody"}"#, 400, "invalid_request"),
        (r#"{"v":1,"customer":"short"}"#, 400, "invalid_request"),
    ];
    for (body, status, code) in cases {
        forget(&server, body, ORIGIN)
            .await?
            .is_problem(status, code)?;
    }
    let wish = json!({"v": 1, "visitor": visitor}).to_string();
    let elsewhere = forget(&server, wish.clone(), "https://evil.example").await?;
    elsewhere.is_problem(403, "origin_not_allowed")?;
    for _ in 0..2 {
        assert_eq!(forget(&server, wish.clone(), ORIGIN).await?.status, 202);
    }
    forget(&server, wish, ORIGIN)
        .await?
        .is_problem(429, "rate_limited")?;
    let path = "/v1/shops/pk_nobody/forget";
    let request = |client: &reqwest::Client, base: &str| {
        client
            .post(format!("{base}{path}"))
            .body("{\"v\":1,\"customer\":\"0123456789abcdef\"}")
    };
    server
        .send(request)
        .await?
        .is_problem(404, "unknown_shop")?;
    server
        .get(&format!("/v1/shops/{SHOP}/forget"), &[])
        .await?
        .is_problem(405, "method_not_allowed")
}

#[tokio::test]
async fn a_wish_that_the_queue_does_not_take_is_told_so() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--drain", "off", "--queue-max-bytes", "10"]).await?;
    let wish = r#"{"v":1,"visitor":"9e107d9d-3726-4f2b-8a2d-1c2f00aa55ee"}"#;
    forget(&server, wish, ORIGIN)
        .await?
        .is_problem(503, "queue_unavailable")
}
