//! Secrets that stand in files, as containers are given them: they are used, and neither a log nor an error repeats them.

use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use tempfile::TempDir;
use tillside_tests::events::Shopper;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

const PASSWORD: &str = "hunter2-of-the-tests";

fn file(folder: &TempDir, text: &str) -> Result<PathBuf> {
    let path = folder.path().join("secret");
    std::fs::write(&path, text)?;
    Ok(path)
}

#[tokio::test]
async fn servers_with_the_same_secret_in_a_file_take_each_others_tokens() -> Result<()> {
    let folder = TempDir::new()?;
    let secret = file(&folder, "a secret of two servers\n")?;
    let (mut here, mut there) = (Site::embedded()?, Site::embedded()?);
    for site in [&mut here, &mut there] {
        site.set("TILLSIDE_TOKEN_SECRET_FILE", &secret);
    }
    let server = Server::start(&here, &[]).await?;
    let other = Server::start(&there, &[]).await?;
    let shopper = Shopper::new(&other.token().await?, "cart");
    assert_eq!(server.post(&[shopper.step_reached()]).await?, ["accepted"]);
    for server in [&server, &other] {
        ensure!(!server.logs().join("\n").contains("of two servers"));
    }
    // None was made beside it.
    ensure!(!here.data().join("token.key").exists());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_password_of_a_redis_stands_in_a_file_and_nowhere_else() -> Result<()> {
    let redis = RedisServer::start().await?;
    redis
        .say(&["CONFIG", "SET", "requirepass", PASSWORD])
        .await?;
    let with = |password: &str| redis.url().replace("://", &format!("://:{password}@"));
    let folder = TempDir::new()?;
    let mut site = Site::embedded()?;
    site.set("TILLSIDE_REDIS_FILE", &file(&folder, &with(PASSWORD))?);
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    assert_eq!(server.post(&[shopper.step_reached()]).await?, ["accepted"]);
    server.settled(1).await?;
    ensure!(redis.holds(b"tillside")?, "Redis was not used");
    ensure!(!server.logs().join("\n").contains(PASSWORD));
    let line = std::fs::read(format!("/proc/{}/cmdline", server.pid()?))?;
    ensure!(!String::from_utf8_lossy(&line).contains(PASSWORD));
    server.stop().await?;

    file(&folder, &with("wrong-of-the-tests"))?;
    // Whoever is not let in goes on as while Redis is away, and does not say with which word.
    let server = Server::start(&site, &[]).await?;
    let log = server.logs().join("\n");
    ensure!(!log.contains("-of-the-tests"), "{log}");
    drop(server);
    std::fs::remove_file(folder.path().join("secret"))?;
    let (status, log) = Server::refuses(&site, &[]).await?;
    let told = log.contains("--redis-file") && log.contains("cannot be read");
    ensure!(!status.success() && told, "{log}");
    Ok(())
}

#[tokio::test]
async fn a_password_on_the_command_line_is_refused() -> Result<()> {
    let site = Site::embedded()?;
    let url = format!("redis://:{PASSWORD}@127.0.0.1:1");
    let (status, log) = Server::refuses(&site, &["--redis", &url]).await?;
    ensure!(!status.success(), "it was taken");
    let (_, told) = log
        .split_once("--redis: ")
        .context("the option is not named")?;
    ensure!(
        told.contains("TILLSIDE_REDIS") && !log.contains(PASSWORD),
        "{log}"
    );
    Ok(())
}
