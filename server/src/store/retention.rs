//! The removal of what a shop has kept for long enough. The numbers that were made of it stay.

use survey::DAY;

use super::removals::{self, Gone};
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, shops};

/// What goes: of shop ?1 what is older than ?2; in the last one that is a day. Each is to be
/// followed by the most rows and a bracket: where that number is a parameter, PostgreSQL plans
/// for any, and may read all there are.
const CONTACTS: &str = "contacts WHERE shop = ?1 AND answer IN
       (SELECT answer FROM contacts WHERE shop = ?1 AND left_at < ?2 LIMIT";
const CASES: &str = "cases WHERE shop = ?1 AND answer IN
       (SELECT answer FROM cases WHERE shop = ?1 AND asked_at < ?2 LIMIT";
const ASKINGS: &str = "askings WHERE shop = ?1 AND answer IN
       (SELECT answer FROM askings WHERE shop = ?1 AND asked_at < ?2 LIMIT";
const REACHED: &str = "reached WHERE shop = ?1 AND (step, day, visitor) IN
       (SELECT step, day, visitor FROM reached WHERE shop = ?1 AND day < ?2
          AND step IN (SELECT step FROM step_totals WHERE shop = ?1) LIMIT";

/// How long each shop keeps things, in days; `None` for good.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn kept(store: &Connection) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    let mut kept = Vec::new();
    for (shop, _) in shops::names(store)? {
        let days = shops::facts(store, &shop)?.and_then(|facts| facts.retention_days);
        kept.push((shop, days.map(i64::from)));
    }
    Ok(kept)
}

/// Removes answers, contacts, cases and reached steps of a shop from before a time, at most so many of
/// each, and notes it for the round of retention that began at `now`. Returns what went.
///
/// # Errors
/// If the store fails.
pub fn remove(
    store: &Connection,
    shop: &str,
    before: i64,
    most: u32,
    now: i64,
) -> Result<Gone, StoreError> {
    shops::hold(store, [shop], false)?;
    let delete = |rows: &str, until: i64| {
        let sql = format!("DELETE FROM {rows} {most})");
        store.execute(&sql, &params![shop, until])
    };
    let gone = Gone {
        contacts: delete(CONTACTS, before)?,
        cases: delete(CASES, before)?,
        askings: delete(ASKINGS, before)?,
        reached: delete(REACHED, before.div_euclid(DAY))?,
        dead_letters: 0,
    };
    // They say nothing without their answers.
    store.execute(
        "DELETE FROM notices WHERE shop = ?1 AND at < ?2",
        &params![shop, before],
    )?;
    if gone.rows() > 0 {
        removals::by_retention(store, shop, now, gone)?;
    }
    Ok(gone)
}

/// A dead letter, to be looked into for its shop and its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number.
    pub id: i64,
    /// When it became one.
    pub at: i64,
    /// The entry as it came from the queue.
    pub payload: Vec<u8>,
}

/// The next dead letters after one, by their numbers.
///
/// # Errors
/// If the store fails.
pub fn letters(store: &Connection, after: i64, most: i64) -> Result<Vec<Letter>, StoreError> {
    let rows = store.query(
        "SELECT id, at, payload FROM dead_letters WHERE id > ?1 ORDER BY id LIMIT ?2",
        &params![after, most],
    )?;
    let letter = |mut row: Row| {
        Ok(Letter {
            id: row.get(0)?,
            at: row.get(1)?,
            payload: row.get(2)?,
        })
    };
    rows.into_iter().map(letter).collect()
}

/// Removes dead letters, each with the shop that it is of, and notes it for the round of
/// retention that began at `now`. Their fates stay. Returns how many went.
///
/// # Errors
/// If the store fails.
pub fn remove_letters(
    store: &Connection,
    letters: &[(i64, String)],
    now: i64,
) -> Result<u64, StoreError> {
    // Whoever replays or erases at the same moment may have taken some away.
    shops::hold(store, [], true)?;
    let mut removed = 0;
    for (id, shop) in letters {
        let n = store.execute("DELETE FROM dead_letters WHERE id = ?1", &params![id])?;
        if n > 0 {
            let gone = Gone {
                dead_letters: n,
                ..Gone::default()
            };
            removals::by_retention(store, shop, now, gone)?;
        }
        removed += n;
    }
    Ok(removed)
}
