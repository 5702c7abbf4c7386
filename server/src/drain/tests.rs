//! Tests of the drain with the embedded queue and a store on disk.

use std::path::Path;

use proptest::prelude::*;
use rusqlite::types::ValueRef;
use serde_json::{Value as Any, json};
use survey::event::Queued;
use survey::shop::{Shop, State};

use super::*;
use crate::queue::embedded::{DEFAULT_MAX_BYTES, EmbeddedQueue};
use crate::store::{numbers, shops};
use crate::{import, sample};

mod dead_letters;
mod erasure;

struct Place {
    folder: tempfile::TempDir,
    store: Store,
}

impl Place {
    fn new() -> Self {
        Self::with(&sample::shop())
    }

    fn with(shop: &Shop) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        store
            .write_blocking(|tx| import::put(tx, shop, 1))
            .expect("imports");
        Self { folder, store }
    }

    fn queue(&self) -> Arc<Queue> {
        let dir: &Path = &self.folder.path().join("queue");
        let queue = EmbeddedQueue::open(dir, DEFAULT_MAX_BYTES).expect("opens");
        Arc::new(Queue::Embedded(queue))
    }

    /// Every row of a query, as text.
    fn rows(&self, query: &str) -> Vec<String> {
        self.store
            .read_blocking::<_, StoreError>(|c| {
                let mut statement = c.prepare(query)?;
                let columns = statement.column_count();
                let rows = statement.query_map([], |row| {
                    let cells: Result<Vec<String>, _> = (0..columns)
                        .map(|column| row.get_ref(column).map(in_words))
                        .collect();
                    cells.map(|cells| cells.join(" "))
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .expect("reads")
    }

    fn count(&self, query: &str) -> i64 {
        self.store
            .read_blocking::<_, StoreError>(|c| Ok(c.query_row(query, [], |row| row.get(0))?))
            .expect("reads")
    }

    fn numbers(&self) -> (Vec<String>, Vec<(String, i64)>) {
        let fates = self.store.read_blocking(numbers::fates).expect("reads");
        (self.rows("SELECT * FROM rollups"), fates)
    }

    fn execute(&self, sql: &str) {
        self.store
            .write_blocking::<_, StoreError>(|tx| Ok(tx.execute_batch(sql)?))
            .expect("executes");
    }
}

fn in_words(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
        number => format!("{number:?}"),
    }
}

fn answered(event: u64, answer: u64, seq: u32, said: Any) -> Queued {
    sample::asking(event, answer, "why", "answered", seq, said)
}

fn price() -> Any {
    json!({"question": {"choice": "price"}})
}

async fn push(queue: &Queue, events: &[Queued]) {
    let payloads = events.iter().map(sample::payload).collect();
    queue.push(payloads).await.expect("pushes");
}

#[tokio::test]
async fn a_batch_moves_from_the_queue_into_the_store() {
    let place = Place::new();
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

#[tokio::test]
async fn a_batch_that_was_committed_but_not_acknowledged_is_not_counted_again() {
    let place = Place::new();
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

    // Another drain may hold what was acknowledged just now; after a while nobody does.
    push(&queue, &[answered(3, 3, 1, price())]).await;
    drain.once().await.expect("drains");
    assert_eq!(place.count("SELECT count(*) FROM entries"), 4);
    grow_old(&drain).await;
    push(&queue, &[answered(4, 4, 1, price())]).await;
    drain.once().await.expect("drains");
    assert_eq!(place.count("SELECT count(*) FROM entries"), 1);
}

/// Lets what the drain has in its hands lie there for as long as entries are left alone.
async fn grow_old(drain: &Drain) {
    let mut hands = drain.hands.lock().await;
    let earlier = |at: Instant| {
        at.checked_sub(IDLE)
            .expect("the machine runs for long enough")
    };
    hands.claimed_at = hands.claimed_at.map(earlier);
    for (at, _) in &mut hands.acknowledged {
        *at = earlier(*at);
    }
}

#[tokio::test]
async fn a_drain_that_held_entries_for_too_long_leaves_them_to_others() {
    let place = Place::new();
    let queue = place.queue();
    let slow = Drain::new(Arc::clone(&queue), place.store.clone());
    push(&queue, &[answered(1, 1, 1, price())]).await;
    place.execute("ALTER TABLE entries RENAME TO broken");
    slow.once().await.expect_err("the store is broken");
    place.execute("ALTER TABLE broken RENAME TO entries");

    // Another one takes over, and has finished and forgotten it.
    let other = Drain::new(Arc::clone(&queue), place.store.clone());
    let taken = queue.reclaim(Duration::ZERO, 10).await.expect("takes over");
    other.hands.lock().await.claimed = taken;
    other.hands.lock().await.claimed_at = Some(Instant::now());
    assert_eq!(other.once().await.expect("drains").claimed, 1);
    grow_old(&other).await;
    push(&queue, &[answered(2, 2, 1, price())]).await;
    assert_eq!(other.once().await.expect("drains").claimed, 1);
    let (_, before) = place.numbers();

    grow_old(&slow).await;
    assert_eq!(slow.once().await.expect("drains").claimed, 0);
    assert_eq!(place.numbers().1, before);
}

#[tokio::test]
async fn the_same_event_sent_twice_is_a_duplicate_and_changes_nothing() {
    let place = Place::new();
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

#[tokio::test]
async fn while_the_store_fails_nothing_is_acknowledged_and_then_nothing_is_lost() {
    let place = Place::new();
    let queue = place.queue();
    push(&queue, &[answered(1, 1, 1, price())]).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    place.execute(
        "CREATE TRIGGER full BEFORE INSERT ON askings
         BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    );
    for _ in 0..2 {
        let error = drain.once().await.expect_err("the store fails");
        assert!(error.to_string().contains("disk is full"), "{error}");
        assert_eq!(queue.depth().await.expect("has a depth"), 1);
        assert_eq!(place.count("SELECT sum(n) FROM fates"), 0);
    }
    place.execute("DROP TRIGGER full");
    let outcome = drain.once().await.expect("drains");
    assert_eq!(outcome.fates.get(Fate::Stored), 1);
    assert_eq!(queue.depth().await.expect("has a depth"), 0);
}

#[tokio::test]
async fn the_loop_goes_on_by_itself_once_the_store_works_again() {
    let place = Place::new();
    let queue = place.queue();
    place.execute(
        "CREATE TRIGGER full BEFORE INSERT ON askings
         BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    );
    let drain = Arc::new(Drain::new(Arc::clone(&queue), place.store.clone()));
    let running = tokio::spawn({
        let drain = Arc::clone(&drain);
        async move { drain.run().await }
    });
    push(&queue, &[answered(1, 1, 1, price())]).await;
    let is_in_hand = async || !drain.hands.lock().await.claimed.is_empty();
    let is_empty = async || queue.depth().await.expect("has a depth") == 0;
    let within = Duration::from_secs(30);
    let waited = tokio::time::timeout(within, async {
        while !is_in_hand().await {
            tokio::task::yield_now().await;
        }
        place.execute("DROP TRIGGER full");
        while !is_empty().await {
            tokio::task::yield_now().await;
        }
    });
    waited.await.expect("the loop drains in time");
    running.abort();
    assert_eq!(place.count("SELECT n FROM fates WHERE fate = 'stored'"), 1);
}

#[tokio::test]
async fn an_address_is_kept_apart_and_goes_when_the_shopper_takes_it_back() {
    let place = Place::new();
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

#[tokio::test]
async fn reaching_the_number_of_answers_wanted_takes_the_prompt_out_of_the_book() {
    let mut shop = sample::shop();
    shop.prompts[1].1.cap.stop_at = Some(2);
    let place = Place::with(&shop);
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

fn said() -> impl Strategy<Value = Any> {
    prop_oneof![
        Just(price()),
        Just(json!({"question": {"choice": "other", "other": "слишком долго"}})),
        Just(json!({"question": {"choice": "shipping"}})),
    ]
}

proptest! {
    // Each case syncs a database to disk.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn drained_numbers_are_those_of_a_rebuild(
        events in prop::collection::vec((1..60_u64, 0..5_u64, 1..4_u32, said()), 1..40),
        batch in 1..9_usize,
    ) {
        let place = Place::new();
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
        prop_assert_eq!(place.numbers().0, drained);
        let total: i64 = fates.iter().map(|(_, n)| n).sum();
        prop_assert_eq!(usize::try_from(total), Ok(events.len()));
    }
}
