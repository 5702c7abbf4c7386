//! Redis goes away and comes back. What it had accepted is still there; what could not be accepted is said so, and sent again.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use serde_json::json;
use std::time::Instant;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_survives_a_redis_restart() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &["--drain", "off", "--spool-max-bytes", "0"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    // Redis dies in the middle of the rush; the server notices while shoppers send on.
    site.redis()?.kill().await?;
    wait::until("the server to notice", || async {
        let reply = server.post_raw(probe(&server).await?).await?;
        Ok((reply.status == 503).then_some(()))
    })
    .await?;
    rush.survives(server, &mut site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_and_spool_events_are_refused_for_now_and_books_are_still_served()
-> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &["--spool-max-bytes", "0"]).await?;
    let console = server.console().await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let event = [shopper.answers("why-not", json!({"choice": "price"}))];
    site.redis()?.kill().await?;
    let asked = Instant::now();
    let reply = server.post_raw(batch(&event).to_string()).await?;
    reply.is_problem(503, "queue_unavailable")?;
    ensure!(reply.header("retry-after").parse::<u32>()? >= 1);
    ensure!(
        asked.elapsed().as_secs() < 10,
        "shoppers waited {:?}",
        asked.elapsed()
    );
    for path in [
        "/v1/shops/pk_tests/book?step=cart",
        "/s/pk_tests.js",
        "/healthz",
    ] {
        assert_eq!(server.get(path, &[]).await?.status, 200, "{path}");
    }
    assert_eq!(server.get("/readyz", &[]).await?.status, 503);
    console.results(&server).await?;
    // Redis comes back, and the same server takes the same event.
    site.redis()?.restart().await?;
    wait::until("the event to be accepted", || async {
        let reply = server.post_raw(batch(&event).to_string()).await?;
        Ok((reply.status == 202).then_some(()))
    })
    .await?;
    console
        .until(&server, "why-not", |results| results.answered == 1)
        .await?;
    wait::until("the server to be ready again", || async {
        Ok((server.get("/readyz", &[]).await?.status == 200).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_dies_while_it_is_drained_loses_and_doubles_nothing() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &[]).await?;
    let token = server.token().await?;
    let console = server.console().await?;
    let mut sent = Vec::new();
    for _ in 0..3 {
        let events: Vec<_> = (0..100)
            .map(|_| {
                Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}))
            })
            .collect();
        // Again and again until the batch is accepted, as an outbox does.
        wait::until("a batch to be accepted", || async {
            let reply = server.post_raw(batch(&events).to_string()).await?;
            Ok((reply.status == 202).then_some(()))
        })
        .await?;
        sent.extend(events);
        let redis = site.redis()?;
        redis.kill().await?;
        redis.restart().await?;
    }
    let wanted = i64::try_from(sent.len())?;
    let results = wait::until_late("all answers", || async {
        let results = console.prompt(&server, "how-likely", 1).await?;
        Ok((results.answered >= wanted).then_some(results))
    })
    .await?;
    assert_eq!(
        (
            results.answered,
            tillside_tests::console::count(&results, "9")
        ),
        (wanted, wanted)
    );
    Ok(())
}

async fn probe(server: &Server) -> Result<String> {
    let shopper = Shopper::new(&server.token().await?, "product");
    Ok(batch(&[shopper.step_reached()]).to_string())
}
