//! A store under test with the sample shop in it, and short ways to look into it.

use std::sync::Arc;

use survey::event::Queued;
use survey::shop::Shop;
use tempfile::TempDir;
use tillside_server::config::Secret;
use tillside_server::import;
use tillside_server::queue::Queue;
use tillside_server::queue::embedded::{DEFAULT_MAX_BYTES, EmbeddedQueue};
use tillside_server::store::value::Datum;
use tillside_server::store::{Store, StoreError, StorePlace, numbers};
use tillside_tests::postgres_server;

use crate::sample;

/// Which store a test runs on.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Makes two tests of one `async fn name(kind: Kind)`.
macro_rules! on_both_stores {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            use $crate::place::Kind;

            #[tokio::test]
            async fn sqlite() {
                super::$name(Kind::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(Kind::Postgres).await;
            }
        })*
    };
}
pub(crate) use on_both_stores;

pub struct Place {
    pub folder: TempDir,
    pub at: StorePlace,
    pub store: Store,
}

impl Place {
    /// With the sample shop in it.
    pub fn new(kind: Kind) -> Self {
        Self::with(kind, &sample::shop())
    }

    /// The sample's shop, which keeps answers for so many days.
    pub fn keeping(kind: Kind, retention_days: Option<u32>) -> Self {
        let shop = Shop {
            retention_days,
            ..sample::shop()
        };
        Self::with(kind, &shop)
    }

    pub fn with(kind: Kind, shop: &Shop) -> Self {
        let place = Self::empty(kind);
        place
            .store
            .write_blocking(|tx| import::put(tx, shop, 1))
            .expect("imports");
        place
    }

    pub fn empty(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = match kind {
            Kind::Sqlite => StorePlace::from(folder.path()),
            Kind::Postgres => {
                let url = postgres_server::database().expect("a database");
                StorePlace::Postgres(Secret::new(url))
            }
        };
        let store = Store::open(&at).expect("opens");
        Self { folder, at, store }
    }

    /// The same store, opened once more as another process would.
    pub fn opened_again(&self) -> Store {
        Store::open(&self.at).expect("opens again")
    }

    pub fn queue(&self) -> Arc<Queue> {
        let dir = self.folder.path().join("queue");
        let queue = EmbeddedQueue::open(&dir, DEFAULT_MAX_BYTES).expect("opens");
        Arc::new(Queue::Embedded(queue))
    }

    /// Every row of a query, as text.
    pub fn rows(&self, query: &str) -> Vec<String> {
        let rows = self
            .store
            .read_blocking(|c| c.query(query, &[]))
            .expect("reads");
        let line = |data: Vec<Datum>| data.iter().map(in_words).collect::<Vec<_>>().join(" ");
        rows.into_iter().map(|row| line(row.into_data())).collect()
    }

    pub fn count(&self, query: &str) -> i64 {
        let rows = self
            .store
            .read_blocking(|c| c.query(query, &[]))
            .expect("reads");
        let mut row = rows.into_iter().next().expect("a row");
        row.get(0).expect("is a number")
    }

    pub fn numbers(&self) -> (Vec<String>, Vec<(String, i64)>) {
        let fates = self.store.read_blocking(numbers::fates).expect("reads");
        (self.rollups(), fates)
    }

    /// All rollups and what is summed of them and of the steps, in one order.
    pub fn rollups(&self) -> Vec<String> {
        NUMBERS.iter().flat_map(|sql| self.rows(sql)).collect()
    }

    /// The same sums, made anew.
    pub fn summed(&self) -> Vec<String> {
        let sums = [
            "SELECT shop, prompt, version, day, measure, option, CAST(sum(n) AS BIGINT)
             FROM rollups GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
            "SELECT shop, step, day, count(*) FROM reached AS r
             WHERE NOT EXISTS (SELECT 1 FROM testers AS t
                               WHERE t.shop = r.shop AND t.visitor = r.visitor)
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            "SELECT shop, day, measure, step, lang, CAST(sum(n) AS BIGINT) FROM rollups
             WHERE measure IN ('shown', 'answered')
             GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
        ];
        let rollups = NUMBERS.iter().take(1).chain(&sums);
        rollups.flat_map(|sql| self.rows(sql)).collect()
    }

    pub fn execute(&self, sql: &str) {
        self.store
            .write_blocking::<_, StoreError>(|tx| tx.batch(sql))
            .expect("executes");
    }
}

const NUMBERS: [&str; 4] = [
    "SELECT shop, prompt, version, day, variant, step, device, lang, is_returning, band,
            measure, option, n
     FROM rollups ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
    "SELECT shop, prompt, version, day, measure, option, n FROM totals
     ORDER BY 1, 2, 3, 4, 5, 6",
    "SELECT shop, step, day, n FROM step_totals WHERE n > 0 ORDER BY 1, 2, 3",
    "SELECT shop, day, measure, step, lang, n FROM place_totals ORDER BY 1, 2, 3, 4, 5",
];

fn in_words(datum: &Datum) -> String {
    match datum {
        Datum::Text(text) => text.clone(),
        Datum::Bytes(bytes) => String::from_utf8_lossy(bytes).into(),
        number => format!("{number:?}"),
    }
}

pub fn answered(event: u64, answer: u64, seq: u32, said: serde_json::Value) -> Queued {
    sample::asking(event, answer, "why", "answered", seq, said)
}

/// An answer with which a shopper leaves an address.
pub fn left_contact(event: u64, answer: u64) -> Queued {
    let said = serde_json::json!({"question": {"score": 9}, "follow_up": {"contact": {"email": "ann@shop.example"}}});
    sample::asking(event, answer, "nps", "answered", 1, said)
}

pub fn price() -> serde_json::Value {
    serde_json::json!({"question": {"choice": "price"}})
}

pub async fn push(queue: &Queue, events: &[Queued]) {
    let payloads = events.iter().map(sample::payload).collect();
    queue.push(payloads).await.expect("pushes");
}
