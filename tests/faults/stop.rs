//! A server asked to stop (SIGTERM) while shoppers are sending.

use crate::rush::{self, Account, Rush};
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};
use tillside_tests::on_both_queues;
use tillside_tests::site::Site;

on_both_queues!(a_server_that_is_asked_to_stop_honours_every_reply_it_gave);

async fn a_server_that_is_asked_to_stop_honours_every_reply_it_gave(site: Site) -> Result<()> {
    let mut account = Account::default();
    for drain in ["on", "off"] {
        let mut server = rush::server(&site, &["--drain", drain]).await?;
        let rush = Rush::begin(&server).await?;
        rush.until(200).await?;
        server.ask_to_stop().await?;
        let asked = Instant::now();
        let status = server.exited().await?;
        let took = asked.elapsed();
        let logs = server.logs().join("\n");
        ensure!(status.success(), "{status}: {logs}");
        ensure!(took < Duration::from_secs(10), "it took {took:?} to stop");
        ensure!(!logs.contains("panicked"), "{logs}");
        account.add(rush.end().await?);
    }
    let server = rush::server(&site, &[]).await?;
    account.is_kept_by(&server, &site).await?;
    server.stop().await
}
