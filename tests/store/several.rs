//! Several processes at work on one PostgreSQL: they start at once, drain at once, and the
//! numbers are those of one.

use std::collections::HashMap;

use serde_json::json;
use survey::event::Queued;
use tillside_server::drain::{Fates, apply, rebuild};
use tillside_server::queue::Entry;
use tillside_server::store::{Store, StorePlace, migrate, shops};
use tillside_tests::postgres_server;

use crate::place::{Kind, Place, answered, price};
use crate::sample;

const DRAINS: usize = 4;

#[test]
fn many_programs_may_start_at_once_and_one_makes_the_tables() {
    let url = postgres_server::database().expect("a database");
    let at = StorePlace::Postgres(tillside_server::config::Secret::new(url));
    let migrated: Vec<migrate::Migrated> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| Store::migrate(&at).expect("starts")))
            .collect();
        let joined = starting.into_iter().map(|thread| thread.join());
        joined.map(|migrated| migrated.expect("no panic")).collect()
    });
    let made = migrated.iter().filter(|migrated| migrated.from == 0);
    assert_eq!(made.count(), 1, "{migrated:?}");
    assert!(migrated.iter().all(|one| one.to == migrated[0].to));
}

/// What several drains may be handed: each answer more than once, in snapshots, under several
/// entries; the same entry to two drains; two shops.
fn batches() -> Vec<Vec<Entry>> {
    let mut events: Vec<Queued> = Vec::new();
    for answer in 0..60 {
        let event = |n: u64| answer * 10 + n;
        events.push(sample::asking(
            event(1),
            answer,
            "why",
            "shown",
            0,
            json!(null),
        ));
        events.push(answered(event(2), answer, 1, price()));
        events.push(answered(event(2), answer, 1, price()));
        let other = json!({"question": {"choice": "shipping"}});
        events.push(answered(event(3), answer, 2, other));
        events.push(sample::step(
            event(4),
            Some(answer % 20),
            "cart",
            sample::NOON,
        ));
    }
    let twin: Vec<Queued> = events
        .iter()
        .map(|queued| Queued {
            shop: "pk_twin".to_owned(),
            ..queued.clone()
        })
        .collect();
    let mixed: Vec<Queued> = events
        .into_iter()
        .zip(twin)
        .flat_map(|(a, b)| [a, b])
        .collect();
    let entries: Vec<Entry> = mixed
        .iter()
        .enumerate()
        // Far from each other, so that what belongs together meets in different drains.
        .map(|(at, queued)| (at * 271 % mixed.len(), queued))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into_iter()
        .map(|(at, queued)| Entry {
            id: at.to_string(),
            payload: sample::payload(queued),
        })
        .collect();
    let mut batches: Vec<Vec<Entry>> = entries.chunks(30).map(<[_]>::to_vec).collect();
    // Taken over from a drain that was slow, not gone.
    let again: Vec<Vec<Entry>> = batches.iter().step_by(3).cloned().collect();
    batches.extend(again);
    batches
}

fn with_twin() -> Place {
    let place = Place::new(Kind::Postgres);
    let twin = survey::shop::Shop {
        key: "pk_twin".to_owned(),
        ..sample::shop()
    };
    place
        .store
        .write_blocking(|tx| tillside_server::import::put(tx, &twin, 1))
        .expect("imports");
    place
}

/// Drains from several stores, each as if it were in a process of its own.
fn drain_at_once(place: &Place, batches: &[Vec<Entry>]) -> Vec<Fates> {
    let stores: Vec<Store> = (0..DRAINS).map(|_| place.opened_again()).collect();
    std::thread::scope(|scope| {
        let drains: Vec<_> = stores
            .iter()
            .enumerate()
            .map(|(at, store)| {
                let mine = batches.iter().skip(at).step_by(DRAINS);
                scope.spawn(move || {
                    mine.map(|batch| store.write_blocking(|tx| apply::apply(tx, batch, &[], 1)))
                        .collect::<Result<Vec<_>, _>>()
                        .expect("commits")
                })
            })
            .collect();
        let done = drains.into_iter().map(|drain| drain.join());
        done.flat_map(|fates| fates.expect("no panic")).collect()
    })
}

#[test]
fn several_drains_give_the_numbers_of_one() {
    let batches = batches();
    let alone = with_twin();
    for batch in &batches {
        let applied = alone
            .store
            .write_blocking(|tx| apply::apply(tx, batch, &[], 1));
        applied.expect("commits");
    }
    let together = with_twin();
    drain_at_once(&together, &batches);
    let (numbers, fates) = together.numbers();
    assert_eq!(numbers, alone.numbers().0);
    let total = |fates: &[(String, i64)]| fates.iter().map(|(_, n)| n).sum::<i64>();
    assert_eq!(total(&fates), 60 * 5 * 2);
    // Which of two snapshots came first is chance; what is left of each is not.
    let kept = "SELECT shop, answer, seq, event, said FROM askings ORDER BY shop, answer";
    assert_eq!(together.rows(kept), alone.rows(kept));
    let reached = "SELECT shop, visitor, step, day FROM reached ORDER BY 1, 2, 3, 4";
    assert_eq!(together.rows(reached), alone.rows(reached));
    let rebuilt = together.store.write_blocking(rebuild::rebuild_rollups);
    rebuilt.expect("rebuilds");
    assert_eq!(together.rollups(), numbers);
}

#[test]
fn the_number_of_answers_wanted_is_exact_whoever_drains() {
    let mut shop = sample::shop();
    shop.prompts[1].1.cap.stop_at = Some(100);
    let place = Place::with(Kind::Postgres, &shop);
    let entries: Vec<Entry> = (0..400)
        .map(|n| Entry {
            id: n.to_string(),
            payload: sample::payload(&answered(n, n, 1, price())),
        })
        .collect();
    let batches: Vec<Vec<Entry>> = entries.chunks(10).map(<[_]>::to_vec).collect();
    drain_at_once(&place, &batches);
    let fates: HashMap<String, i64> = place.numbers().1.into_iter().collect();
    assert_eq!((fates["stored"], fates["over_quota"]), (100, 300));
    assert_eq!(
        place.count("SELECT n FROM rollups WHERE measure = 'answered'"),
        100
    );
    let book = place
        .store
        .read_blocking(|c| shops::current_book(c, sample::SHOP))
        .expect("reads")
        .expect("has a book");
    assert_eq!(book.1.prompts[1].0, survey::shop::State::Paused);
    assert_eq!(book.0, 2, "it is published once");
}

#[test]
fn a_wish_and_events_at_once_leave_nothing_of_the_visitor() {
    let place = Place::new(Kind::Postgres);
    let visitor = sample::uuid(1_000_001);
    let wish = survey::event::Erasure {
        shop: sample::SHOP.to_owned(),
        received_at: sample::NOON,
        visitor: visitor.clone(),
    };
    let wish = serde_json::to_vec(&wish.encode()).expect("can be written");
    let mut batches: Vec<Vec<Entry>> = (0..80)
        .map(|n| {
            vec![Entry {
                id: n.to_string(),
                payload: sample::payload(&answered(
                    n,
                    1,
                    u32::try_from(n).expect("is small"),
                    price(),
                )),
            }]
        })
        .collect();
    batches.insert(
        40,
        vec![Entry {
            id: "wish".to_owned(),
            payload: wish,
        }],
    );
    drain_at_once(&place, &batches);
    assert_eq!(place.count("SELECT count(*) FROM askings"), 0);
    assert_eq!(place.count("SELECT count(*) FROM rollups"), 0);
    let fates: HashMap<String, i64> = place.numbers().1.into_iter().collect();
    assert_eq!(fates["erased"], 80, "{fates:?}");
}
