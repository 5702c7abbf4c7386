//! Whether what the dashboard, the alerts and the documentation name is counted, and the other way round.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::path::Path;
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

/// Every name of ours, and of the process, in a text.
fn names(text: &str) -> BTreeSet<String> {
    let part = |c: char| c.is_ascii_lowercase() || c == '_';
    text.split(|c| !part(c))
        .filter(|word| {
            ["tillside_", "process_"]
                .iter()
                .any(|start| word.starts_with(start))
        })
        .map(str::to_owned)
        .collect()
}

fn deployed(file: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../deploy")
        .join(file);
    std::fs::read_to_string(&path).with_context(|| path.display().to_string())
}

#[tokio::test]
async fn dashboard_alerts_and_page_name_what_is_counted() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    server.get("/healthz", &[]).await?;
    let text = server.get("/metrics", &[]).await?.text();
    let counted = names(&text);
    for (file, least) in [("grafana.json", 20), ("alerts.yml", 7)] {
        let named = names(&deployed(file)?);
        ensure!(named.len() >= least, "{file} names {named:?} only");
        let unknown: Vec<_> = named.difference(&counted).collect();
        ensure!(unknown.is_empty(), "{file} names {unknown:?}");
    }
    let _dashboard: serde_json::Value = serde_json::from_str(&deployed("grafana.json")?)?;
    let families: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .map(str::to_owned)
        .collect();
    let explained = names(&deployed("metrics.md")?);
    ensure!(
        families == explained,
        "{:?}",
        families.symmetric_difference(&explained)
    );
    server.stop().await
}

#[tokio::test]
async fn age_and_lag_are_those_of_the_events_that_wait() -> Result<()> {
    let site = Site::on_redis().await?;
    ages(&site).await?;
    ages(&Site::embedded()?).await
}

async fn ages(site: &Site) -> Result<()> {
    let server = Server::start(site, &["--drain", "off"]).await?;
    let oldest = "tillside_queue_oldest_seconds";
    ensure!(server.metrics().await?.sum(oldest, &[]) == 0.0);
    let shopper = Shopper::new(&server.token().await?, "cart");
    server.post(&[shopper.step_reached()]).await?;
    wait::until("an event that gets older", || async {
        Ok((server.metrics().await?.sum(oldest, &[]) > 0.2).then_some(()))
    })
    .await?;
    let drained = server.metrics().await?;
    ensure!(drained.sum("tillside_drain_lag_seconds_count", &[]) == 0.0);
    server.stop().await?;
    let server = Server::start(site, &[]).await?;
    let metrics = server.settled(1).await?;
    ensure!(metrics.sum("tillside_drain_lag_seconds_count", &[]) == 1.0);
    ensure!(metrics.sum("tillside_drain_lag_seconds_sum", &[]) > 0.2);
    ensure!(server.metrics().await?.sum(oldest, &[]) == 0.0);
    server.stop().await
}

#[tokio::test]
async fn requests_are_counted_by_the_pattern_of_their_route() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    server.book("").await?;
    server.get("/v1/shops/pk_nobody/book", &[]).await?;
    server.get("/somebody/at/shop.example", &[]).await?;
    let metrics = server.metrics().await?;
    let count = |route, status| {
        let labels = [("route", route), ("method", "GET"), ("status", status)];
        metrics.sum("tillside_request_seconds_count", &labels)
    };
    ensure!(count("/v1/shops/{key}/book", "2xx") == 1.0);
    ensure!(count("/v1/shops/{key}/book", "4xx") == 1.0);
    ensure!(count("none", "4xx") == 1.0);
    ensure!(
        !server
            .get("/metrics", &[])
            .await?
            .text()
            .contains("somebody")
    );
    server.stop().await
}

#[tokio::test]
async fn a_request_keeps_the_id_that_a_proxy_gave_it_and_the_log_has_it() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--log-format", "json"]).await?;
    let given = "0af7651916cd43dd8448eb211c80319c";
    let reply = server.get("/healthz", &[("x-request-id", given)]).await?;
    ensure!(reply.header("x-request-id") == given);
    // What could be anything is not taken over: it would stand in the log.
    for other in ["short", "anna@example.com, +43 1 234567", &"a".repeat(65)] {
        let reply = server.get("/healthz", &[("x-request-id", other)]).await?;
        let id = reply.header("x-request-id");
        ensure!(id != other && id.len() == 21, "{id}");
    }
    let line = wait::until("the request's line", || async {
        let logs = server.logs();
        Ok(logs.into_iter().find(|line| line.contains(given)))
    })
    .await?;
    let line: serde_json::Value = serde_json::from_str(&line)?;
    ensure!(line["span"]["id"] == given, "{line}");
    ensure!(line["fields"]["path"] == "/healthz", "{line}");
    ensure!(!server.logs().join("").contains("anna"));
    server.stop().await
}
