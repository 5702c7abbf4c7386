//! A marketer changes prompts while shoppers are answering them. Nothing that was asked is lost, and versions are never mixed.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

on_every_site!(
    a_changed_prompt_reaches_the_book_and_answers_to_the_old_one_stay_with_it,
    answers_to_a_paused_prompt_are_still_taken,
);

fn prompt<'a>(book: &'a Value, id: &str) -> Option<&'a Value> {
    book["prompts"]
        .as_array()?
        .iter()
        .find(|prompt| prompt["id"] == id)
}

async fn a_changed_prompt_reaches_the_book_and_answers_to_the_old_one_stay_with_it(
    site: Site,
) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let before = server.get("/v1/shops/pk_tests/book?step=cart", &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let old = shopper.asked("why-not");
    site.import_changed(|shop| {
        shop["prompts"][0]["version"] = json!(2);
        shop["prompts"][0]["question"]["text"]["en"] = json!("Why not today?");
    })?;
    let book = wait::until("version 2 in the book", || async {
        let book = server.book("?step=cart").await?;
        let new = prompt(&book, "why-not").is_some_and(|prompt| prompt["version"] == 2);
        Ok(new.then_some(book))
    })
    .await?;
    let text = &prompt(&book, "why-not").context("it is gone")?["question"]["text"]["en"];
    assert_eq!(text, "Why not today?");
    let reply = server
        .get(
            "/v1/shops/pk_tests/book?step=cart",
            &[("if-none-match", before.header("etag"))],
        )
        .await?;
    assert_eq!(reply.status, 200, "the old ETag must not match any more");
    let new = tillside_tests::events::Asked {
        version: 2,
        ..Shopper::new(&server.token().await?, "cart").asked("why-not")
    };
    let says = |choice: &str| json!({"question": {"choice": choice}});
    let sent = [
        old.answered(1, says("price")),
        new.answered(1, says("shipping")),
    ];
    assert_eq!(server.post(&sent).await?, ["accepted", "accepted"]);
    server.settled(2).await?;
    let console = server.console().await?;
    for (version, option) in [(1, "price"), (2, "shipping")] {
        let results = console.prompt(&server, "why-not", version).await?;
        let count = tillside_tests::console::count(&results, option);
        assert_eq!((results.answered, count), (1, 1), "version {version}");
    }
    Ok(())
}

async fn answers_to_a_paused_prompt_are_still_taken(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    site.import_changed(|shop| shop["prompts"][0]["state"] = json!("paused"))?;
    wait::until("the pause to reach the book", || async {
        let book = server.book("?step=cart").await?;
        Ok(prompt(&book, "why-not").is_none().then_some(()))
    })
    .await?;
    let events = [
        shopper.answers("why-not", json!({"choice": "price"})),
        shopper.answers("on-hold", json!({"thumb": "up"})),
    ];
    assert_eq!(server.post(&events).await?, ["accepted", "accepted"]);
    server.settled(2).await?;
    let console = server.console().await?;
    for id in ["why-not", "on-hold"] {
        let results = console.prompt(&server, id, 1).await?;
        assert_eq!(
            (results.answered, results.state.as_str()),
            (1, "paused"),
            "{id}"
        );
    }
    Ok(())
}
