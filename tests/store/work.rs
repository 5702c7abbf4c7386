//! Among ten times as many answers nothing may cost more than among few: how much of the store
//! is read for it is counted, which is the same on a busy machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use survey::event::Erasure;
use tempfile::TempDir;
use tillside_server::config::Secret;
use tillside_server::console_api::results;
use tillside_server::drain::erase::erase;
use tillside_server::drain::fold::Known;
use tillside_server::drain::{Fate, apply};
use tillside_server::import;
use tillside_server::queue::Entry;
use tillside_server::store::filter::Filter;
use tillside_server::store::postgres::Database;
use tillside_server::store::words::{self, Among, Cursor};
use tillside_server::store::{
    Connection, FILE, Store, StoreError, StorePlace, report, retention, seen,
};
use tillside_tests::postgres_server;

use crate::place::{Kind, answered, on_both_stores, price};
use crate::sample::{self, SHOP};

on_both_stores!(nothing_costs_more_among_ten_times_as_many_answers);

const FEW: u32 = 4_000;
const MANY: u32 = 40_000;
/// From the sixth time on, PostgreSQL may take a plan that is made for no parameters.
const TIMES: usize = 7;
const FIRST_DAY: i64 = 20_000;

/// What is counted: steps of SQLite's machine, or rows that PostgreSQL read.
struct Counted {
    connection: Connection,
    steps: Option<Arc<AtomicU64>>,
    _folder: TempDir,
}

impl Counted {
    fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = match kind {
            Kind::Sqlite => StorePlace::from(folder.path()),
            Kind::Postgres => {
                let url = postgres_server::database().expect("a database");
                StorePlace::Postgres(Secret::new(url))
            }
        };
        Store::open(&place)
            .expect("opens")
            .write_blocking(|tx| import::put(tx, &sample::shop(), 1))
            .expect("imports");
        let (connection, steps) = match place {
            StorePlace::File(_) => {
                let file = folder.path().join(FILE);
                let mut connection = rusqlite::Connection::open(file).expect("opens");
                let steps = Arc::new(AtomicU64::new(0));
                let count = Arc::clone(&steps);
                let each = move || {
                    count.fetch_add(1, Ordering::Relaxed);
                    false
                };
                let counting = connection.progress_handler(1, Some(each));
                counting.expect("counts");
                (connection.into(), Some(steps))
            }
            StorePlace::Postgres(url) => {
                let database = Database::new(&url).expect("is a URL");
                // Its connections live as long as it does.
                let database: &Database = Box::leak(Box::new(database));
                (database.connect().expect("connects").into(), None)
            }
        };
        Self {
            connection,
            steps,
            _folder: folder,
        }
    }

    /// What was counted in this transaction so far.
    fn so_far(&self) -> u64 {
        if let Some(steps) = &self.steps {
            return steps.load(Ordering::Relaxed);
        }
        let sql = "SELECT CAST(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS BIGINT)
            FROM pg_stat_xact_user_tables";
        let mut row = self
            .connection
            .first(sql, &[])
            .expect("reads")
            .expect("a row");
        row.get::<i64>(0).expect("is a number").unsigned_abs()
    }

    /// Does something, takes it back, and says what it cost in the end.
    fn cost(&self, work: &Work) -> u64 {
        let mut cost = 0;
        for _ in 0..TIMES {
            self.batch("BEGIN");
            let before = self.so_far();
            work(&self.connection).expect("goes well");
            cost = self.so_far() - before;
            self.batch("ROLLBACK");
        }
        cost
    }

    fn batch(&self, sql: &str) {
        self.connection.batch(sql).expect("executes");
    }

    /// Adds answers with all that comes with them, a visitor for every three.
    fn fill(&self, from: u32, until: u32) {
        self.batch(&format!(
            "CREATE TEMPORARY TABLE n AS
             WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {until})
             SELECT i, CAST(10000000 + i / 3 * 79 AS TEXT) AS visitor, {FIRST_DAY} + i % 30 AS day,
                    CASE i % 3 WHEN 0 THEN 'cart' WHEN 1 THEN 'checkout' ELSE 'confirmation' END AS step
             FROM n;
             INSERT INTO askings (shop, answer, seq, event, kind, prompt, version, visitor, step,
                                  device, lang, is_returning, asked_at, occurred_at, received_at,
                                  corrected, said, has_words, over_quota, n_stored)
             SELECT '{SHOP}', 'a' || i, 1, 'e' || i, 'answered', 'why', 1, visitor, step,
                    'phone', 'en', 0, CAST(day AS BIGINT) * 86400000 + i, 0, 0,
                    0, '{{\"question\":{{\"choice\":\"other\",\"other\":\"late\"}}}}', i % 2, 0, 1
             FROM n;
             INSERT INTO contacts (shop, answer, place, channel, address, prompt, version, left_at)
             SELECT '{SHOP}', 'a' || i, 'question', 'email', 'a@b.example', 'why', 1,
                    CAST(day AS BIGINT) * 86400000 FROM n;
             INSERT INTO events (shop, id, seen_at) SELECT '{SHOP}', 'e' || i, 1 FROM n;
             INSERT INTO entries (id, at) SELECT 'e' || i, 1 FROM n;
             INSERT INTO reached (shop, step, visitor, day)
             SELECT DISTINCT '{SHOP}', step, visitor, day FROM n;
             DELETE FROM step_totals;
             INSERT INTO step_totals (shop, step, day, n)
             SELECT shop, step, day, count(*) FROM reached GROUP BY shop, step, day;
             DROP TABLE n"
        ));
    }
}

type Work = dyn Fn(&Connection) -> Result<(), StoreError>;

/// What is done in a shop, with its name.
fn works() -> [(&'static str, Box<Work>); 8] {
    let steps = ["cart", "checkout", "confirmation"];
    let batch = [Entry {
        id: "new".to_owned(),
        payload: sample::payload(&answered(1, 1, 1, price())),
    }];
    let before = |day: i64| -> Box<Work> {
        Box::new(move |store| retention::remove(store, SHOP, day * survey::DAY, 20, day).map(drop))
    };
    let wish = Erasure {
        shop: SHOP.to_owned(),
        received_at: sample::NOON,
        visitor: "10000790".to_owned(),
    };
    [
        (
            "the results",
            Box::new(|store| results::of_shop(store, SHOP).map(drop)),
        ),
        (
            "the words of a shop",
            Box::new(|store| {
                let before = Cursor {
                    at: i64::MAX,
                    answer: String::new(),
                };
                let found = words::part(store, SHOP, Among::Words, &before, 50)?;
                assert_eq!(found.len(), 50);
                Ok(())
            }),
        ),
        (
            "what is over quota",
            Box::new(|store| report::over_quota(store, SHOP, "why", &Filter::default()).map(drop)),
        ),
        (
            "the installation check",
            Box::new(move |store| seen::since(store, SHOP, &steps, FIRST_DAY + 40).map(drop)),
        ),
        ("to find nothing too old", before(FIRST_DAY)),
        ("to remove what is too old", before(FIRST_DAY + 15)),
        (
            "to forget a visitor",
            Box::new(move |store| {
                let fates = erase(store, &mut Known::default(), &wish, 1)?;
                assert_eq!(fates["erased"], 6);
                Ok(())
            }),
        ),
        (
            "to write an answer",
            Box::new(move |store| {
                let fates = apply::apply(store, &batch, &["e7".to_owned()], 1)?;
                assert_eq!(fates.get(Fate::Stored), 1);
                Ok(())
            }),
        ),
    ]
}

async fn nothing_costs_more_among_ten_times_as_many_answers(kind: Kind) {
    let place = Counted::new(kind);
    place.fill(0, FEW);
    let works = works();
    let few: Vec<u64> = works.iter().map(|(_, work)| place.cost(work)).collect();
    place.fill(FEW, MANY);
    // At first PostgreSQL knows nothing of what is in its tables.
    for known in [false, true] {
        for ((name, work), few) in works.iter().zip(&few) {
            let many = place.cost(work);
            assert!(
                many <= few + few / 2 + 100,
                "{name}: {few} among {FEW}, {many} among {MANY}, analyzed: {known}"
            );
        }
        place.batch("ANALYZE");
    }
}
