//! The rows by which visitors are forgotten, and the removal of theirs. What that does to the numbers, the drain works out.

use rusqlite::{Connection, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::asked::InShop;
use super::{StoreError, numbers};

/// Whether a visitor wants to be forgotten.
///
/// # Errors
/// If the store fails.
pub fn is_erased(store: &Connection, who: &InShop) -> Result<bool, StoreError> {
    Ok(store
        .prepare_cached("SELECT 1 FROM erased WHERE shop = ?1 AND visitor = ?2")?
        .exists(params![who.0, name(who)])?)
}

/// Notes the fate that an event of an asking met.
///
/// # Errors
/// If the store fails.
pub fn count(store: &Transaction<'_>, answer: &InShop, fate: &str) -> Result<(), StoreError> {
    store
        .prepare_cached(
            "UPDATE askings SET n_stored = n_stored + (?3 = 'stored'),
                                n_superseded = n_superseded + (?3 = 'superseded'),
                                n_over_quota = n_over_quota + (?3 = 'over_quota')
             WHERE shop = ?1 AND answer = ?2",
        )?
        .execute(params![answer.0, answer.1, fate])?;
    Ok(())
}

/// Notes that one more event told of a visitor at a step on a day.
///
/// # Errors
/// If the store fails.
pub fn count_again(
    store: &Transaction<'_>,
    (shop, visitor): &InShop,
    step: &str,
    day: i64,
) -> Result<(), StoreError> {
    store
        .prepare_cached(
            "UPDATE reached SET again = again + 1
             WHERE shop = ?1 AND step = ?2 AND visitor = ?3 AND day = ?4",
        )?
        .execute(params![shop, step, visitor, day])?;
    Ok(())
}

/// The askings of a visitor: shop ?1, visitor ?2. SQLite would not choose the index itself.
pub(super) const ASKINGS: &str = "askings INDEXED BY askings_of_visitor
     WHERE shop = ?1 AND visitor = ?2 AND substr(visitor, 1, 8) = substr(?2, 1, 8)";

/// The steps that a visitor reached, looked for in every step there is: the key begins
/// with shop and step, so that is one look each.
const REACHED: &str = "reached WHERE shop = ?1 AND visitor = ?2 AND step IN (
       WITH RECURSIVE steps (step) AS (
         SELECT min(step) FROM reached WHERE shop = ?1
         UNION ALL
         SELECT (SELECT min(step) FROM reached WHERE shop = ?1 AND step > steps.step)
         FROM steps WHERE step IS NOT NULL)
       SELECT step FROM steps)";

/// The dead letters that name a visitor, whatever else is wrong with them.
const LETTERS: &str = "dead_letters WHERE instr(CAST(payload AS TEXT), ?2) > 0 AND ?1 <> ''";

/// Removes everything that tells of a visitor but the numbers, and remembers that the
/// visitor wants to be forgotten. Each event is counted as erased from now on, and no
/// more as what it was.
///
/// # Errors
/// If the store fails.
pub fn erase(store: &Transaction<'_>, who: &InShop, now: i64) -> Result<(), StoreError> {
    let (shop, visitor) = who;
    store
        .prepare_cached("INSERT OR IGNORE INTO erased (shop, visitor, at) VALUES (?1, ?2, ?3)")?
        .execute(params![shop, name(who), now])?;
    for (fate, n) in fates(store, who)? {
        numbers::count_fate(store, fate, -n)?;
        numbers::count_fate(store, "erased", n)?;
    }
    for rows in [
        &format!("contacts WHERE shop = ?1 AND answer IN (SELECT answer FROM {ASKINGS})"),
        ASKINGS,
        REACHED,
        LETTERS,
    ] {
        store
            .prepare_cached(&format!("DELETE FROM {rows}"))?
            .execute(params![shop, visitor])?;
    }
    Ok(())
}

/// How many events of a visitor met each fate.
fn fates(
    store: &Connection,
    (shop, visitor): &InShop,
) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut fates = Vec::new();
    for (fate, n, rows) in [
        ("stored", "sum(n_stored)", ASKINGS),
        ("superseded", "sum(n_superseded)", ASKINGS),
        ("over_quota", "sum(n_over_quota)", ASKINGS),
        ("stored", "count(*)", REACHED),
        ("duplicate", "sum(again)", REACHED),
        // A wish that could not be met is no event.
        (
            "dead_lettered",
            "sum(instr(CAST(payload AS TEXT), '\"erase\"') = 0)",
            LETTERS,
        ),
    ] {
        let n: Option<i64> = store
            .prepare_cached(&format!("SELECT {n} FROM {rows}"))?
            .query_row([shop, visitor], |row| row.get(0))?;
        fates.push((fate, n.unwrap_or(0)));
    }
    Ok(fates)
}

/// By what a visitor is known again. The ids are random, so no salt is needed.
fn name((shop, visitor): &InShop) -> Vec<u8> {
    Sha256::digest(format!("{shop} {visitor}")).to_vec()
}
