//! Two processes drain one Redis into one store. One is killed, cut off or out of breath in the middle of a batch; the other takes over, and no event is counted twice.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use rusqlite::{Connection, TransactionBehavior};
use serde_json::json;
use tillside_tests::events::Shopper;
use tillside_tests::proxy::{Fault, Proxy};
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

const ANSWERS: usize = 60;

/// A server whose drain reaches Redis through a proxy of its own.
async fn drain(site: &mut Site) -> Result<(Proxy, Server)> {
    let proxy = Proxy::start(&[site.redis()?.address()]).await?;
    let redis = format!("redis://{}", proxy.address());
    let server = rush::server(site, &["--redis", &redis]).await?;
    Ok((proxy, server))
}

/// Sends answers through a server that does not drain.
async fn answers(door: &Server, number: usize) -> Result<()> {
    let token = door.token().await?;
    let answer =
        |_| Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}));
    let events: Vec<_> = (0..number).map(answer).collect();
    let fates = door.post(&events).await?;
    ensure!(fates.iter().all(|fate| fate == "accepted"), "{fates:?}");
    Ok(())
}

/// Waits until a drain has claimed what it has not acknowledged. It may be a part of what
/// waits: a drain reads while others write.
async fn claimed(site: &mut Site) -> Result<()> {
    let redis = &*site.redis()?;
    wait::until("claimed entries", || async {
        let (pending, ..): (i64, redis::Value, redis::Value, redis::Value) = redis
            .ask(&["XPENDING", "tillside:{queue}:events", "drain"])
            .await?;
        Ok((pending > 0).then_some(()))
    })
    .await
}

/// Waits until something is stored.
async fn committed(store: &Connection) -> Result<()> {
    wait::until("the commit", || async {
        let stored: i64 = store.query_row("SELECT count(*) FROM askings", [], |row| row.get(0))?;
        Ok((stored > 0).then_some(()))
    })
    .await
}

/// Nothing was stored twice, lost, or called a duplicate.
async fn each_has_one_fate(server: &Server, answers: usize) -> Result<()> {
    let metrics = wait::until_late("an empty queue", || async {
        let metrics = server.metrics().await?;
        let waiting = metrics.sum("tillside_queue_depth", &[]);
        let fates = metrics.sum("tillside_fates_total", &[]);
        Ok((waiting == 0.0 && fates >= answers as f64).then_some(metrics))
    })
    .await?;
    assert_eq!(metrics.fate("stored"), answers as f64);
    assert_eq!(metrics.sum("tillside_fates_total", &[]), answers as f64);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drains_that_are_killed_under_load_leave_nothing_behind() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let door = rush::server(&site, &["--drain", "off"]).await?;
    let (_proxy, stays) = drain(&mut site).await?;
    let rush = Rush::begin(&door).await?;
    for _ in 0..3 {
        let (_proxy, dies) = drain(&mut site).await?;
        rush.until(rush.accepted() + 300).await?;
        dies.kill().await?;
    }
    let account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    account.is_kept_by(&stays, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_a_drain_that_was_killed_before_it_committed_is_taken_over() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let door = rush::server(&site, &["--drain", "off"]).await?;
    let (_proxy, dies) = drain(&mut site).await?;
    let mut store = Connection::open(site.store())?;
    let locked = store.transaction_with_behavior(TransactionBehavior::Immediate)?;
    answers(&door, ANSWERS).await?;
    claimed(&mut site).await?;
    dies.kill().await?;
    drop(locked);
    let (_proxy, takes_over) = drain(&mut site).await?;
    each_has_one_fate(&takes_over, ANSWERS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_a_drain_that_was_killed_after_it_committed_is_not_counted_again() -> Result<()>
{
    let mut site = Site::on_redis().await?;
    let door = rush::server(&site, &["--drain", "off"]).await?;
    let (proxy, dies) = drain(&mut site).await?;
    let mut store = Connection::open(site.store())?;
    let locked = store.transaction_with_behavior(TransactionBehavior::Immediate)?;
    answers(&door, ANSWERS).await?;
    claimed(&mut site).await?;
    // It commits, and the acknowledgement gets nowhere.
    proxy.set(Fault::Stalled);
    drop(locked);
    committed(&store).await?;
    dies.kill().await?;
    proxy.cut();
    let (_proxy, takes_over) = drain(&mut site).await?;
    each_has_one_fate(&takes_over, ANSWERS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_that_was_cut_off_from_redis_leaves_its_batch_to_another() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let door = rush::server(&site, &["--drain", "off"]).await?;
    let (proxy, cut_off) = drain(&mut site).await?;
    let mut store = Connection::open(site.store())?;
    let locked = store.transaction_with_behavior(TransactionBehavior::Immediate)?;
    answers(&door, ANSWERS).await?;
    claimed(&mut site).await?;
    // It commits, and its acknowledgement arrives when another has taken over.
    proxy.set(Fault::Stalled);
    drop(locked);
    committed(&store).await?;
    let (_proxy, takes_over) = drain(&mut site).await?;
    each_has_one_fate(&takes_over, ANSWERS).await?;
    proxy.set(Fault::None);
    answers(&door, 1).await?;
    each_has_one_fate(&cut_off, ANSWERS + 1).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_that_wakes_up_with_a_batch_that_another_has_finished_counts_nothing() -> Result<()>
{
    let mut site = Site::on_redis().await?;
    let door = rush::server(&site, &["--drain", "off"]).await?;
    let (_proxy, sleeps) = drain(&mut site).await?;
    let mut store = Connection::open(site.store())?;
    let locked = store.transaction_with_behavior(TransactionBehavior::Immediate)?;
    answers(&door, ANSWERS).await?;
    claimed(&mut site).await?;
    sleeps.hold().await?;
    drop(locked);
    let (_proxy, takes_over) = drain(&mut site).await?;
    each_has_one_fate(&takes_over, ANSWERS).await?;
    // The next batch is when a store may forget what it knows of the last one.
    answers(&door, 1).await?;
    each_has_one_fate(&takes_over, ANSWERS + 1).await?;
    sleeps.go_on().await?;
    wait::until("the drain that slept to work again", || async {
        let said = sleeps.logs().join("\n");
        Ok(said.contains("claimed anew").then_some(()))
    })
    .await?;
    answers(&door, 1).await?;
    each_has_one_fate(&sleeps, ANSWERS + 2).await
}
