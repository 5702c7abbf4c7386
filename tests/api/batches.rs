//! What becomes of good events: in any order, any number of times and in any company they give the same numbers.

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tillside_tests::console::count;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

on_every_site!(
    a_bad_event_in_a_batch_does_not_lose_the_good_ones,
    the_same_event_sent_five_times_at_once_counts_once,
    snapshots_in_any_order_and_number_end_in_the_same_numbers,
    every_kind_of_question_is_answered_and_counted,
);

async fn a_bad_event_in_a_batch_does_not_lose_the_good_ones(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let says = |choice: &str| shopper.answers("why-not", json!({ "choice": choice }));
    let events = [
        says("price"),
        says("weather"),
        says("shipping"),
        json!(null),
        says("price"),
    ];
    let fates = server.post(&events).await?;
    assert_eq!(
        fates,
        [
            "accepted",
            "choice_not_offered",
            "accepted",
            "invalid_event_id",
            "accepted"
        ]
    );
    server.settled(3).await?;
    let results = server
        .console()
        .await?
        .prompt(&server, "why-not", 1)
        .await?;
    assert_eq!(
        (
            results.answered,
            count(&results, "price"),
            count(&results, "shipping")
        ),
        (3, 2, 1)
    );
    Ok(())
}

async fn the_same_event_sent_five_times_at_once_counts_once(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "confirmation");
    let event = [shopper.answers("how-likely", json!({"score": 9}))];
    let sent = try_join_all((0..5).map(|_| server.post(&event))).await?;
    assert_eq!(sent, vec![vec!["accepted"]; 5]);
    let metrics = server.settled(5).await?;
    assert_eq!(
        (metrics.fate("stored"), metrics.fate("duplicate")),
        (1.0, 4.0)
    );
    let results = server
        .console()
        .await?
        .prompt(&server, "how-likely", 1)
        .await?;
    assert_eq!((results.answered, count(&results, "9")), (1, 1));
    Ok(())
}

async fn snapshots_in_any_order_and_number_end_in_the_same_numbers(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let console = server.console().await?;
    // Every order of these four, each twice, in batches of two that overlap in time.
    let orders = permutations(4);
    let all = try_join_all(orders.iter().map(|order| {
        let asked = Shopper::new(&token, "confirmation").asked("how-likely");
        let words = json!({"question": {"score": 3}, "follow_up": {"text": "slow delivery"}});
        let story = [
            asked.shown(),
            asked.answered(1, json!({"question": {"score": 9}})),
            asked.answered(2, json!({"question": {"score": 3}})),
            asked.answered(3, words),
        ];
        let twice: Vec<Value> = order
            .iter()
            .chain(order)
            .map(|at| story[*at].clone())
            .collect();
        let server = &server;
        async move {
            let sent = try_join_all(twice.chunks(2).map(|pair| server.post(pair))).await?;
            anyhow::Ok(sent.concat())
        }
    }));
    let accepted = all.await?.concat();
    ensure!(
        accepted.iter().all(|fate| fate == "accepted"),
        "{accepted:?}"
    );
    let metrics = server.settled(accepted.len()).await?;
    assert_eq!(metrics.fate("duplicate"), accepted.len() as f64 / 2.0);
    let results = console.prompt(&server, "how-likely", 1).await?;
    let askings = i64::try_from(orders.len())?;
    assert_eq!(
        (results.shown, results.answered, results.dismissed),
        (askings, askings, 0)
    );
    assert_eq!((count(&results, "3"), count(&results, "9")), (askings, 0));
    assert_eq!(results.follow_ups[0].answered, askings);
    ensure!(
        results
            .verbatims
            .iter()
            .all(|verbatim| verbatim.text == "slow delivery")
    );
    assert_eq!(results.verbatims.len(), orders.len());
    Ok(())
}

async fn every_kind_of_question_is_answered_and_counted(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let other = json!({"choice": "other", "other": "I compare shops", "order": ["price", "shipping", "other"]});
    let told = [
        ("why-not", other, "other"),
        (
            "what-else",
            json!({"choices": ["sizes", "photos"]}),
            "photos",
        ),
        ("found-it", json!({"thumb": "down"}), "down"),
        ("how-easy", json!({"score": 7}), "7"),
        ("how-happy", json!({"score": 1}), "1"),
        ("how-likely", json!({"score": 0}), "0"),
        ("say-more", json!({"text": "Ω".repeat(2_000)}), ""),
        (
            "call-me",
            json!({"contact": {"email": "jane@mail.example"}}),
            "",
        ),
    ];
    let events: Vec<Value> = told
        .iter()
        .map(|(prompt, v, _)| shopper.answers(prompt, v.clone()))
        .collect();
    assert_eq!(server.post(&events).await?, vec!["accepted"; told.len()]);
    server.settled(told.len()).await?;
    let console = server.console().await?;
    for (prompt, _, option) in told {
        let results = console.prompt(&server, prompt, 1).await?;
        let wanted = i64::from(!option.is_empty());
        assert_eq!(
            (results.answered, count(&results, option)),
            (1, wanted),
            "{prompt}"
        );
    }
    let all = serde_json::to_string(&console.results(&server).await?)?;
    ensure!(all.contains("I compare shops") && !all.contains("jane@mail.example"));
    Ok(())
}

#[tokio::test]
async fn a_visitor_at_a_step_counts_once_a_day_and_a_dismissal_gives_way_to_an_answer() -> Result<()>
{
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let asked = shopper.asked("why-not");
    let events = [
        shopper.step_reached(),
        shopper.step_reached(),
        Shopper::new(&shopper.token, "cart").step_reached(),
        asked.answered(2, json!({"question": {"choice": "price"}})),
        asked.dismissed(),
        shopper.asked("why-not").withheld(),
        shopper.asked("why-not").dismissed(),
    ];
    assert_eq!(server.post(&events).await?, vec!["accepted"; events.len()]);
    server.settled(events.len()).await?;
    let results = server.console().await?.results(&server).await?;
    let cart = results.steps.iter().find(|one| one.step == "cart");
    assert_eq!(cart.map(|one| one.visitors), Some(2));
    let prompt = results.prompts.iter().find(|one| one.prompt == "why-not");
    let numbers = prompt.map(|p| (p.shown, p.withheld, p.answered, p.dismissed));
    assert_eq!(numbers, Some((2, 1, 1, 1)));
    Ok(())
}

/// Every order of `0..n`.
fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(n - 1);
    let with = |order: &Vec<usize>, at: usize| {
        let mut longer = order.clone();
        longer.insert(at, n - 1);
        longer
    };
    shorter
        .iter()
        .flat_map(|order| (0..n).map(move |at| with(order, at)))
        .collect()
}
