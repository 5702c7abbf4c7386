//! What a shop keeps for a number of days goes afterwards, and its numbers stay.

use std::sync::Arc;

use serde_json::json;
use survey::DAY;
use survey::event::Erasure;
use tillside_server::drain::{Drain, Fate, replay, retention};
use tillside_server::store::now_ms;
use tillside_server::store::removals::{self, Gone, Removal};

use crate::place::{Kind, Place, answered, left_contact, on_both_stores, price, push};
use crate::sample;

on_both_stores!(
    what_is_older_than_the_shop_keeps_it_goes_and_the_numbers_stay,
    a_shop_that_names_no_days_keeps_everything,
    what_a_stopped_drain_left_behind_goes_after_a_month,
    dead_letters_go_too_and_what_went_is_on_record,
    an_erasure_is_on_record_without_the_visitor,
);

const TABLES: [&str; 3] = ["askings", "contacts", "reached"];

async fn filled(kind: Kind, retention_days: Option<u32>) -> Place {
    let place = Place::keeping(kind, retention_days);
    let queue = place.queue();
    let events = [
        answered(1, 1, 1, price()),
        left_contact(2, 2),
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

fn record(place: &Place) -> Vec<Removal> {
    let all = place.store.read_blocking(|tx| removals::list(tx, None));
    let of_shop = |tx: &_| removals::list(tx, Some(sample::SHOP));
    let named = place.store.read_blocking(of_shop).expect("reads");
    let mut all = all.expect("reads");
    all.retain(|one| one.shop.is_empty() || named.contains(one));
    all
}

async fn dead_letters_go_too_and_what_went_is_on_record(kind: Kind) {
    let place = filled(kind, Some(30)).await;
    let queue = place.queue();
    let unknown = sample::asking(9, 9, "gone", "shown", 0, json!(null));
    let damaged = vec![b"{\"shop\":".to_vec(), b"{\"shop\":\"pk_other\"}".to_vec()];
    push(&queue, &[unknown]).await;
    queue.push(damaged).await.expect("pushes");
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    drain.once().await.expect("drains");
    // Tried once more in vain, which makes a new letter of it and no younger one.
    let again = |tx: &_| replay::replay(tx, &[3], now_ms());
    let fates = place.store.write_blocking(again).expect("replays");
    assert_eq!(fates.get(Fate::DeadLettered), 1);
    place.execute(&format!(
        "UPDATE dead_letters SET at = {} WHERE id < 3",
        sample::NOON
    ));
    let letters = || place.count("SELECT count(*) FROM dead_letters");
    let fates = place.numbers().1;
    let after = |days: i64| retention::once(&place.store, sample::NOON + days * DAY + 2_000);
    assert_eq!((letters(), record(&place)), (3, vec![]));
    assert_eq!(after(29).await.expect("looks"), 0);
    assert_eq!(after(31).await.expect("removes"), 4 + 3);
    assert_eq!(letters(), 0);
    assert_eq!(place.numbers().1, fates);
    let removal = |shop: &str, gone| Removal {
        at: "2024-11-04T12:00:02Z".to_owned(),
        why: "retention".to_owned(),
        shop: shop.to_owned(),
        visitor: String::new(),
        gone,
    };
    let of_nobody = Gone {
        dead_letters: 2,
        ..Gone::default()
    };
    let of_shop = Gone {
        askings: 2,
        contacts: 1,
        cases: 0,
        reached: 1,
        dead_letters: 1,
    };
    let wanted = [removal("", of_nobody), removal(sample::SHOP, of_shop)];
    assert_eq!(record(&place), wanted);
    assert_eq!(after(32).await.expect("looks"), 0);
    assert_eq!(record(&place), wanted);
}

async fn an_erasure_is_on_record_without_the_visitor(kind: Kind) {
    let place = filled(kind, None).await;
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let visitor = sample::uuid(1_000_001);
    let wish = |visitor: &str| {
        let erasure = Erasure {
            shop: sample::SHOP.to_owned(),
            received_at: sample::NOON,
            visitor: visitor.to_owned(),
        };
        serde_json::to_vec(&erasure.encode()).expect("can be written")
    };
    // The second finds nothing and the third is of somebody who was never here.
    let wishes = vec![wish(&visitor), wish(&visitor), wish(&sample::uuid(7))];
    queue.push(wishes).await.expect("pushes");
    drain.once().await.expect("drains");
    let record = record(&place);
    let gone: Vec<u64> = record.iter().map(|one| one.gone.rows()).collect();
    assert_eq!(gone.iter().sum::<u64>(), 2, "{record:?}");
    assert_eq!(record.len(), 2);
    for one in &record {
        assert_eq!((one.why.as_str(), one.visitor.len()), ("erasure", 64));
        assert!(!one.to_string().contains(&visitor), "{one}");
    }
    let names = place.rows("SELECT visitor FROM erased ORDER BY visitor");
    assert_eq!(
        names,
        place.rows("SELECT visitor FROM removals ORDER BY visitor")
    );
}
