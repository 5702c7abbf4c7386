//! A bit flips on the disk of the embedded queue, under an event that was accepted.

use anyhow::{Context, Result};
use serde_json::json;
use std::fs;
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

#[tokio::test]
async fn an_accepted_event_that_cannot_be_read_any_more_becomes_a_dead_letter() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--drain", "off"]).await?;
    let token = server.token().await?;
    let events: Vec<_> = (0..3)
        .map(|_| Shopper::new(&token, "cart").answers("why-not", json!({"choice": "price"})))
        .collect();
    assert_eq!(server.post(&events).await?, ["accepted"; 3]);
    server.stop().await?;

    let id = events[1]["id"].as_str().context("the event has an id")?;
    let [segment] = &site.files_with(id.as_bytes())?[..] else {
        anyhow::bail!("the event is not in one file");
    };
    let mut bytes = fs::read(segment)?;
    let at = bytes
        .windows(id.len())
        .position(|window| window == id.as_bytes())
        .context("the event is in the file")?;
    bytes[at] ^= 1;
    fs::write(segment, bytes)?;

    let server = Server::start(&site, &[]).await?;
    let metrics = server.settled(3).await?;
    let fates = (metrics.fate("stored"), metrics.fate("dead_lettered"));
    assert_eq!(fates, (2.0, 1.0));
    let letters = site.tillside(&["dead-letters", "list"])?;
    assert!(
        letters.starts_with("1: 20") && letters.ends_with("read it any more\n"),
        "{letters}"
    );
    // The bytes are gone for good, so it is a dead letter again, and counts as one.
    let again = site.tillside(&["dead-letters", "replay", "1"])?;
    assert_eq!(again, "dead_lettered: 1\n");
    let gone = site.tillside(&["dead-letters", "replay", "1"]);
    assert!(gone.is_err(), "it has another number now");
    server.settled(3).await?;
    // What has a fate does not come again.
    server.stop().await?;
    Server::start(&site, &[]).await?.settled(3).await?;
    Ok(())
}
