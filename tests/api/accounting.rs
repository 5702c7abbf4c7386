//! Every accepted event reaches exactly one fate, over all kinds of fates.

use anyhow::Result;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

on_every_site!(
    accepted_events_and_fates_add_up,
    answers_beyond_the_wanted_number_are_kept_apart,
);

async fn accepted_events_and_fates_add_up(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let mut batches = Vec::new();
    for round in 0..20 {
        let shopper = Shopper::new(&token, "cart");
        let asked = shopper.asked("why-not");
        let answer = asked.answered(2, json!({"question": {"choice": "price"}}));
        let mut events = vec![
            shopper.step_reached(),
            answer.clone(),
            asked.shown(),
            answer,
        ];
        events.push(shopper.answers("how-likely", json!({"score": 99})));
        events.rotate_left(round % 5);
        batches.push(events);
    }
    let sent: Vec<String> = try_join_all(batches.iter().map(|b| server.post(b)))
        .await?
        .concat();
    let accepted = sent.iter().filter(|fate| *fate == "accepted").count();
    assert_eq!((sent.len(), accepted), (100, 80));
    let metrics = server.settled(accepted).await?;
    assert_eq!(metrics.accepted(), 80.0);
    let refused = [("fate", "refused"), ("code", "score_out_of_range")];
    assert_eq!(metrics.sum("tillside_events_total", &refused), 20.0);
    assert_eq!(metrics.fate("duplicate"), 20.0);
    assert_eq!(
        metrics.fate("dead_lettered") + metrics.fate("over_quota"),
        0.0
    );
    assert_eq!(metrics.fate("stored") + metrics.fate("superseded"), 60.0);
    Ok(())
}

async fn answers_beyond_the_wanted_number_are_kept_apart(site: Site) -> Result<()> {
    site.import_changed(|shop| shop["prompts"][0]["cap"] = json!({"stop_at": 3}))?;
    let server = Server::start(&site, &[]).await?;
    let book = server.book("?step=cart").await?;
    let token = book["token"].as_str().unwrap_or("").to_owned();
    let mut sent = Vec::new();
    for _ in 0..5 {
        let mut asked = Shopper::new(&token, "cart").asked("why-not");
        asked.version = version_of(&book, "why-not");
        sent.push(asked.answered(1, json!({"question": {"choice": "price"}})));
    }
    assert_eq!(server.post(&sent).await?, vec!["accepted"; 5]);
    let metrics = server.settled(5).await?;
    assert_eq!(
        (metrics.fate("stored"), metrics.fate("over_quota")),
        (3.0, 2.0)
    );
    let version = version_of(&book, "why-not");
    let results = server
        .console()
        .await?
        .prompt(&server, "why-not", version)
        .await?;
    assert_eq!((results.answered, results.over_quota), (3, 2));
    // Nobody is asked any more.
    tillside_tests::wait::until("the full prompt to leave the book", || async {
        let book = server.book("?step=cart").await?;
        Ok((version_of(&book, "why-not") == 0).then_some(()))
    })
    .await
}

/// The version of a prompt in a book, 0 where it is not in it.
fn version_of(book: &Value, prompt: &str) -> u32 {
    let prompts = book["prompts"].as_array();
    let found = prompts.and_then(|all| all.iter().find(|one| one["id"] == prompt));
    found
        .and_then(|one| one["version"].as_u64())
        .and_then(|v| u32::try_from(v).ok())
        .unwrap_or(0)
}
