//! Processes killed without a warning (SIGKILL). An event that was accepted is in the results, once.

use crate::rush::{self, Account, Rush};
use anyhow::Result;
use tillside_tests::on_both_queues;
use tillside_tests::site::Site;

on_both_queues!(
    a_server_killed_before_it_drained_loses_nothing_it_accepted,
    a_server_killed_again_and_again_while_it_drains_loses_and_doubles_nothing,
);

async fn a_server_killed_before_it_drained_loses_nothing_it_accepted(site: Site) -> Result<()> {
    let server = rush::server(&site, &["--drain", "off"]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(400).await?;
    server.kill().await?;
    let account = rush.end().await?;

    let server = rush::server(&site, &[]).await?;
    account.is_kept_by(&server, &site).await?;
    account.counts_once_when_sent_again(&server, &site).await
}

async fn a_server_killed_again_and_again_while_it_drains_loses_and_doubles_nothing(
    site: Site,
) -> Result<()> {
    let mut account = Account::default();
    for _ in 0..4 {
        let server = rush::server(&site, &[]).await?;
        let rush = Rush::begin(&server).await?;
        rush.until(150).await?;
        server.kill().await?;
        account.add(rush.end().await?);
    }
    let server = rush::server(&site, &[]).await?;
    account.is_kept_by(&server, &site).await?;
    account.counts_once_when_sent_again(&server, &site).await
}
