//! PostgreSQL goes away under servers at work and comes back. Shoppers notice nothing.

use crate::rush::{self, Rush};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::Path;
use tillside_tests::events::Shopper;
use tillside_tests::postgres_server::PostgresServer;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::{Site, program};
use tillside_tests::wait;

/// A site whose store may be taken away.
async fn site() -> Result<(Site, PostgresServer)> {
    let postgres = PostgresServer::start()?;
    let mut site = Site::empty()?;
    site.postgres = Some(postgres.database()?);
    site.import_changed(|_| {})?;
    site.redis = Some(RedisServer::start().await?);
    Ok((site, postgres))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_taken_while_the_store_is_away_and_are_there_when_it_is_back() -> Result<()> {
    let (site, mut postgres) = site().await?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let answer = async || {
        let shopper = Shopper::new(&token, "cart");
        let event = shopper.answers("why-not", json!({"choice": "price"}));
        server.post(&[event]).await
    };
    assert_eq!(answer().await?, ["accepted"]);
    server.settled(1).await?;
    postgres.kill()?;
    assert_eq!(answer().await?, ["accepted"]);
    until_noticed(&server).await?;
    assert_eq!(answer().await?, ["accepted"]);
    for path in ["/s/pk_tests.js", "/healthz", "/readyz", "/metrics"] {
        assert_eq!(server.get(path, &[]).await?.status, 200, "{path}");
    }
    postgres.launch()?;
    let metrics = server.settled(3).await?;
    assert_eq!(metrics.fate("stored"), 3.0);
    let said = server.logs().join("\n");
    ensure!(
        !said.contains("hunter2") && !said.contains("postgres://"),
        "{said}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_counted_twice_when_the_store_is_cut_off_in_a_rush() -> Result<()> {
    let (site, mut postgres) = site().await?;
    let server = rush::server(&site, &[]).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(400).await?;
    postgres.kill()?;
    until_noticed(&server).await?;
    server.kill().await?;
    let account = rush.end().await?;
    postgres.launch()?;
    let server = rush::server(&site, &[]).await?;
    account.is_kept_by(&server, &site).await
}

async fn until_noticed(server: &Server) -> Result<()> {
    wait::until("the drain to notice", || async {
        let said = server.logs().join("\n");
        Ok(said.contains("the drain could not finish").then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_store_that_is_not_there_or_not_named_rightly_is_refused_without_its_password()
-> Result<()> {
    let (mut site, mut postgres) = site().await?;
    postgres.kill()?;
    let refused = |said: &str, word: &str| -> Result<()> {
        ensure!(said.contains(word), "{said}");
        ensure!(!said.contains("hunter2"), "{said}");
        Ok(())
    };
    let (status, log) = Server::refuses(&site, &[]).await?;
    ensure!(!status.success());
    refused(&log, "PostgreSQL at /")?;
    let link = site
        .tillside(&["sign-in-link"])
        .err()
        .context("it is refused")?;
    refused(&link.to_string(), "--store")?;
    let url = site.postgres.take().context("it has one")?;
    let told = site.tillside(&["sign-in-link", "--store", &url]);
    let told = told.err().context("it is refused")?.to_string();
    let (_, told) = told.split_once("tillside: ").context("it says why")?;
    refused(told, "everybody on the machine")?;
    site.postgres = Some("mysql://root:hunter2@db.example/x".to_owned());
    let (status, log) = Server::refuses(&site, &[]).await?;
    ensure!(!status.success());
    refused(&log, "postgres://user:password@host:5432/database")
}

#[tokio::test]
async fn a_backup_says_that_the_store_is_not_in_it() -> Result<()> {
    let (site, _postgres) = site().await?;
    Server::start(&site, &[]).await?.stop().await?;
    let folder = tempfile::TempDir::new()?;
    let backup = folder.path().join("backup");
    let said = site.run(&["backup"], &backup)?;
    ensure!(
        said.contains("pg_dump") && said.contains("token.key"),
        "{said}"
    );
    ensure!(!said.contains("tillside.db"), "{said}");
    let mut restored = Site::empty()?;
    restored.postgres.clone_from(&site.postgres);
    let said = restored.run(&["restore"], &backup)?;
    ensure!(said.contains("books.log"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_encrypted_connection_needs_a_certificate_that_is_trusted_and_of_the_host() -> Result<()>
{
    let key = rcgen::KeyPair::generate()?;
    let params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()])?;
    let certificate = params.self_signed(&key)?;
    let folder = tempfile::TempDir::new()?;
    let trusted = folder.path().join("trusted.pem");
    std::fs::write(&trusted, certificate.pem())?;
    let postgres = PostgresServer::start_with_tls(&certificate.pem(), &key.serialize_pem())?;
    let migrate = |host: &str, trusted: Option<&Path>| -> Result<(bool, String)> {
        let mut program = program()?;
        program
            .arg("migrate")
            .env("TILLSIDE_STORE", postgres.url_with_tls(host));
        if let Some(file) = trusted {
            program.env("SSL_CERT_FILE", file);
        }
        let output = program.output()?;
        let said = [output.stdout, output.stderr].concat();
        Ok((output.status.success(), String::from_utf8(said)?))
    };
    for (host, trusted) in [("127.0.0.1", None), ("localhost", Some(trusted.as_path()))] {
        let (done, said) = migrate(host, trusted)?;
        ensure!(!done && said.contains("ertificate"), "{host}: {said}");
        ensure!(!said.contains("hunter2"), "{said}");
    }
    let (done, said) = migrate("127.0.0.1", Some(&trusted))?;
    ensure!(done && said.contains("the store has version"), "{said}");
    let seen = "SELECT count(*) FROM pg_tables WHERE tablename = 'askings'";
    assert_eq!(postgres.say("postgres", seen)?, "1");
    Ok(())
}
