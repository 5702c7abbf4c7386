//! Settings under which accepted events could be lost are refused at the start, in one line that says what to do.

use anyhow::{Result, ensure};
use std::path::Path;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::{Site, program};

/// Starts a server that must refuse, and checks that its last words are clear.
async fn refused(site: &Site, words: &[&str]) -> Result<()> {
    refused_with(site, &[], words).await
}

async fn refused_with(site: &Site, arguments: &[&str], words: &[&str]) -> Result<()> {
    let (status, log) = Server::refuses(site, arguments).await?;
    ensure!(!status.success(), "it exited as if all were well: {log}");
    ensure!(
        !log.contains("panicked") && !log.contains("RUST_BACKTRACE"),
        "{log}"
    );
    let last = log.trim().lines().last().unwrap_or("").to_lowercase();
    for word in words {
        ensure!(
            last.contains(&word.to_lowercase()),
            "`{word}` is not said in: {log}"
        );
    }
    Ok(())
}

async fn site_with_redis(settings: &[&str]) -> Result<Site> {
    let mut site = Site::embedded()?;
    site.redis = Some(RedisServer::start_with(settings).await?);
    Ok(site)
}

#[tokio::test]
async fn a_redis_that_keeps_nothing_on_disk_is_refused() -> Result<()> {
    let site = site_with_redis(&["--appendonly", "no"]).await?;
    refused(&site, &["appendonly"]).await
}

#[tokio::test]
async fn a_redis_that_evicts_is_refused() -> Result<()> {
    let settings = [
        "--appendonly",
        "yes",
        "--maxmemory",
        "50mb",
        "--maxmemory-policy",
        "allkeys-lru",
    ];
    let site = site_with_redis(&settings).await?;
    refused(&site, &["maxmemory-policy", "noeviction"]).await
}

#[tokio::test]
async fn without_a_spool_a_redis_that_is_not_there_is_named() -> Result<()> {
    let mut site = Site::on_redis().await?;
    if let Some(redis) = site.redis.as_mut() {
        redis.kill().await?;
    }
    refused_with(&site, &["--spool-max-bytes", "0"], &["redis"]).await
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() -> Result<()> {
    let site = Site::embedded()?;
    let first = Server::start(&site, &[]).await?;
    refused(&site, &["another", "data"]).await?;
    assert_eq!(first.get("/readyz", &[]).await?.status, 200);
    // With the first one gone, and be it by force, the data is free again.
    first.kill().await?;
    Server::start(&site, &[]).await?.stop().await
}

#[tokio::test]
async fn a_shop_file_with_a_mistake_is_refused_with_its_place() -> Result<()> {
    let site = Site::embedded()?;
    let error = site.import_changed(|shop| {
        shop["prompts"][2]["question"]["kind"] = serde_json::json!("guess");
    });
    let said = error
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    ensure!(said.contains("prompts[2].question.kind"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_link_to_a_store_that_is_not_there_is_refused_and_makes_none() -> Result<()> {
    let site = Site::embedded()?;
    let link = |data: &Path| {
        program()?
            .args(["sign-in-link", "--data"])
            .arg(data)
            .output()
            .map_err(anyhow::Error::from)
    };
    let mistyped = site.data().join("dta");
    let refused = link(&mistyped)?;
    let said = String::from_utf8(refused.stderr)?;
    ensure!(
        !refused.status.success() && said.contains("--data"),
        "{said}"
    );
    ensure!(said.contains("dta/tillside.db"), "{said}");
    ensure!(!mistyped.exists(), "a directory was made");
    let printed = String::from_utf8(link(site.data())?.stdout)?;
    ensure!(printed.contains("/console/sign-in?code="), "{printed}");
    Ok(())
}
