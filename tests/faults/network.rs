//! The network between a server and its Redis fails while shoppers answer. They notice nothing, and each answer counts once.

use crate::rush::{self, Account, Rush};
use anyhow::{Result, ensure};
use std::time::Duration;
use tillside_tests::proxy::{Fault, Proxy};
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

/// Longer than a server waits for a reply of Redis.
const TOO_LATE: Fault = Fault::Late(Duration::from_secs(3));

/// A server that reaches its Redis through a proxy.
async fn behind_a_proxy(arguments: &[&str]) -> Result<(Site, Proxy, Server)> {
    let mut site = Site::on_redis().await?;
    let proxy = Proxy::start(&[site.redis()?.address()]).await?;
    let redis = format!("redis://{}", proxy.address());
    let arguments = [&["--redis", &redis], arguments].concat();
    let server = rush::server(&site, &arguments).await?;
    Ok((site, proxy, server))
}

/// Waits until so many events wait in the spool.
async fn spooled(server: &Server, events: f64) -> Result<()> {
    wait::until("events in the spool", || async {
        let metrics = server.metrics().await?;
        let away = metrics.sum("tillside_queue_away", &[]) == 1.0;
        Ok((away && metrics.sum("tillside_spool_depth", &[]) >= events).then_some(()))
    })
    .await
}

/// No shopper was sent away, and all that was accepted is there, once; what had to wait in
/// the spool has left it.
async fn nothing_happened(account: Account, server: &Server, site: &Site) -> Result<()> {
    let refused = account.unknown.len();
    ensure!(refused == 0, "{refused} answers were not accepted");
    account.is_kept_by(server, site).await?;
    let metrics = server.metrics().await?;
    assert_eq!(metrics.accepted(), account.accepted.len() as f64);
    // What Redis took without saying so is in the spool too, and has one fate all the same.
    assert_eq!(metrics.fate("duplicate"), 0.0);
    assert_eq!(metrics.sum("tillside_queue_away", &[]), 0.0);
    assert_eq!(
        metrics.sum("tillside_spooled_total", &[]),
        metrics.sum("tillside_replayed_total", &[])
    );
    Ok(())
}

/// The fault begins in the middle of a rush and is over a while later.
async fn a_fault_is_survived(fault: Fault) -> Result<()> {
    let (site, proxy, server) = behind_a_proxy(&[]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    proxy.set(fault);
    spooled(&server, 200.0).await?;
    proxy.set(Fault::None);
    rush.until(rush.accepted() + 200).await?;
    nothing_happened(rush.stop().await?, &server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_again_and_again_lose_nothing() -> Result<()> {
    let (site, proxy, server) = behind_a_proxy(&[]).await?;
    let rush = Rush::begin(&server).await?;
    for _ in 0..8 {
        rush.until(rush.accepted() + 50).await?;
        proxy.cut();
    }
    rush.until(rush.accepted() + 50).await?;
    nothing_happened(rush.stop().await?, &server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_fall_silent_for_good_are_made_anew() -> Result<()> {
    let (site, proxy, server) = behind_a_proxy(&[]).await?;
    let rush = Rush::begin(&server).await?;
    for _ in 0..2 {
        rush.until(rush.accepted() + 100).await?;
        let before = server.metrics().await?.sum("tillside_spooled_total", &[]);
        proxy.lose();
        wait::until("more events in the spool", || async {
            let spooled = server.metrics().await?.sum("tillside_spooled_total", &[]);
            Ok((spooled > before).then_some(()))
        })
        .await?;
        wait::until("Redis to be found again", || async {
            let away = server.metrics().await?.sum("tillside_queue_away", &[]);
            Ok((away == 0.0).then_some(()))
        })
        .await?;
    }
    nothing_happened(rush.stop().await?, &server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_that_come_too_late_double_nothing() -> Result<()> {
    a_fault_is_survived(TOO_LATE).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_that_never_come_double_nothing() -> Result<()> {
    a_fault_is_survived(Fault::Deaf).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_that_arrive_when_nobody_waits_for_them_double_nothing() -> Result<()> {
    a_fault_is_survived(Fault::Stalled).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_closed_connections_lose_nothing() -> Result<()> {
    a_fault_is_survived(Fault::HalfClosed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_sends_everybody_away_loses_nothing() -> Result<()> {
    let (site, proxy, server) = behind_a_proxy(&[]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    proxy.set(Fault::Refusing);
    proxy.cut();
    spooled(&server, 200.0).await?;
    proxy.set(Fault::None);
    rush.until(rush.accepted() + 200).await?;
    nothing_happened(rush.stop().await?, &server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_spool_what_got_no_reply_is_refused_for_now_and_counts_once_when_sent_again()
-> Result<()> {
    let (site, proxy, server) = behind_a_proxy(&["--spool-max-bytes", "0"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    proxy.set(Fault::Deaf);
    wait::until("events to be refused", || async {
        let refused = [("code", "queue_unavailable")];
        let metrics = server.metrics().await?;
        Ok((metrics.sum("tillside_events_total", &refused) > 0.0).then_some(()))
    })
    .await?;
    proxy.set(Fault::None);
    rush.until(rush.accepted() + 200).await?;
    let account = rush.stop().await?;
    ensure!(!account.unknown.is_empty(), "nobody was refused");
    account.is_kept_by(&server, &site).await?;
    account.counts_once_when_sent_again(&server, &site).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_asked_to_stop_while_redis_is_silent_honours_every_reply_it_gave()
-> Result<()> {
    let (mut site, proxy, mut server) = behind_a_proxy(&[]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    // Requests are under way that wait for Redis in vain.
    proxy.set(Fault::Stalled);
    server.ask_to_stop().await?;
    let status = server.exited().await?;
    let logs = server.logs().join("\n");
    ensure!(status.success(), "{status}: {logs}");
    ensure!(!logs.contains("panicked"), "{logs}");
    let account = rush.end().await?;
    drop(proxy);
    site.redis()?;
    let server = rush::server(&site, &[]).await?;
    account.is_kept_by(&server, &site).await?;
    account.counts_once_when_sent_again(&server, &site).await
}
