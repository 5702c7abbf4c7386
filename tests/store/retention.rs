//! What a shop keeps for a number of days goes afterwards, and its numbers stay.

use std::sync::Arc;

use serde_json::json;
use survey::DAY;
use survey::shop::Shop;
use tillside_server::drain::{Drain, retention};
use tillside_server::store::now_ms;

use crate::place::{Kind, Place, answered, on_both_stores, price, push};
use crate::sample;

on_both_stores!(
    what_is_older_than_the_shop_keeps_it_goes_and_the_numbers_stay,
    a_shop_that_names_no_days_keeps_everything,
    what_a_stopped_drain_left_behind_goes_after_a_month,
);

const TABLES: [&str; 3] = ["askings", "contacts", "reached"];

async fn filled(kind: Kind, retention_days: Option<u32>) -> Place {
    let shop = Shop {
        retention_days,
        ..sample::shop()
    };
    let place = Place::with(kind, &shop);
    let queue = place.queue();
    let contact =
        json!({"question": {"score": 9}, "follow_up": {"contact": {"email": "ann@shop.example"}}});
    let events = [
        answered(1, 1, 1, price()),
        sample::asking(2, 2, "nps", "answered", 1, contact),
        sample::step(3, Some(1), "cart", sample::NOON),
    ];
    push(&queue, &events).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    drain.once().await.expect("drains");
    place
}

fn rows(place: &Place) -> [i64; 3] {
    TABLES.map(|table| place.count(&format!("SELECT count(*) FROM {table}")))
}

async fn what_is_older_than_the_shop_keeps_it_goes_and_the_numbers_stay(kind: Kind) {
    let place = filled(kind, Some(30)).await;
    assert_eq!(rows(&place), [2, 1, 1]);
    let before = place.numbers();
    let after = |days: i64| retention::once(&place.store, sample::NOON + days * DAY);
    assert_eq!(after(30).await.expect("looks"), 0);
    assert_eq!(rows(&place), [2, 1, 1]);
    assert_eq!(after(31).await.expect("removes"), 4);
    assert_eq!(rows(&place), [0, 0, 0]);
    assert_eq!(place.numbers(), before);
    assert_eq!(after(32).await.expect("looks"), 0);
}

async fn a_shop_that_names_no_days_keeps_everything(kind: Kind) {
    let place = filled(kind, None).await;
    let late = sample::NOON + 4_000 * DAY;
    assert_eq!(retention::once(&place.store, late).await.expect("looks"), 0);
    assert_eq!(rows(&place), [2, 1, 1]);
}

async fn what_a_stopped_drain_left_behind_goes_after_a_month(kind: Kind) {
    let place = filled(kind, None).await;
    let entries = || place.count("SELECT count(*) FROM entries");
    assert_eq!(entries(), 3);
    let after = |days: i64| retention::once(&place.store, now_ms() + days * DAY);
    after(29).await.expect("looks");
    assert_eq!(entries(), 3);
    after(31).await.expect("removes");
    assert_eq!(entries(), 0);
}
