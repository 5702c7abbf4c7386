//! The doors of the server: methods, paths, preflights, health, static files. What comes in through them is told elsewhere.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use tillside_server::console_api::routes::TABLE;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};
use tillside_tests::wire;

const EVENTS: &str = "/v1/shops/pk_tests/events";

#[tokio::test]
async fn a_preflight_lets_the_shop_send_json() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let reply = server.send(|client, base| {
        client
            .request(reqwest::Method::OPTIONS, format!("{base}{EVENTS}"))
            .header("origin", ORIGIN)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
    });
    let reply = reply.await?;
    ensure!((200..300).contains(&reply.status), "{}", reply.status);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    ensure!(
        reply
            .header("access-control-allow-methods")
            .contains("POST")
    );
    ensure!(
        reply
            .header("access-control-allow-headers")
            .to_lowercase()
            .contains("content-type")
    );
    ensure!(reply.header("access-control-max-age").parse::<u32>()? >= 600);
    Ok(())
}

#[tokio::test]
async fn wrong_methods_and_unknown_paths_are_problems_that_scripts_can_read() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    for (method, path, status, code) in [
        ("GET", EVENTS, 405, "method_not_allowed"),
        ("PUT", EVENTS, 405, "method_not_allowed"),
        (
            "DELETE",
            "/v1/shops/pk_tests/book",
            405,
            "method_not_allowed",
        ),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("GET", "/", 404, "not_found"),
        ("GET", "/v1/shops/pk_tests", 404, "not_found"),
        ("GET", "/v1/shops/pk_tests/events/1", 404, "not_found"),
        ("GET", "/v2/shops/pk_tests/book", 404, "not_found"),
        ("GET", "/assets/card-none.js", 404, "not_found"),
        ("GET", "/v1/shops/pk_nobody/book", 404, "unknown_shop"),
        ("GET", "/v1/shops/pk_%00/book", 404, "unknown_shop"),
    ] {
        let method = reqwest::Method::from_bytes(method.as_bytes())?;
        let reply = server.send(|client, base| client.request(method, format!("{base}{path}")));
        reply.await?.is_problem(status, code).context(path)?;
    }
    Ok(())
}

#[tokio::test]
async fn health_readiness_metrics_and_the_api_document_are_served() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.get(path, &[]).await?.status, 200, "{path}");
    }
    let metrics = server.get("/metrics", &[]).await?;
    ensure!(metrics.header("content-type").starts_with("text/plain"));
    let text = metrics.text();
    for name in [
        "tillside_queue_depth",
        "tillside_fates_total",
        "tillside_events_total",
        "tillside_coupons_total",
        "tillside_customer_requests_total",
        "tillside_forget_requests_total",
    ] {
        ensure!(text.contains(name), "{name} is not among the metrics");
    }
    for fate in [
        "stored",
        "superseded",
        "duplicate",
        "over_quota",
        "erased",
        "dead_lettered",
    ] {
        ensure!(
            text.contains(&format!("fate=\"{fate}\"")),
            "no line for {fate}"
        );
    }
    let api = server.get("/openapi.json", &[]).await?.json()?;
    ensure!(
        api["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3."))
    );
    Ok(())
}

/// Every public address with its methods, as `routes` has them; those of the console's API
/// stand in a table of its own.
/// The console's and the demo shop's pages are files, not part of the API.
const DOORS: &[(&str, &str)] = &[
    ("get", "/s/{key}.js"),
    ("get", "/v1/shops/{key}/book"),
    ("post", "/v1/shops/{key}/events"),
    ("post", "/v1/shops/{key}/forget"),
    ("post", "/v1/shops/{key}/testers"),
    ("get", "/v1/shops/{key}/customers/{hash}"),
    ("get", "/v1/shops/{key}/blocked"),
    ("get", "/assets/{file}"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
    ("get", "/openapi.json"),
    ("get", "/console/sign-in"),
];

#[tokio::test]
async fn the_api_document_describes_every_door_and_no_other() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let api = server.get("/openapi.json", &[]).await?.json()?;
    let paths = api["paths"].as_object().context("no paths")?;
    let described: BTreeSet<(&str, &str)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(|(method, _)| (method.as_str(), path.as_str()))
        })
        .collect();
    let console = TABLE.iter().map(|row| {
        let method = row.method.as_str().to_lowercase();
        (method, format!("/console/api{}", row.path))
    });
    let console: Vec<(String, String)> = console.collect();
    let console = console.iter().map(|(m, p)| (m.as_str(), p.as_str()));
    let doors: BTreeSet<(&str, &str)> = DOORS.iter().copied().chain(console).collect();
    assert_eq!(described, doors);
    for (method, path) in doors {
        let there = path.replace("{key}", SHOP);
        let there = there.replace("{file}", "card-0123abcd.js");
        let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes())?;
        let reply = server.send(|client, base| client.request(method, format!("{base}{there}")));
        let reply = reply.await?;
        ensure!(
            ![404, 405].contains(&reply.status),
            "{path}: {}",
            reply.text()
        );
    }
    Ok(())
}

#[tokio::test]
async fn assets_are_served_for_good_and_nothing_beside_them() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    std::fs::write(site.data().join("secret.txt"), "secret")?;
    for (file, kind) in [
        ("card-0123abcd.js", "text/javascript"),
        ("card-0123abcd.wasm", "application/wasm"),
    ] {
        let reply = server.get(&format!("/assets/{file}"), &[]).await?;
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, "*")
        );
        ensure!(
            reply.header("content-type").starts_with(kind),
            "{}",
            reply.header("content-type")
        );
        ensure!(reply.header("cache-control").contains("immutable"));
    }
    // A client would tidy these paths up, so they go over the wire by hand.
    for path in [
        "/assets/../secret.txt",
        "/assets/%2e%2e/secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/..%5csecret.txt",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/card-0123abcd.js%00.txt",
        "/console/../../secret.txt",
        "/console/%2e%2e/%2e%2e/etc/passwd",
        "/s/../secret.txt",
        "/assets/manifest.json/",
    ] {
        let reply = wire::get(&server, path).await?;
        let status = wire::status(&reply);
        ensure!((400..500).contains(&status), "{path} gave {status}");
        ensure!(
            !reply.contains("root:") && !reply.contains("\r\n\r\nsecret"),
            "{path}"
        );
    }
    assert_eq!(server.get("/healthz", &[]).await?.status, 200);
    Ok(())
}
