//! Redis is behind TLS, or asks for passwords, or both. A server that knows its way in uses it like any other; one that does not gives it nothing.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use std::path::PathBuf;
use tillside_tests::certificate::Certificate;
use tillside_tests::redis_fleet::{Cluster, Secrets, Watched};
use tillside_tests::redis_server::{RedisServer, any_port};
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

/// Nothing of it may be logged.
const PASSWORD: &str = "hunter2-of-redis";
const SENTINEL: &str = "hunter2-of-sentinel";
const SOUND: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

/// A server on a site without Redis, told of this one by a file.
async fn server(site: &mut Site, url: &str) -> Result<Server> {
    site.set("TILLSIDE_REDIS_FILE", &file(site, url)?);
    rush::server(site, &[]).await
}

fn file(site: &Site, url: &str) -> Result<PathBuf> {
    let file = site.assets().join("redis.url");
    std::fs::write(&file, url)?;
    Ok(file)
}

fn says_no_password(server: &Server) -> Result<()> {
    let said = server.logs().join("\n");
    ensure!(!said.contains("hunter2"), "a password is in the log");
    Ok(())
}

/// A Redis that speaks TLS with this certificate, and the port on which it does.
async fn encrypted(certificate: &Certificate) -> Result<(RedisServer, u16)> {
    let port = any_port();
    let tls = certificate.settings(port)?;
    let tls = tls.iter().map(String::as_str);
    let secret = ["--requirepass", PASSWORD];
    let settings: Vec<_> = SOUND.into_iter().chain(secret).chain(tls).collect();
    Ok((RedisServer::start_with(&settings).await?, port))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_tls_nothing_is_lost_with_a_redis_that_is_killed() -> Result<()> {
    let certificate = Certificate::new()?;
    let (mut redis, port) = encrypted(&certificate).await?;
    let mut site = Site::embedded()?;
    site.set("SSL_CERT_FILE", &certificate.file());
    let url = format!("rediss://:{PASSWORD}@127.0.0.1:{port}/0");
    let server = server(&mut site, &url).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    assert_eq!(
        server.metrics().await?.sum("tillside_spooled_total", &[]),
        0.0
    );
    redis.kill().await?;
    rush.until(rush.accepted() + 100).await?;
    redis.restart().await?;
    let account = rush.stop().await?;
    account.is_kept_by(&server, &site).await?;
    says_no_password(&server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_of_somebody_else_is_given_nothing_and_the_log_says_why() -> Result<()> {
    let (ours, another) = (Certificate::new()?, Certificate::new()?);
    let (redis, port) = encrypted(&ours).await?;
    for (host, trusted) in [("localhost", &ours), ("127.0.0.1", &another)] {
        let mut site = Site::embedded()?;
        site.set("SSL_CERT_FILE", &trusted.file());
        let url = format!("rediss://:{PASSWORD}@{host}:{port}/0");
        let server = server(&mut site, &url).await?;
        let rush = Rush::begin(&server).await?;
        rush.until(20).await?;
        rush.stop().await?;
        let said = server.logs().join("\n");
        ensure!(said.contains("started without Redis: "), "{host}: {said}");
        ensure!(said.contains("invalid peer certificate"), "{host}: {said}");
        says_no_password(&server)?;
    }
    let events: u64 = redis.ask(&["EXISTS", "tillside:{queue}:events"]).await?;
    assert_eq!(events, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_behind_tls_with_a_password_is_used_as_a_whole() -> Result<()> {
    let certificate = Certificate::new()?;
    let secret = ["--requirepass", PASSWORD, "--masterauth", PASSWORD];
    let cluster = Cluster::start_with(&secret, Some(&certificate)).await?;
    let mut site = Site::embedded()?;
    site.set("SSL_CERT_FILE", &certificate.file());
    let server = server(&mut site, &cluster.secret_url(PASSWORD)).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(300).await?;
    let account = rush.stop().await?;
    account.is_kept_by(&server, &site).await?;
    let metrics = server.metrics().await?;
    assert_eq!(metrics.sum("tillside_spooled_total", &[]), 0.0);
    assert_eq!(metrics.sum("tillside_queue_shards_failing", &[]), 0.0);
    for master in &cluster.masters {
        let keys: u64 = master.ask(&["DBSIZE"]).await?;
        ensure!(keys > 0, "a master was not used");
    }
    says_no_password(&server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_and_masters_with_passwords_of_their_own_are_followed() -> Result<()> {
    let secrets = Secrets {
        servers: PASSWORD,
        sentinel: SENTINEL,
    };
    let mut redis = Watched::start_with(Some(secrets)).await?;
    let mut site = Site::embedded()?;
    let server = server(&mut site, &redis.url()).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    assert_eq!(
        server.metrics().await?.sum("tillside_spooled_total", &[]),
        0.0
    );
    redis.level().await?;
    redis.master.kill().await?;
    redis.promoted().await?;
    wait::until("the new master to be found", || async {
        let metrics = server.metrics().await?;
        Ok((metrics.sum("tillside_queue_away", &[]) == 0.0).then_some(()))
    })
    .await?;
    rush.stop().await?;
    says_no_password(&server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_that_is_asked_without_its_password_is_no_way_to_the_master() -> Result<()> {
    let secrets = Secrets {
        servers: PASSWORD,
        sentinel: SENTINEL,
    };
    let redis = Watched::start_with(Some(secrets)).await?;
    let url = redis.url();
    let (url, _) = url.split_once('?').unwrap_or_default();
    let mut site = Site::embedded()?;
    let server = server(&mut site, url).await?;
    let said = server.logs().join("\n");
    ensure!(said.contains("started without Redis: "), "{said}");
    says_no_password(&server)
}
