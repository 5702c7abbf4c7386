//! Redis is away when a server starts, or is one that could lose what it takes. The spool takes events; that Redis gets none before it is sound.

use crate::rush;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_tests::drainer::Drainer;
use tillside_tests::events::Shopper;
use tillside_tests::metrics::Metrics;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

const ANSWERS: usize = 40;
const SOUND: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

async fn answer(server: &Server) -> Result<()> {
    let token = server.token().await?;
    let answer =
        |_| Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}));
    let events: Vec<Value> = (0..ANSWERS).map(answer).collect();
    let fates = server.post(&events).await?;
    ensure!(fates.iter().all(|fate| fate == "accepted"), "{fates:?}");
    Ok(())
}

/// What `/readyz` says of Redis, once it has these words in it.
async fn away(server: &Server, words: &str) -> Result<Value> {
    wait::until(&format!("`{words}`"), || async {
        let reply = server.get("/readyz", &[]).await?;
        ensure!(reply.status == 200, "{}", reply.text());
        let ready = reply.json()?;
        let away = ready["away"].as_str().unwrap_or_default();
        Ok(away.contains(words).then_some(ready))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_starts_without_its_redis_and_nothing_is_lost() -> Result<()> {
    let mut site = Site::on_redis().await?;
    site.redis()?.kill().await?;
    let server = rush::server(&site, &[]).await?;
    assert_eq!(away(&server, "right host").await?["spooled"], 0);
    let said = server.logs().join("\n");
    for words in ["started without Redis", "Connection refused", "right host"] {
        ensure!(said.contains(words), "`{words}` is not in: {said}");
    }
    assert_eq!(never_reached(&server.metrics().await?), 1.0);
    answer(&server).await?;
    assert_eq!(away(&server, "Redis").await?["spooled"], ANSWERS);
    // The process ends, and another one finds what it left, still without Redis.
    server.kill().await?;
    let server = rush::server(&site, &[]).await?;
    answer(&server).await?;
    assert_eq!(away(&server, "Redis").await?["spooled"], 2 * ANSWERS);
    site.redis()?.restart().await?;
    let metrics = server.settled(2 * ANSWERS).await?;
    assert_eq!(metrics.fate("stored"), 2.0 * ANSWERS as f64);
    assert_eq!(metrics.sum("tillside_queue_away", &[]), 0.0);
    assert_eq!(never_reached(&metrics), 0.0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_of_its_own_starts_without_its_redis_and_takes_up_work_when_it_is_there()
-> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &["--drain", "off"]).await?;
    answer(&server).await?;
    site.redis()?.kill().await?;
    let drainer = Drainer::start(&site).await?;
    let announced = &drainer.announced;
    ensure!(announced.starts_with("waiting for Redis "), "{announced}");
    for words in ["started without Redis", "Connection refused", "right host"] {
        let said = drainer.log()?;
        ensure!(said.contains(words), "`{words}` is not in: {said}");
    }
    assert_eq!(never_reached(&drainer.metrics().await?), 1.0);
    // It comes with settings under which it could lose events, and is refused.
    site.redis()?.restart_with(&["--appendonly", "no"]).await?;
    wait::until("what to set", || async {
        Ok(drainer.log()?.contains("`appendonly yes`").then_some(()))
    })
    .await?;
    assert_eq!(drainer.metrics().await?.fate("stored"), 0.0);
    site.redis()?.restart_with(&SOUND).await?;
    wait::until("all that waited in the store", || async {
        let metrics = drainer.metrics().await?;
        Ok((metrics.fate("stored") == ANSWERS as f64).then_some(()))
    })
    .await?;
    wait::until("word that it works", || async {
        Ok(drainer.log()?.contains("works again").then_some(()))
    })
    .await?;
    assert_eq!(never_reached(&drainer.metrics().await?), 0.0);
    drainer.stop().await
}

fn never_reached(metrics: &Metrics) -> f64 {
    metrics.sum("tillside_queue_never_reached", &[])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_comes_late_and_with_nobody_answering_is_found() -> Result<()> {
    let mut site = Site::on_redis().await?;
    site.redis()?.kill().await?;
    let server = rush::server(&site, &[]).await?;
    away(&server, "Redis").await?;
    site.redis()?.restart().await?;
    wait::until("Redis to be found", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.sum("tillside_queue_away", &[]) == 0.0).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_could_lose_events_gets_none_when_it_comes_late() -> Result<()> {
    let mut site = Site::on_redis().await?;
    site.redis()?.kill().await?;
    let server = rush::server(&site, &[]).await?;
    answer(&server).await?;
    site.redis()?.restart_with(&["--appendonly", "no"]).await?;
    nothing_is_given_to_it(&server, &mut site).await?;
    site.redis()?.restart_with(&SOUND).await?;
    server.settled(2 * ANSWERS).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_comes_back_with_other_settings_gets_nothing_more() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &[]).await?;
    answer(&server).await?;
    server.settled(ANSWERS).await?;
    site.redis()?.restart_with(&["--appendonly", "no"]).await?;
    nothing_is_given_to_it(&server, &mut site).await?;
    site.redis()?.restart_with(&SOUND).await?;
    server.settled(2 * ANSWERS).await?;
    Ok(())
}

/// The server says what is wrong with its Redis, takes answers, and keeps them to itself.
async fn nothing_is_given_to_it(server: &Server, site: &mut Site) -> Result<()> {
    // A server that had no reason yet to look again does so with the first answer.
    answer(server).await?;
    away(server, "`appendonly yes`").await?;
    let held: u64 = site
        .redis()?
        .ask(&["XLEN", "tillside:{queue}:events"])
        .await?;
    assert_eq!(held, 0);
    let said = server.logs().join("\n");
    ensure!(said.contains("until that is put right"), "{said}");
    Ok(())
}
