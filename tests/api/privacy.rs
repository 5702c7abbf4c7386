//! What a shopper typed by mistake is on no disk and in no log.

use anyhow::{Result, ensure};
use serde_json::json;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::on_both_queues;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::typed::Typed;

on_both_queues!(card_numbers_and_addresses_in_free_text_reach_no_disk_and_no_log);

const CARD: &str = "4111 1111 1111 1111";
const EMAIL: &str = "jane.doe@mail.example";
const IBAN: &str = "DE89370400440532013000";

async fn card_numbers_and_addresses_in_free_text_reach_no_disk_and_no_log(
    site: Site,
) -> Result<()> {
    // Everything that the server can be made to say is said.
    let server = Server::start(&site, &["--drain", "off"]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let typed = format!("card {CARD}, mail {EMAIL}, account {IBAN}, marker-7531");
    let follow_up = json!({"question": {"score": 2}, "follow_up": {"text": typed}});
    let mut events = vec![
        shopper.answers("say-more", json!({"text": typed})),
        shopper.answers("why-not", json!({"choice": "other", "other": typed})),
        shopper.asked("how-likely").answered(1, follow_up),
    ];
    assert_eq!(server.post(&events).await?, vec!["accepted"; 3]);
    // Refused ones must not be quoted in a log either.
    events[0]["values"] = json!({"question": {"text": typed, "score": 99}});
    events[1]["context"]["device"] = json!(typed);
    events[2]["prompt"] = json!(typed);
    let refused = server.post(&events).await?;
    ensure!(refused.iter().all(|fate| fate != "accepted"), "{refused:?}");
    ensure!(
        server
            .post_raw(format!("{}}}", batch(&events)))
            .await?
            .status
            == 400
    );
    nothing_shows(&site, &server, false).await?;
    server.kill().await?;

    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    server.settled(3).await?;
    nothing_shows(&site, &server, true).await?;
    let results = serde_json::to_string(&console.results(&server).await?)?;
    assert_eq!(results.matches("marker-7531").count(), 3);
    for mark in ["[card]", "[email]", "[iban]"] {
        assert_eq!(results.matches(mark).count(), 3, "{mark}");
    }
    Ok(())
}

async fn nothing_shows(site: &Site, server: &Server, stored: bool) -> Result<()> {
    for secret in [CARD, EMAIL, IBAN, &CARD.replace(' ', "")] {
        let files = site.files_with(secret.as_bytes())?;
        ensure!(files.is_empty(), "{secret} is in {files:?}");
        if let Some(redis) = &site.redis {
            ensure!(
                !redis.holds(secret.as_bytes())?,
                "{secret} is in Redis' files"
            );
        }
        let logs = server.logs().join("\n");
        ensure!(!logs.contains(secret), "{secret} is in the logs");
    }
    // The search itself works: what may be kept is found.
    let held = match &site.redis {
        Some(redis) if !stored => redis.holds(b"marker-7531")?,
        _ => !site.files_with(b"marker-7531")?.is_empty(),
    };
    ensure!(held, "not even the marker was found");
    ensure!(
        !server.logs().join("\n").contains("marker-7531"),
        "typed text is in the logs"
    );
    Ok(())
}

/// Every server of the tests has its log searched in this way when it ends.
#[test]
fn what_was_typed_is_found_in_a_log_however_it_is_quoted() {
    let mut typed = Typed::default();
    typed.note_text("they \"never\" told me of the fee\nmarker-7531");
    for line in [
        "refused: they \\\"never\\\" told me of the fee",
        "event told me of the fee\\nmarker",
        "an event with marker-7531 in it",
    ] {
        let log = [line.to_owned()];
        assert!(!typed.found_in(&log).is_empty(), "{line}");
    }
    let log = ["an event could not be queued".to_owned()];
    assert_eq!(typed.found_in(&log), []);
}
