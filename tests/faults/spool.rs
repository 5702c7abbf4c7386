//! Redis takes nothing for a while: it is gone, full or read-only. Shoppers notice nothing, and what they said in the meantime counts once when Redis is back.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_tests::events::{Shopper, batch};
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

/// How many answers are sent at once.
const ANSWERS: usize = 40;

/// What is done to Redis so that it takes nothing, and so that it takes everything again.
#[derive(Clone, Copy)]
enum Fault {
    Killed,
    OutOfMemory,
    ReadOnly,
}

impl Fault {
    async fn begin(self, redis: &mut RedisServer) -> Result<()> {
        match self {
            Fault::Killed => redis.kill().await,
            Fault::OutOfMemory => redis.say(&["CONFIG", "SET", "maxmemory", "1"]).await,
            // A copy of a server that is not there.
            Fault::ReadOnly => redis.say(&["REPLICAOF", "127.0.0.1", "1"]).await,
        }
    }

    async fn end(self, redis: &mut RedisServer) -> Result<()> {
        match self {
            Fault::Killed => redis.restart().await,
            Fault::OutOfMemory => redis.say(&["CONFIG", "SET", "maxmemory", "0"]).await,
            Fault::ReadOnly => redis.say(&["REPLICAOF", "NO", "ONE"]).await,
        }
    }
}

async fn answers(server: &Server) -> Result<Vec<Value>> {
    let token = server.token().await?;
    let answer =
        |_| Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}));
    Ok((0..ANSWERS).map(answer).collect())
}

async fn post(server: &Server, events: &[Value]) -> Result<()> {
    let fates = server.post(events).await?;
    ensure!(fates.iter().all(|fate| fate == "accepted"), "{fates:?}");
    Ok(())
}

/// The answers are all in the results, each once.
async fn counted(server: &Server, wanted: usize) -> Result<()> {
    let wanted = i64::try_from(wanted)?;
    let console = server.console().await?;
    console
        .until(server, "how-likely", |results| results.answered >= wanted)
        .await?;
    let results = console.prompt(server, "how-likely", 1).await?;
    assert_eq!(results.answered, wanted);
    assert_eq!(tillside_tests::console::count(&results, "9"), wanted);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_on_while_redis_is_gone() -> Result<()> {
    answers_go_on_and_each_counts_once_when_redis_is_back(Fault::Killed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_on_while_redis_has_no_memory() -> Result<()> {
    answers_go_on_and_each_counts_once_when_redis_is_back(Fault::OutOfMemory).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_on_while_redis_may_not_write() -> Result<()> {
    answers_go_on_and_each_counts_once_when_redis_is_back(Fault::ReadOnly).await
}

async fn answers_go_on_and_each_counts_once_when_redis_is_back(fault: Fault) -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &[]).await?;
    post(&server, &answers(&server).await?).await?;
    server.settled(ANSWERS).await?;
    fault.begin(site.redis()?).await?;
    post(&server, &answers(&server).await?).await?;
    post(&server, &answers(&server).await?).await?;
    let metrics = server.metrics().await?;
    let spooled = 2.0 * ANSWERS as f64;
    assert_eq!(metrics.sum("tillside_queue_away", &[]), 1.0);
    assert_eq!(metrics.sum("tillside_spool_depth", &[]), spooled);
    let ready = server.get("/readyz", &[]).await?;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.json()?["spooled"], 2 * ANSWERS);
    fault.end(site.redis()?).await?;
    let metrics = server.settled(3 * ANSWERS).await?;
    assert_eq!(metrics.sum("tillside_spooled_total", &[]), spooled);
    assert_eq!(metrics.sum("tillside_replayed_total", &[]), spooled);
    assert_eq!(metrics.sum("tillside_queue_away", &[]), 0.0);
    counted(&server, 3 * ANSWERS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rush_that_goes_on_without_redis_survives_a_killed_server_too() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &["--drain", "off"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    site.redis()?.kill().await?;
    wait::until("many events in the spool", || async {
        let waiting = server.metrics().await?.sum("tillside_spool_depth", &[]);
        Ok((waiting > 200.0).then_some(()))
    })
    .await?;
    rush.survives(server, &mut site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_spool_refuses_for_now_and_takes_again() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &["--spool-max-bytes", "20000"]).await?;
    site.redis()?.kill().await?;
    let refused = wait::until("the spool to be full", || async {
        let events = answers(&server).await?;
        let reply = server.post_raw(batch(&events).to_string()).await?;
        Ok((reply.status != 202).then_some((reply, events)))
    });
    let (reply, events) = refused.await?;
    reply.is_problem(503, "queue_unavailable")?;
    ensure!(reply.header("retry-after").parse::<u32>()? >= 1);
    let waiting = server.metrics().await?.sum("tillside_spool_depth", &[]);
    let accepted = waiting as usize;
    site.redis()?.restart().await?;
    wait::until("the refused events to be taken", || async {
        let reply = server.post_raw(batch(&events).to_string()).await?;
        Ok((reply.status == 202).then_some(()))
    })
    .await?;
    counted(&server, accepted + ANSWERS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_share_a_data_directory_have_a_spool_each_and_one_empties_what_another_left()
-> Result<()> {
    let mut site = Site::on_redis().await?;
    let first = rush::server(&site, &["--drain", "off"]).await?;
    let second = rush::server(&site, &["--drain", "off"]).await?;
    site.redis()?.kill().await?;
    for server in [&first, &second] {
        post(server, &answers(server).await?).await?;
    }
    first.kill().await?;
    second.kill().await?;
    site.redis()?.restart().await?;
    let server = rush::server(&site, &[]).await?;
    server.settled(2 * ANSWERS).await?;
    counted(&server, 2 * ANSWERS).await
}
