//! Tests of erasure: whatever comes first, nothing of the visitor stays, and the numbers are those of a rebuild.

use proptest::prelude::*;
use serde_json::{Value as Any, json};
use survey::event::Erasure;
use tillside_server::drain::{Fate, Fates, apply, rebuild};
use tillside_server::queue::Entry;

use crate::drain::said;
use crate::place::{Kind, Place, answered, on_both_stores, price};
use crate::sample;

on_both_stores!(
    what_was_stored_goes_and_the_numbers_lose_what_it_counted_for,
    what_comes_later_is_not_stored_and_a_replay_changes_nothing,
    a_wish_in_the_same_batch_meets_the_events_before_and_after_it,
    another_shop_and_nobody_are_left_alone,
    a_wish_that_meets_a_damaged_row_is_kept_and_holds_up_nobody,
    any_order_and_split_ends_in_the_same_store_and_the_numbers_of_a_rebuild,
);

/// The wish of the visitor of this answer, by `sample::asking`.
fn wish(answer: u64) -> Vec<u8> {
    let erasure = Erasure {
        shop: sample::SHOP.to_owned(),
        received_at: sample::NOON + 2_000,
        visitor: sample::uuid(1_000_000 + answer),
    };
    serde_json::to_vec(&erasure.encode()).expect("can be written")
}

fn entries(payloads: &[Vec<u8>]) -> Vec<Entry> {
    let entry = |(at, payload): (usize, &Vec<u8>)| Entry {
        id: at.to_string(),
        payload: payload.clone(),
    };
    payloads.iter().enumerate().map(entry).collect()
}

impl Place {
    fn apply(&self, batch: &[Entry]) -> Fates {
        self.store
            .write_blocking(|tx| apply::apply(tx, batch, &[], 1))
            .expect("commits")
    }

    fn apply_one_by_one(&self, payloads: &[Vec<u8>]) {
        for entry in entries(payloads) {
            self.apply(&[entry]);
        }
    }

    /// All that is known of anybody: askings, contacts, steps, numbers. Not how often it was
    /// told, which depends on what came first.
    fn contents(&self) -> Vec<Vec<String>> {
        [
            "SELECT shop, answer, seq, event, kind, visitor, asked_at, said, coupon FROM askings ORDER BY answer",
            "SELECT * FROM contacts ORDER BY answer",
            "SELECT shop, visitor, step, day FROM reached ORDER BY visitor, step, day",
        ]
        .map(|query| self.rows(query))
        .into_iter()
        .chain([self.rollups()])
        .collect()
    }

    fn fate(&self, fate: Fate) -> i64 {
        let fates = self.numbers().1;
        let found = fates.iter().find(|(name, _)| name == fate.name());
        found.map_or(0, |(_, n)| *n)
    }

    fn rebuilt(&self) -> Vec<String> {
        self.store
            .write_blocking(rebuild::rebuild_rollups)
            .expect("rebuilds");
        self.rollups()
    }
}

/// Everything that one visitor does: each event of it meets another fate.
fn visit(n: u64) -> Vec<Vec<u8>> {
    let base = n * 100;
    let address =
        json!({"question": {"score": 9}, "follow_up": {"contact": {"email": "a@b.example"}}});
    let events = [
        sample::step(base, Some(n), "cart", sample::NOON),
        sample::step(base + 1, Some(n), "cart", sample::NOON + 5),
        sample::asking(base + 2, n, "why", "shown", 0, Any::Null),
        answered(base + 3, n, 1, price()),
        answered(base + 3, n, 1, price()),
        sample::asking(base + 4, n, "nps", "answered", 2, address),
        // The store has no such prompt: a dead letter.
        sample::asking(base + 5, n, "gone", "shown", 0, Any::Null),
    ];
    events.iter().map(sample::payload).collect()
}

async fn what_was_stored_goes_and_the_numbers_lose_what_it_counted_for(kind: Kind) {
    let alone = Place::new(kind);
    alone.apply_one_by_one(&visit(2));

    let place = Place::new(kind);
    place.apply_one_by_one(&[visit(1), visit(2)].concat());
    assert_ne!(place.contents(), alone.contents());
    place.apply(&[Entry {
        id: "wish".into(),
        payload: wish(1),
    }]);
    assert_eq!(place.contents(), alone.contents());
    assert_eq!(place.rebuilt(), alone.rollups());
    // Six different events; the seventh was one of them once more.
    assert_eq!(
        (place.fate(Fate::Erased), place.fate(Fate::Duplicate)),
        (6, 3)
    );
    assert_eq!(place.fate(Fate::DeadLettered), 1);
    assert_eq!(place.numbers().1.iter().map(|(_, n)| n).sum::<i64>(), 14);
    let visitor = sample::uuid(1_000_001);
    for table in [
        "askings",
        "contacts",
        "reached",
        "events",
        "dead_letters",
        "erased",
    ] {
        let rows = place.rows(&format!("SELECT * FROM {table}")).join("\n");
        assert!(!rows.contains(&visitor), "{table}: {rows}");
    }
}

async fn what_comes_later_is_not_stored_and_a_replay_changes_nothing(kind: Kind) {
    let place = Place::new(kind);
    place.apply_one_by_one(&[wish(1)]);
    let nothing = place.contents();
    let later: Vec<Entry> = (1..)
        .zip(visit(1))
        .map(|(at, payload): (usize, _)| Entry {
            id: at.to_string(),
            payload,
        })
        .collect();
    let fates = place.apply(&later);
    assert_eq!(
        (fates.get(Fate::Erased), fates.get(Fate::Duplicate)),
        (6, 1)
    );
    assert_eq!(place.contents(), nothing);
    assert_eq!(place.count("SELECT count(*) FROM dead_letters"), 0);
    // The whole stream again, under new entries, as after a restored backup of the queue.
    let again: Vec<Entry> = (100..)
        .zip([vec![wish(1)], visit(1)].concat())
        .map(|(at, payload): (usize, _)| Entry {
            id: at.to_string(),
            payload,
        })
        .collect();
    let fates = place.apply(&again);
    assert_eq!(fates.get(Fate::Duplicate), 7);
    assert_eq!(place.contents(), nothing);
    assert_eq!(place.fate(Fate::Erased), 6);
}

async fn a_wish_in_the_same_batch_meets_the_events_before_and_after_it(kind: Kind) {
    let mut payloads = visit(1);
    payloads.insert(4, wish(1));
    let place = Place::new(kind);
    let fates = place.apply(&entries(&payloads));
    assert_eq!(
        (fates.get(Fate::Erased), fates.get(Fate::Duplicate)),
        (6, 1)
    );
    assert_eq!(place.contents(), Place::new(kind).contents());
}

async fn another_shop_and_nobody_are_left_alone(kind: Kind) {
    let place = Place::new(kind);
    let nobody = sample::step(1, None, "cart", sample::NOON);
    place.apply_one_by_one(&[sample::payload(&nobody)]);
    let before = place.contents();
    let elsewhere = String::from_utf8(wish(1))
        .expect("is text")
        .replace(sample::SHOP, "pk_other");
    place.apply(&[Entry {
        id: "wish".into(),
        payload: elsewhere.into_bytes(),
    }]);
    assert_eq!(place.contents(), before);
    let later = visit(1);
    place.apply(&[Entry {
        id: "later".into(),
        payload: later[0].clone(),
    }]);
    assert_eq!((place.fate(Fate::Erased), place.fate(Fate::Stored)), (0, 2));
}

async fn a_wish_that_meets_a_damaged_row_is_kept_and_holds_up_nobody(kind: Kind) {
    let place = Place::new(kind);
    place.apply_one_by_one(&[visit(1), visit(2)].concat());
    let visitor = sample::uuid(1_000_001);
    place.execute(&format!(
        "UPDATE askings SET said = '{{' WHERE visitor = '{visitor}'"
    ));
    let before = place.contents();
    let batch = [wish(1), wish(2)];
    let batch: Vec<Entry> = ["one", "two"]
        .into_iter()
        .zip(batch)
        .map(|(id, payload)| Entry {
            id: id.into(),
            payload,
        })
        .collect();
    place.apply(&batch);
    assert_eq!(
        place.count("SELECT count(*) FROM dead_letters WHERE entry = 'one'"),
        1
    );
    assert_eq!(place.count("SELECT count(*) FROM askings"), 1);
    assert_ne!(place.contents(), before);
    assert_eq!(place.fate(Fate::Erased), 6);
    // Once the row is whole again, so can the wish be.
    place.execute(r#"UPDATE askings SET said = '{"question":{"score":9}}'"#);
    place.apply(&[Entry {
        id: "again".into(),
        payload: wish(1),
    }]);
    assert_eq!(place.contents()[..3], Place::new(kind).contents()[..3]);
    assert_eq!(
        (place.fate(Fate::Erased), place.fate(Fate::DeadLettered)),
        (12, 0)
    );
    assert_eq!(place.count("SELECT count(*) FROM dead_letters"), 0);
}

fn doing() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => (0..4_u64).prop_map(wish),
        6 => (1..60_u64, 0..4_u64, 1..4_u32, said()).prop_map(|(event, answer, seq, said)| {
            // The same event id is always of the same visitor.
            let event = event * 4 + answer;
            sample::payload(&answered(event, answer, seq, said))
        }),
        2 => (1..60_u64, 0..4_u64, 0..2_i64).prop_map(|(event, visitor, day)| {
            let at = sample::NOON + day * survey::DAY;
            sample::payload(&sample::step(1_000 + event * 4 + visitor, Some(visitor), "cart", at))
        }),
    ]
}

async fn any_order_and_split_ends_in_the_same_store_and_the_numbers_of_a_rebuild(kind: Kind) {
    // Each case makes two databases.
    let config = ProptestConfig::with_cases(24);
    let twice = prop::collection::vec(doing(), 1..30).prop_flat_map(|payloads| {
        // An event id names one event: of two, the first counts.
        let mut seen = std::collections::HashMap::new();
        let distinct: Vec<Vec<u8>> = payloads
            .into_iter()
            .filter(|payload| {
                let json: Any = serde_json::from_slice(payload).expect("is JSON");
                let id = json["event"]["id"].to_string();
                id == "null" || seen.insert(id, ()).is_none()
            })
            .collect();
        (Just(distinct.clone()), Just(distinct).prop_shuffle())
    });
    proptest!(config, |((one, other) in twice, batch in 1..9_usize)| {
        let events = one.iter().filter(|payload| !payload.windows(7).any(|w| w == b"\"erase\"")).count();
        let mut ends = Vec::new();
        for payloads in [one, other] {
            let place = Place::new(kind);
            for batch in entries(&payloads).chunks(batch) {
                place.apply(batch);
            }
            let (drained, fates) = place.numbers();
            prop_assert_eq!(place.summed(), drained.clone());
            prop_assert_eq!(place.rebuilt(), drained);
            let total: i64 = fates.iter().map(|(_, n)| n).sum();
            prop_assert_eq!(usize::try_from(total), Ok(events));
            ends.push((place.contents(), place.fate(Fate::Erased)));
        }
        prop_assert_eq!(&ends[0], &ends[1]);
    });
}
