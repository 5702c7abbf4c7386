//! Answers of the team itself are in no number, whatever comes later, and can be brought back.

use std::sync::Arc;

use serde_json::json;
use survey::event::Erasure;
use tillside_server::drain::{Drain, rebuild, test_answers};
use tillside_server::store::marks;

use crate::place::{Kind, Place, answered, on_both_stores, price, push};
use crate::sample;

on_both_stores!(
    a_test_is_in_no_number_and_a_rebuild_gives_the_same,
    what_is_noted_of_an_answer_outlives_later_snapshots_and_goes_with_its_visitor,
    the_steps_of_the_team_are_in_no_number_and_go_with_their_visitor,
);

fn key(answer: u64) -> (String, String) {
    (sample::SHOP.to_owned(), sample::uuid(500_000 + answer))
}

fn mark(place: &Place, answer: u64, is_test: bool, visitor: bool) -> usize {
    place
        .store
        .write_blocking(|tx| test_answers::mark(tx, &key(answer), is_test, visitor))
        .expect("marks")
}

fn rebuilt(place: &Place) -> Vec<String> {
    place
        .store
        .write_blocking(rebuild::rebuild_rollups)
        .expect("rebuilds");
    place.rollups()
}

async fn a_test_is_in_no_number_and_a_rebuild_gives_the_same(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    push(&queue, &[answered(1, 1, 1, price())]).await;
    drain.once().await.expect("drains");
    let without = place.rollups();
    let score = |n| json!({"question": {"score": n}});
    push(
        &queue,
        &[
            answered(2, 2, 1, price()),
            sample::asking(3, 3, "nps", "answered", 1, score(9)),
        ],
    )
    .await;
    drain.once().await.expect("drains");
    let with = place.rollups();
    assert_ne!(with, without);

    assert_eq!(mark(&place, 2, true, false), 1);
    assert_eq!(mark(&place, 3, true, false), 1);
    assert_eq!(place.rollups(), without);
    assert_eq!(place.rollups(), place.summed());
    assert_eq!(rebuilt(&place), without);
    // Once more changes nothing, and there is nothing to mark where there is no answer.
    assert_eq!(mark(&place, 2, true, false), 1);
    assert_eq!(mark(&place, 99, true, false), 0);
    assert_eq!(place.rollups(), without);

    // What its shopper says later is of a test too.
    push(
        &queue,
        &[sample::asking(4, 3, "nps", "answered", 2, score(3))],
    )
    .await;
    drain.once().await.expect("drains");
    assert_eq!(place.rollups(), without);
    assert_eq!(rebuilt(&place), without);

    push(
        &queue,
        &[sample::asking(5, 3, "nps", "answered", 3, score(9))],
    )
    .await;
    drain.once().await.expect("drains");
    assert_eq!(mark(&place, 2, false, false), 1);
    assert_eq!(mark(&place, 3, false, false), 1);
    assert_eq!(place.rollups(), with);
    assert_eq!(rebuilt(&place), with);
}

async fn the_steps_of_the_team_are_in_no_number_and_go_with_their_visitor(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let at = sample::NOON;
    let step = |event, visitor, step| sample::step(event, Some(visitor), step, at);
    push(&queue, &[step(1, 1, "cart"), step(2, 2, "cart")]).await;
    drain.once().await.expect("drains");
    let counted = || place.rows("SELECT step, n FROM step_totals WHERE n > 0 ORDER BY step");
    assert_eq!(counted(), ["cart Int(2)"]);

    let tester = (sample::SHOP.to_owned(), sample::uuid(1_000_001));
    let take_in = |tx: &_| test_answers::take_in(tx, &tester, at);
    for _ in 0..2 {
        place.store.write_blocking(take_in).expect("takes in");
        assert_eq!(counted(), ["cart Int(1)"], "once more changes nothing");
    }
    push(&queue, &[step(3, 1, "checkout"), step(4, 2, "checkout")]).await;
    push(&queue, &[step(5, 1, "confirmation"), step(6, 1, "cart")]).await;
    drain.once().await.expect("drains");
    assert_eq!(counted(), ["cart Int(1)", "checkout Int(1)"]);
    assert_eq!(place.rollups(), place.summed());

    let forget = async |visitor: u64| {
        let wish = Erasure {
            shop: sample::SHOP.to_owned(),
            received_at: at,
            visitor: sample::uuid(1_000_000 + visitor),
        };
        let wish = serde_json::to_vec(&wish.encode()).expect("can be written");
        queue.push(vec![wish]).await.expect("pushes");
        drain.once().await.expect("drains");
    };
    // Where nobody is counted any more, the team's rows are still found.
    forget(2).await;
    assert_eq!(counted(), Vec::<String>::new());
    assert_eq!(place.count("SELECT count(*) FROM reached"), 3);
    forget(1).await;
    assert_eq!(place.count("SELECT count(*) FROM reached"), 0);
    assert_eq!(place.count("SELECT count(*) FROM step_totals"), 0);
    let (_, mut fates) = place.numbers();
    fates.retain(|(_, n)| *n != 0);
    assert_eq!(fates, [("erased".to_owned(), 6)]);
}

async fn what_is_noted_of_an_answer_outlives_later_snapshots_and_goes_with_its_visitor(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    // Two askings of one visitor.
    let mut other = sample::asking(2, 2, "nps", "shown", 0, json!(null));
    other.event.visitor = Some(sample::uuid(1_000_001));
    push(&queue, &[answered(1, 1, 1, price()), other]).await;
    drain.once().await.expect("drains");
    let noted = place.store.write_blocking(|tx| {
        let tags = ["price".to_owned(), "送料".to_owned()];
        Ok::<_, tillside_server::store::StoreError>((
            marks::star(tx, &key(1), true)?,
            marks::tag(tx, &key(1), &tags)?,
            marks::star(tx, &key(99), true)?,
        ))
    });
    assert_eq!(noted.expect("notes"), (true, true, false));
    assert_eq!(mark(&place, 1, true, true), 2);
    push(
        &queue,
        &[answered(
            3,
            1,
            2,
            json!({"question": {"choice": "shipping"}}),
        )],
    )
    .await;
    drain.once().await.expect("drains");
    let notes = "SELECT starred, tags, is_test FROM askings ORDER BY answer";
    assert_eq!(
        place.rows(notes),
        ["Int(1) price\n送料\n Int(1)", "Int(0)  Int(1)"]
    );
    let tags = place
        .store
        .read_blocking(|c| marks::tags(c, sample::SHOP))
        .expect("reads");
    assert_eq!(tags.into_iter().collect::<Vec<_>>().len(), 2);
    assert_eq!(place.rollups(), Vec::<String>::new());

    let wish = Erasure {
        shop: sample::SHOP.to_owned(),
        received_at: sample::NOON,
        visitor: sample::uuid(1_000_001),
    };
    let wish = serde_json::to_vec(&wish.encode()).expect("can be written");
    queue.push(vec![wish]).await.expect("pushes");
    drain.once().await.expect("drains");
    assert_eq!(place.rows(notes), Vec::<String>::new());
    assert_eq!(rebuilt(&place), Vec::<String>::new());
}
