//! Redis is a cluster. A master that is gone takes none of what was accepted with it and stops nobody; what it has on its disk comes back with it.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use tillside_tests::redis_fleet::Cluster;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

async fn on_a_cluster(arguments: &[&str]) -> Result<(Site, Cluster, Server)> {
    let site = Site::embedded()?;
    let cluster = Cluster::start().await?;
    let url = cluster.url();
    let arguments = [&["--redis", &url], arguments].concat();
    let server = rush::server(&site, &arguments).await?;
    Ok((site, cluster, server))
}

/// What happens to a master.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Killed,
    Silent,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_is_killed_under_load_loses_nothing_and_stops_nobody() -> Result<()> {
    a_lost_master_loses_nothing_and_stops_nobody(Fault::Killed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_falls_silent_under_load_loses_nothing_and_stops_nobody() -> Result<()> {
    a_lost_master_loses_nothing_and_stops_nobody(Fault::Silent).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_takes_over_under_load_has_all_that_was_accepted() -> Result<()> {
    let site = Site::embedded()?;
    let mut cluster = Cluster::with_replicas().await?;
    let url = cluster.url();
    let server = rush::server(&site, &["--redis", &url, "--redis-replicas", "1"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(300).await?;
    let before = server.metrics().await?;
    assert_eq!(before.sum("tillside_spooled_total", &[]), 0.0);
    cluster.masters[1].kill().await?;
    cluster.promoted(1).await?;
    rush.until(rush.accepted() + 300).await?;
    let mut account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    // The one that was killed stays away, and nothing is missing.
    account.is_kept_by(&server, &site).await?;
    // It comes back as a replica, without which its shards take nothing new.
    cluster.masters[1].restart().await?;
    let rush = Rush::begin(&server).await?;
    wait::until("all shards to be there", || async {
        let failing = server.metrics().await?;
        Ok((failing.sum("tillside_queue_shards_failing", &[]) == 0.0).then_some(()))
    })
    .await?;
    rush.until(rush.accepted() + 100).await?;
    account.add(rush.stop().await?);
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    let another = rush::server(&site, &["--redis", &url]).await?;
    account.is_kept_by(&another, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_replica_confirms_waits_in_the_spool() -> Result<()> {
    let site = Site::embedded()?;
    let cluster = Cluster::with_replicas().await?;
    for replica in &cluster.replicas {
        replica.hold().await?;
    }
    let url = cluster.url();
    let server = rush::server(&site, &["--redis", &url, "--redis-replicas", "1"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(100).await?;
    let waiting = server.metrics().await?.sum("tillside_spool_depth", &[]);
    ensure!(waiting >= 100.0, "{waiting} wait in the spool");
    for replica in &cluster.replicas {
        replica.go_on().await?;
    }
    let account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    account.is_kept_by(&server, &site).await
}

async fn a_lost_master_loses_nothing_and_stops_nobody(fault: Fault) -> Result<()> {
    let (site, mut cluster, server) = on_a_cluster(&[]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(300).await?;
    let master = &mut cluster.masters[1];
    match fault {
        Fault::Killed => master.kill().await?,
        Fault::Silent => master.hold().await?,
    }
    wait::until("the server to notice", || async {
        let failing = server.metrics().await?;
        Ok((failing.sum("tillside_queue_shards_failing", &[]) > 0.0).then_some(()))
    })
    .await?;
    // The others take events and give them to the drain.
    let stored = server.metrics().await?.fate("stored");
    rush.until(rush.accepted() + 300).await?;
    wait::until("more events in the store", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.fate("stored") >= stored + 300.0).then_some(()))
    })
    .await?;
    let master = &mut cluster.masters[1];
    match fault {
        Fault::Killed => master.restart().await?,
        Fault::Silent => master.go_on().await?,
    }
    rush.until(rush.accepted() + 100).await?;
    let account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    account.is_kept_by(&server, &site).await?;
    wait::until("all shards to be there", || async {
        let failing = server.metrics().await?;
        Ok((failing.sum("tillside_queue_shards_failing", &[]) == 0.0).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_master_held_is_drained_when_it_is_back() -> Result<()> {
    let (site, mut cluster, server) = on_a_cluster(&["--drain", "off"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(300).await?;
    let account = rush.stop().await?;
    server.kill().await?;
    cluster.masters[2].kill().await?;
    let url = cluster.url();
    let server = rush::server(&site, &["--redis", &url]).await?;
    wait::until("what the others hold in the store", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.fate("stored") > 0.0).then_some(()))
    })
    .await?;
    cluster.masters[2].restart().await?;
    account.is_kept_by(&server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_is_gone_as_a_whole_is_waited_for() -> Result<()> {
    let (site, mut cluster, server) = on_a_cluster(&[]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    for master in &mut cluster.masters {
        master.kill().await?;
    }
    wait::until("events in the spool", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.sum("tillside_spool_depth", &[]) > 200.0).then_some(()))
    })
    .await?;
    for master in &mut cluster.masters {
        master.restart().await?;
    }
    let account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    account.is_kept_by(&server, &site).await?;
    assert_eq!(server.metrics().await?.sum("tillside_queue_away", &[]), 0.0);
    Ok(())
}
