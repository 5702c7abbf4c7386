//! A backup is made while shoppers answer, and everything else is lost. What was accepted before it began is there again.

use crate::rush::{self, Account, Rush};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use tempfile::TempDir;
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

/// Answers given before the rush, a batch at a time.
async fn account(server: &Server) -> Result<Account> {
    let token = server.token().await?;
    let mut account = Account::default();
    for _ in 0..10 {
        let answer =
            |_| Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}));
        let events: Vec<_> = (0..30).map(answer).collect();
        ensure!(
            server
                .post(&events)
                .await?
                .iter()
                .all(|fate| fate == "accepted")
        );
        for event in events {
            let id = event["answer"].as_str().context("an answer has an id")?;
            account.accepted.insert(id.to_owned(), event);
        }
    }
    Ok(account)
}

/// Makes a backup of a server at work, with a drain or without, and goes on from it elsewhere.
async fn a_backup_has_what_was_accepted_before(drain: &str) -> Result<()> {
    let site = Site::embedded()?;
    let server = rush::server(&site, &["--drain", drain]).await?;
    let mut account = account(&server).await?;
    let rush = Rush::begin(&server).await?;
    rush.until(200).await?;
    let folder = TempDir::new()?;
    let backup = folder.path().join("backup");
    let said = site.run(&["backup"], &backup)?;
    for name in ["tillside.db", "queue", "ledger", "books.log", "token.key"] {
        ensure!(said.contains(name), "{said}");
    }
    let rights = fs::metadata(&backup)?.permissions().mode();
    assert_eq!(rights & 0o077, 0, "others may look into it");
    server.kill().await?;
    let late = rush.end().await?;
    // What came after it began may be in it or not.
    account.unknown.extend(late.accepted);
    account.unknown.extend(late.unknown);
    drop(site);

    let restored = Site::empty()?;
    restored.run(&["restore"], &backup)?;
    let server = rush::server(&restored, &[]).await?;
    account.is_kept_by(&server, &restored).await?;
    // Whatever the browsers still have comes in as if nothing had happened.
    account
        .counts_once_when_sent_again(&server, &restored)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_has_what_was_drained_before() -> Result<()> {
    a_backup_has_what_was_accepted_before("on").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_has_what_still_waits_in_the_queue() -> Result<()> {
    a_backup_has_what_was_accepted_before("off").await
}

#[tokio::test]
async fn neither_backup_nor_restore_overwrites_anything() -> Result<()> {
    let site = Site::embedded()?;
    let folder = TempDir::new()?;
    let backup = folder.path().join("backup");
    site.run(&["backup"], &backup)?;
    let refusal = |command: &str, path: &Path| -> Result<String> {
        let refused = site.run(&[command], path).err().context("it is refused")?;
        Ok(refused.to_string())
    };
    let again = refusal("backup", &backup)?;
    assert!(again.contains("must be new"), "{again}");
    let full = refusal("restore", &backup)?;
    assert!(full.contains("is not empty"), "{full}");
    let nothing = refusal("restore", folder.path())?;
    assert!(nothing.contains("no backup"), "{nothing}");
    Ok(())
}

#[tokio::test]
async fn a_damaged_backup_is_said_to_be_one() -> Result<()> {
    let site = Site::embedded()?;
    let folder = TempDir::new()?;
    let backup = folder.path().join("backup");
    site.run(&["backup"], &backup)?;
    let file = backup.join("tillside.db");
    let mut bytes = fs::read(&file)?;
    // The first page tells what the file is, the others hold what is in it.
    bytes[8_192..].fill(0x55);
    fs::write(&file, bytes)?;
    let refused = Site::empty()?.run(&["restore"], &backup);
    let refused = refused.err().context("it is refused")?.to_string();
    assert!(refused.contains("damaged"), "{refused}");
    Ok(())
}
