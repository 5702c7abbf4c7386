//! Tests of the drain with the embedded queue.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Any, json};
use survey::event::Queued;
use survey::shop::State;
use tillside_server::drain::{Drain, Fate, Fates, Outcome, apply, rebuild};
use tillside_server::import;
use tillside_server::queue::Entry;
use tillside_server::store::{now_ms, shops};

use crate::place::{Kind, Place, answered, on_both_stores, price, push};
use crate::sample;

on_both_stores!(
    a_batch_moves_from_the_queue_into_the_store,
    a_batch_that_was_committed_but_not_acknowledged_is_not_counted_again,
    the_same_event_sent_twice_is_a_duplicate_and_changes_nothing,
    an_entry_that_the_queue_has_twice_has_one_fate,
    while_the_store_fails_nothing_is_acknowledged_and_then_nothing_is_lost,
    an_address_is_kept_apart_and_goes_when_the_shopper_takes_it_back,
    reaching_the_number_of_answers_wanted_takes_the_prompt_out_of_the_book,
    drained_numbers_are_those_of_a_rebuild,
);

/// Has every write of an answer fail, as on a full disk.
const FULL: [(&str, &str); 2] = [
    (
        "CREATE TRIGGER full_disk BEFORE INSERT ON askings
         BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
        "DROP TRIGGER full_disk",
    ),
    (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE 'database or disk is full'; END $$;
         CREATE TRIGGER full_disk BEFORE INSERT ON askings EXECUTE FUNCTION full_disk()",
        "DROP TRIGGER full_disk ON askings",
    ),
];

fn full(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Sqlite => FULL[0],
        Kind::Postgres => FULL[1],
    }
}

async fn a_batch_moves_from_the_queue_into_the_store(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let shown = sample::asking(1, 1, "why", "shown", 0, Any::Null);
    let step = sample::step(3, Some(1), "cart", sample::NOON);
    push(&queue, &[shown, answered(2, 1, 1, price()), step]).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let outcome = drain.once().await.expect("drains");
    assert_eq!(outcome.claimed, 3);
    assert_eq!(outcome.fates.get(Fate::Stored), 2);
    assert_eq!(outcome.fates.get(Fate::Superseded), 1);
    assert_eq!(queue.depth().await.expect("has a depth"), 0);
    assert_eq!(drain.once().await.expect("drains"), Outcome::default());
    assert_eq!(
        place.count("SELECT count(*) FROM askings WHERE kind = 'answered'"),
        1
    );
    assert_eq!(
        place.count("SELECT n FROM rollups WHERE measure = 'answered'"),
        1
    );
    assert_eq!(place.count("SELECT count(*) FROM reached"), 1);
}

async fn a_batch_that_was_committed_but_not_acknowledged_is_not_counted_again(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    push(
        &queue,
        &[answered(1, 1, 1, price()), answered(2, 2, 1, price())],
    )
    .await;
    queue.push(vec![b"{".to_vec()]).await.expect("pushes");
    // The process ends after the commit and before the acknowledgement.
    let batch = queue.claim(10).await.expect("claims");
    place
        .store
        .write_blocking(|tx| apply::apply(tx, &batch, &[], now_ms()))
        .expect("commits");
    let before = place.numbers();
    drop(queue);

    let queue = place.queue();
    assert_eq!(queue.depth().await.expect("has a depth"), 3);
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let outcome = drain.once().await.expect("drains");
    assert_eq!((outcome.claimed, outcome.fates), (3, Fates::default()));
    assert_eq!(place.numbers(), before);
    assert_eq!(place.count("SELECT count(*) FROM dead_letters"), 1);
    assert_eq!(queue.depth().await.expect("has a depth"), 0);
}

async fn the_same_event_sent_twice_is_a_duplicate_and_changes_nothing(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let events = [
        answered(1, 1, 1, price()),
        sample::step(2, Some(1), "cart", 5),
    ];
    push(&queue, &events).await;
    drain.once().await.expect("drains");
    let (before, _) = place.numbers();
    push(&queue, &events).await;
    let again = drain.once().await.expect("drains");
    assert_eq!(again.fates.get(Fate::Duplicate), 2);
    assert_eq!(place.numbers().0, before);
}

async fn an_entry_that_the_queue_has_twice_has_one_fate(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let accepted_as = |acceptance, queued| Queued {
        acceptance: Some(acceptance),
        ..queued
    };
    let events = [
        accepted_as(1, answered(1, 1, 1, price())),
        accepted_as(2, sample::step(2, Some(1), "cart", 5)),
    ];
    // Twice in one batch, and once more after it.
    push(&queue, &events).await;
    push(&queue, &events).await;
    drain.once().await.expect("drains");
    let before = place.numbers();
    push(&queue, &events).await;
    let again = drain.once().await.expect("drains");
    assert_eq!((again.claimed, again.fates), (2, Fates::default()));
    assert_eq!(place.numbers(), before);
    assert_eq!(place.count("SELECT CAST(sum(n) AS BIGINT) FROM fates"), 2);
    // The same event sent once more is another acceptance.
    push(&queue, &[accepted_as(3, answered(1, 1, 1, price()))]).await;
    let sent_again = drain.once().await.expect("drains");
    assert_eq!(sent_again.fates.get(Fate::Duplicate), 1);
}

async fn while_the_store_fails_nothing_is_acknowledged_and_then_nothing_is_lost(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    push(&queue, &[answered(1, 1, 1, price())]).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    place.execute(full(kind).0);
    for _ in 0..2 {
        let error = drain.once().await.expect_err("the store fails");
        assert!(error.to_string().contains("disk is full"), "{error}");
        assert_eq!(queue.depth().await.expect("has a depth"), 1);
        assert_eq!(place.count("SELECT CAST(sum(n) AS BIGINT) FROM fates"), 0);
    }
    place.execute(full(kind).1);
    let outcome = drain.once().await.expect("drains");
    assert_eq!(outcome.fates.get(Fate::Stored), 1);
    assert_eq!(queue.depth().await.expect("has a depth"), 0);
}

async fn an_address_is_kept_apart_and_goes_when_the_shopper_takes_it_back(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let with =
        json!({"question": {"score": 9}, "follow_up": {"contact": {"email": "ann@shop.example"}}});
    let without = json!({"question": {"score": 9}});
    push(&queue, &[sample::asking(1, 1, "nps", "answered", 1, with)]).await;
    drain.once().await.expect("drains");
    let contacts = place.rows("SELECT place, channel, address FROM contacts");
    assert_eq!(contacts.len(), 1);
    assert!(contacts[0].contains("ann@shop.example"), "{contacts:?}");
    let askings = place.rows("SELECT * FROM askings");
    assert!(!askings[0].contains("ann@shop.example"), "{askings:?}");
    assert_eq!(
        place.count("SELECT n FROM rollups WHERE measure = 'follow_up' AND option = '1'"),
        1
    );
    push(
        &queue,
        &[sample::asking(2, 1, "nps", "answered", 2, without)],
    )
    .await;
    drain.once().await.expect("drains");
    assert_eq!(place.count("SELECT count(*) FROM contacts"), 0);
    assert_eq!(
        place.count("SELECT count(*) FROM rollups WHERE measure = 'follow_up'"),
        0
    );
}

async fn reaching_the_number_of_answers_wanted_takes_the_prompt_out_of_the_book(kind: Kind) {
    let mut shop = sample::shop();
    shop.prompts[1].1.cap.stop_at = Some(2);
    let place = Place::with(kind, &shop);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let book = || {
        place
            .store
            .read_blocking(|c| shops::current_book(c, sample::SHOP))
            .expect("reads")
            .expect("has a book")
    };
    push(&queue, &[answered(1, 1, 1, price())]).await;
    drain.once().await.expect("drains");
    assert_eq!((book().0, book().1.prompts[1].0), (1, State::Live));
    push(
        &queue,
        &[answered(2, 2, 1, price()), answered(3, 3, 1, price())],
    )
    .await;
    let fates = drain.once().await.expect("drains").fates;
    assert_eq!(
        (fates.get(Fate::Stored), fates.get(Fate::OverQuota)),
        (1, 1)
    );
    assert_eq!((book().0, book().1.prompts[1].0), (2, State::Paused));
    assert_eq!(
        place.count("SELECT n FROM rollups WHERE measure = 'answered'"),
        2
    );
    assert_eq!(
        place.count("SELECT count(*) FROM askings WHERE over_quota = 1"),
        1
    );

    // More answers are wanted after all.
    shop.prompts[1].1.cap.stop_at = Some(3);
    place
        .store
        .write_blocking(|tx| import::put(tx, &shop, 2))
        .expect("imports");
    assert_eq!((book().0, book().1.prompts[1].0), (3, State::Live));
}

pub fn said() -> impl Strategy<Value = Any> {
    prop_oneof![
        Just(price()),
        Just(json!({"question": {"choice": "other", "other": "слишком долго"}})),
        Just(json!({"question": {"choice": "shipping"}})),
    ]
}

async fn drained_numbers_are_those_of_a_rebuild(kind: Kind) {
    // Each case makes a database.
    let config = ProptestConfig::with_cases(24);
    let events = prop::collection::vec((1..60_u64, 0..5_u64, 1..4_u32, said()), 1..40);
    proptest!(config, |(events in events, batch in 1..9_usize)| {
        let place = Place::new(kind);
        let payloads: Vec<Entry> = events
            .iter()
            .enumerate()
            .map(|(at, (event, answer, seq, said))| Entry {
                id: at.to_string(),
                payload: sample::payload(&answered(*event, *answer, *seq, said.clone())),
            })
            .collect();
        for batch in payloads.chunks(batch) {
            place.store.write_blocking(|tx| apply::apply(tx, batch, &[], 1)).expect("commits");
        }
        let (drained, fates) = place.numbers();
        place.store.write_blocking(rebuild::rebuild_rollups).expect("rebuilds");
        prop_assert_eq!(place.summed(), drained.clone());
        prop_assert_eq!(place.rollups(), drained);
        let total: i64 = fates.iter().map(|(_, n)| n).sum();
        prop_assert_eq!(usize::try_from(total), Ok(events.len()));
    });
}
