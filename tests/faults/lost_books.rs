//! The store is lost, or the copy of the books is damaged. Shoppers notice neither.

use anyhow::{Result, ensure};
use std::fs;
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

const LOST: &str = "the store has no shop";

fn said(server: &Server, words: &str) -> usize {
    let logs = server.logs();
    logs.iter().filter(|line| line.contains(words)).count()
}

async fn until_said(server: &Server, words: &str) -> Result<()> {
    wait::until(&format!("the log to say {words:?}"), || async {
        Ok((said(server, words) > 0).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_lost_store_does_not_take_the_books_out_of_the_shops() -> Result<()> {
    let site = Site::embedded()?;
    Server::start(&site, &[]).await?.stop().await?;
    for file in ["tillside.db", "tillside.db-wal", "tillside.db-shm"] {
        // The side files are there only while the store is open.
        let removed = fs::remove_file(site.data().join(file));
        ensure!(
            removed.is_ok() || file != "tillside.db",
            "there is no store"
        );
    }
    let server = Server::start(&site, &["--drain", "off"]).await?;
    let token = server.token().await?;
    assert_eq!(server.get("/s/pk_tests.js", &[]).await?.status, 200);
    assert_eq!(server.get("/readyz", &[]).await?.status, 200);
    let event = Shopper::new(&token, "cart").step_reached();
    assert_eq!(server.post(&[event]).await?, ["accepted"]);
    until_said(&server, LOST).await?;
    // The owner imports the shop again, changed, and the books follow the store as ever.
    site.import_changed(|shop| shop["prompts"][0]["state"] = "paused".into())?;
    wait::until("the pause to reach the book", || async {
        let book = server.book("?step=cart").await?;
        let prompts = book["prompts"].as_array().map_or(&[][..], Vec::as_slice);
        let is_asked = prompts.iter().any(|prompt| prompt["id"] == "why-not");
        Ok((!is_asked).then_some(()))
    })
    .await?;
    assert_eq!(said(&server, LOST), 1, "once is enough");
    Ok(())
}

#[tokio::test]
async fn a_damaged_copy_of_the_books_does_not_stop_the_start() -> Result<()> {
    let site = Site::embedded()?;
    let copy = site.data().join("books.log");
    Server::start(&site, &[]).await?.stop().await?;
    let whole = fs::read(&copy)?;
    fs::write(&copy, &whole[..whole.len() / 2])?;
    let server = Server::start(&site, &[]).await?;
    server.token().await?;
    until_said(&server, "books.log").await?;
    ensure!(fs::read(&copy)? == whole, "the copy was not written again");
    Ok(())
}
