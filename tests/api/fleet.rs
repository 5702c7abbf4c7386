//! Several collectors on one Redis: a shop's quota is one for all of them, and no shopper waits for a Redis that is away.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::time::Instant;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

/// What a shop may send at once; then one event a second.
const BURST: usize = 60;
const PER_BATCH: usize = 5;

async fn collector(site: &Site) -> Result<Server> {
    let burst = BURST.to_string();
    let limits = ["--rate-shop", "1", "--burst-shop", &burst];
    Server::start(site, &[&limits[..], &["--rate-address", "0"]].concat()).await
}

fn answers(token: &str) -> Vec<Value> {
    let answer = |_| Shopper::new(token, "confirmation").answers("how-likely", json!({"score": 9}));
    (0..PER_BATCH).map(answer).collect()
}

/// Sends batches to both in turn until each of them refuses one; returns what was accepted.
async fn until_both_refuse(collectors: [&Server; 2]) -> Result<usize> {
    let token = collectors[0].token().await?;
    let (mut accepted, mut refused) = (0, [false; 2]);
    for turn in (0..2).cycle() {
        let body = batch(&answers(&token)).to_string();
        let reply = collectors[turn].post_raw(body).await?;
        if reply.status == 429 {
            reply.is_problem(429, "rate_limited")?;
            ensure!(reply.header("retry-after").parse::<u32>()? >= 1);
            ensure!(reply.header("ratelimit").contains("\"shop\""));
            refused[turn] = true;
        } else {
            let fates = reply.fates()?;
            ensure!(fates.iter().all(|fate| fate == "accepted"), "{fates:?}");
            accepted += PER_BATCH;
        }
        ensure!(accepted <= 10 * BURST, "no limit was met");
        if refused == [true; 2] {
            break;
        }
    }
    Ok(accepted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_collectors_let_in_no_more_of_a_shop_than_one() -> Result<()> {
    let site = Site::on_redis().await?;
    let (one, other) = (collector(&site).await?, collector(&site).await?);
    let began = Instant::now();
    let accepted = until_both_refuse([&one, &other]).await?;
    // What has come back in the meantime counts too.
    let quota = BURST + usize::try_from(began.elapsed().as_secs())? + 1;
    ensure!(accepted >= BURST - PER_BATCH, "only {accepted} of {quota}");
    ensure!(accepted <= quota, "{accepted} of {quota}");
    for server in [&one, &other] {
        let metrics = server.metrics().await?;
        ensure!(metrics.sum("tillside_limited_total", &[("limit", "shop")]) >= 1.0);
        assert_eq!(metrics.sum("tillside_quota_unleased_total", &[]), 0.0);
    }
    // The quota comes back for everybody.
    let event = [Shopper::new(&one.token().await?, "cart").step_reached()];
    wait::until("the shop to be let in again", || async {
        let reply = other.post_raw(batch(&event).to_string()).await?;
        Ok((reply.status == 202).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_redis_is_away_each_collector_goes_by_its_own_limit() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let (one, other) = (collector(&site).await?, collector(&site).await?);
    site.redis()?.kill().await?;
    let accepted = until_both_refuse([&one, &other]).await?;
    ensure!(accepted >= 2 * BURST, "{accepted}");
    for server in [&one, &other] {
        let metrics = server.metrics().await?;
        ensure!(metrics.sum("tillside_quota_unleased_total", &[]) >= 1.0);
    }
    site.redis()?.restart().await?;
    one.settled(accepted).await?;
    Ok(())
}
