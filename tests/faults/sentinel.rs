//! Redis is a master that a sentinel watches. When it is killed its replica takes its place, and servers follow.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use tillside_tests::redis_fleet::Watched;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

async fn watched(arguments: &[&str]) -> Result<(Site, Watched, Server)> {
    let site = Site::embedded()?;
    let redis = Watched::start().await?;
    let url = redis.url();
    let arguments = [&["--redis", &url], arguments].concat();
    let server = rush::server(&site, &arguments).await?;
    Ok((site, redis, server))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_replica_that_has_every_event_nothing_is_lost_with_the_master() -> Result<()> {
    let (site, mut redis, server) = watched(&["--redis-replicas", "1"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(300).await?;
    redis.master.kill().await?;
    redis.promoted().await?;
    // There is no replica any more, so events wait until there is one.
    wait::until("events in the spool", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.sum("tillside_spool_depth", &[]) > 100.0).then_some(()))
    })
    .await?;
    redis.master.restart().await?;
    wait::until("the old master to be a replica", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.sum("tillside_queue_away", &[]) == 0.0).then_some(()))
    })
    .await?;
    let account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    account.is_kept_by(&server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_wait_for_the_new_master_and_go_there() -> Result<()> {
    let (site, mut redis, server) = watched(&["--drain", "off"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    let mut account = rush.stop().await?;
    redis.level().await?;
    redis.master.kill().await?;
    let rush = Rush::begin(&server).await?;
    redis.promoted().await?;
    wait::until("the new master to be found", || async {
        let metrics = server.metrics().await?;
        let found = metrics.sum("tillside_queue_away", &[]) == 0.0
            && metrics.sum("tillside_replayed_total", &[]) > 0.0;
        Ok(found.then_some(()))
    })
    .await?;
    rush.until(rush.accepted() + 100).await?;
    account.add(rush.stop().await?);
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    let url = redis.url();
    let drain = rush::server(&site, &["--redis", &url]).await?;
    account.is_kept_by(&drain, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_is_gone_holds_up_nothing_that_was_accepted() -> Result<()> {
    let replicas = ["--redis-replicas", "1"];
    let (site, mut redis, server) = watched(&[&replicas[..], &["--drain", "off"]].concat()).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    let account = rush.stop().await?;
    redis.replica.kill().await?;
    let url = redis.url();
    let drain = rush::server(&site, &[&["--redis", &url], &replicas[..]].concat()).await?;
    account.is_kept_by(&drain, &site).await
}
