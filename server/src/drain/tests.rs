//! What of the drain can be seen from the inside alone; the rest is in `tests/store`.

use super::*;
use crate::queue::embedded::{DEFAULT_MAX_BYTES, EmbeddedQueue};
use crate::store::numbers;
use crate::{import, sample};

struct Place {
    _folder: tempfile::TempDir,
    store: Store,
    queue: Arc<Queue>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        store
            .write_blocking(|tx| import::put(tx, &sample::shop(), 1))
            .expect("imports");
        let dir = folder.path().join("queue");
        let queue = EmbeddedQueue::open(&dir, DEFAULT_MAX_BYTES).expect("opens");
        Self {
            _folder: folder,
            store,
            queue: Arc::new(Queue::Embedded(queue)),
        }
    }

    fn drain(&self) -> Drain {
        Drain::new(Arc::clone(&self.queue), self.store.clone())
    }

    /// Pushes an answer to the sample shop's question.
    async fn push(&self, event: u64) {
        let said = serde_json::json!({"question": {"choice": "price"}});
        let event = sample::asking(event, event, "why", "answered", 1, said);
        let payloads = vec![sample::payload(&event)];
        self.queue.push(payloads).await.expect("pushes");
    }

    fn execute(&self, sql: &str) {
        let written = self
            .store
            .write_blocking::<_, StoreError>(|tx| tx.batch(sql));
        written.expect("executes");
    }

    fn entries(&self) -> i64 {
        let counted = self
            .store
            .read_blocking(|c| c.first("SELECT count(*) FROM entries", &[]));
        let mut row = counted.expect("reads").expect("a row");
        row.get(0).expect("is a number")
    }

    fn fates(&self) -> Vec<(String, i64)> {
        self.store.read_blocking(numbers::fates).expect("reads")
    }
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
async fn what_was_acknowledged_is_forgotten_when_nobody_can_hold_it_any_more() {
    let place = Place::new();
    let drain = place.drain();
    place.push(1).await;
    drain.once().await.expect("drains");
    // Another drain may hold what was acknowledged just now; after a while nobody does.
    place.push(2).await;
    drain.once().await.expect("drains");
    assert_eq!(place.entries(), 2);
    grow_old(&drain).await;
    place.push(3).await;
    drain.once().await.expect("drains");
    assert_eq!(place.entries(), 1);
}

#[tokio::test]
async fn a_drain_that_held_entries_for_too_long_leaves_them_to_others() {
    let place = Place::new();
    let slow = place.drain();
    place.push(1).await;
    place.execute("ALTER TABLE entries RENAME TO broken");
    slow.once().await.expect_err("the store is broken");
    place.execute("ALTER TABLE broken RENAME TO entries");

    // Another one takes over, and has finished and forgotten it.
    let other = place.drain();
    let taken = place.queue.reclaim(Duration::ZERO, 10).await;
    other.hands.lock().await.claimed = taken.expect("takes over");
    other.hands.lock().await.claimed_at = Some(Instant::now());
    assert_eq!(other.once().await.expect("drains").claimed, 1);
    grow_old(&other).await;
    place.push(2).await;
    assert_eq!(other.once().await.expect("drains").claimed, 1);
    let before = place.fates();

    grow_old(&slow).await;
    assert_eq!(slow.once().await.expect("drains").claimed, 0);
    assert_eq!(place.fates(), before);
}

#[tokio::test]
async fn the_loop_goes_on_by_itself_once_the_store_works_again() {
    let place = Place::new();
    place.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON askings
         BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    );
    let drain = Arc::new(place.drain());
    let running = tokio::spawn({
        let drain = Arc::clone(&drain);
        async move { drain.run().await }
    });
    place.push(1).await;
    let is_in_hand = async || !drain.hands.lock().await.claimed.is_empty();
    let is_empty = async || place.queue.depth().await.expect("has a depth") == 0;
    let within = Duration::from_secs(30);
    let waited = tokio::time::timeout(within, async {
        while !is_in_hand().await {
            tokio::task::yield_now().await;
        }
        place.execute("DROP TRIGGER full_disk");
        while !is_empty().await {
            tokio::task::yield_now().await;
        }
    });
    waited.await.expect("the loop drains in time");
    running.abort();
    assert!(place.fates().contains(&("stored".to_owned(), 1)));
}
