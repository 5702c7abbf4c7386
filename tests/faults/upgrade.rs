//! What an earlier release has left is read by this one. The files in `fixtures/earlier` were
//! written by the release before `tillside drain` and PostgreSQL: a store with three answers, a
//! queue with two more, one of the three once again and a wish to be forgotten, both as a killed
//! server leaves them; a token secret; and an entry as it stands in Redis.

use crate::rush;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use tillside_tests::metrics::Metrics;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

fn earlier(name: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    fixtures.join("earlier").join(name)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to)?,
            false => fs::copy(entry.path(), to).map(drop)?,
        }
    }
    Ok(())
}

async fn drained(server: &Server, events: f64) -> Result<Metrics> {
    wait::until("what was left to be drained", || async {
        let metrics = server.metrics().await?;
        let all = metrics.sum("tillside_fates_total", &[]);
        Ok((all == events).then_some(metrics))
    })
    .await
}

#[tokio::test]
async fn a_data_directory_of_an_earlier_release_goes_on() -> Result<()> {
    let site = Site::empty()?;
    copy(&earlier("data"), site.data())?;
    let keys = site.tillside(&["keys", "list"])?;
    ensure!(keys.contains("c40e0624"), "{keys}");
    let server = rush::server(&site, &[]).await?;
    let metrics = drained(&server, 6.0).await?;
    let fates = ["stored", "duplicate", "erased"].map(|fate| metrics.fate(fate));
    assert_eq!(fates, [4.0, 1.0, 1.0]);
    let stored = site.tillside(&["export", "--shop", SHOP])?;
    let stored_of = |number: u8| {
        let visitor = format!("0192e4f0-0000-7000-8000-20000000000{number}");
        stored.matches(&visitor).count()
    };
    assert_eq!([1, 2, 3, 4, 5].map(stored_of), [1, 0, 1, 1, 1]);
    // Nobody doubted anything then.
    assert_eq!(stored.matches(r#""doubts":"""#).count(), 4, "{stored}");
    // Its books are served too.
    let book = server.book("?step=confirmation").await?;
    ensure!(book.to_string().contains("how-likely"));
    // The copy of them is the one that this release writes.
    let copies = ["books.json", "books.log"].map(|name| site.data().join(name).exists());
    assert_eq!(copies, [false, true]);
    server.stop().await
}

#[tokio::test]
async fn what_an_earlier_release_left_in_redis_is_drained() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let entry = fs::read_to_string(earlier("entry.json"))?;
    let add = ["XADD", "tillside:{queue}:events", "*", "p", entry.trim()];
    site.redis()?.say(&add).await?;
    let server = rush::server(&site, &[]).await?;
    let metrics = drained(&server, 1.0).await?;
    assert_eq!(metrics.fate("stored"), 1.0);
    let stored = site.tillside(&["export", "--shop", SHOP])?;
    let line = stored.lines().next().context("nothing was stored")?;
    ensure!(line.contains("\"score\":8"), "{line}");
    server.stop().await
}
