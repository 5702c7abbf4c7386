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
    for sql in [
        "DELETE FROM contacts WHERE shop = ?1 AND answer IN
           (SELECT answer FROM askings WHERE shop = ?1 AND visitor = ?2)",
        "DELETE FROM askings WHERE shop = ?1 AND visitor = ?2",
        "DELETE FROM reached WHERE shop = ?1 AND visitor = ?2",
    ] {
        store.prepare_cached(sql)?.execute(params![shop, visitor])?;
    }
    for (fate, n) in fates(store, who)? {
        numbers::count_fate(store, &fate, -n)?;
        numbers::count_fate(store, "erased", n)?;
    }
    store
        .prepare_cached(
            "UPDATE events SET visitor = NULL, fate = NULL WHERE shop = ?1 AND visitor = ?2",
        )?
        .execute(params![shop, visitor])?;
    store
        .prepare_cached(&format!("DELETE FROM dead_letters WHERE {LETTER}"))?
        .execute([visitor])?;
    Ok(())
}

/// A dead letter that names a visitor, whatever else is wrong with it.
const LETTER: &str = "instr(CAST(payload AS TEXT), ?1) > 0";

/// How many events of a visitor met each fate.
fn fates(store: &Connection, (shop, visitor): &InShop) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = store.prepare_cached(
        "SELECT fate, count(*) FROM events WHERE shop = ?1 AND visitor = ?2 GROUP BY fate",
    )?;
    let rows = statement.query_map([shop, visitor], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut fates: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
    let letters = store
        .prepare_cached(&format!(
            // A wish that could not be met is no event.
            "SELECT count(*) FROM dead_letters
             WHERE {LETTER} AND instr(CAST(payload AS TEXT), '\"erase\"') = 0"
        ))?
        .query_row([visitor], |row| row.get(0))?;
    fates.push(("dead_lettered".to_owned(), letters));
    Ok(fates)
}

/// By what a visitor is known again. The ids are random, so no salt is needed.
fn name((shop, visitor): &InShop) -> Vec<u8> {
    Sha256::digest(format!("{shop} {visitor}")).to_vec()
}
