//! The numbers kept while draining: rollups, fates, quotas, and the queue entries that
//! were counted. What they should become, the drain works out.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;
use super::asked::{Cell, InShop, Rollups, counts};

/// Applies a change of the numbers. A number that comes to 0 has no row.
///
/// # Errors
/// If the store fails.
pub fn change_rollups(store: &Transaction<'_>, change: &Rollups) -> Result<(), StoreError> {
    let mut add = store.prepare_cached(
        "INSERT INTO rollups (shop, prompt, version, day, variant, step, device, lang,
                              is_returning, band, measure, option, n)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT DO UPDATE SET n = n + excluded.n RETURNING n",
    )?;
    let mut remove = store.prepare_cached(
        "DELETE FROM rollups WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND day = ?4
         AND variant = ?5 AND step = ?6 AND device = ?7 AND lang = ?8 AND is_returning = ?9
         AND band = ?10 AND measure = ?11 AND option = ?12",
    )?;
    for (cell, tally) in change {
        let Cell {
            shop,
            prompt,
            version,
            day,
            variant,
            step,
            device,
            lang,
            returning,
            band,
        } = cell;
        for (measure, option, n) in counts(tally) {
            let now: i64 = add.query_row(
                params![
                    shop, prompt, version, day, variant, step, device, lang, returning, band,
                    measure, option, n
                ],
                |row| row.get(0),
            )?;
            if now == 0 {
                remove.execute(params![
                    shop, prompt, version, day, variant, step, device, lang, returning, band,
                    measure, option
                ])?;
            }
        }
    }
    Ok(())
}

/// Replaces all rollups, after they were made anew from the askings.
///
/// # Errors
/// If the store fails.
pub fn replace_rollups(store: &Transaction<'_>, rollups: &Rollups) -> Result<(), StoreError> {
    store.execute("DELETE FROM rollups", [])?;
    change_rollups(store, rollups)
}

/// Counts `n` more events of a fate.
///
/// # Errors
/// If the store fails.
pub fn count_fate(store: &Transaction<'_>, fate: &str, n: i64) -> Result<(), StoreError> {
    store
        .prepare_cached(
            "INSERT INTO fates (fate, n) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )?
        .execute(params![fate, n])?;
    Ok(())
}

/// How many events met each fate, over the store's whole life; fates that none met are
/// there with 0.
///
/// # Errors
/// If the store fails.
pub fn fates(store: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = store.prepare_cached("SELECT fate, n FROM fates ORDER BY fate")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many answers of a prompt were numbered, over all its versions.
///
/// # Errors
/// If the store fails.
pub fn answers(store: &Connection, (shop, prompt): &InShop) -> Result<u32, StoreError> {
    let found = store
        .prepare_cached("SELECT answers FROM quotas WHERE shop = ?1 AND prompt = ?2")?
        .query_row(params![shop, prompt], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(0))
}

/// Sets how many answers of a prompt were numbered.
///
/// # Errors
/// If the store fails.
pub fn set_answers(
    store: &Transaction<'_>,
    (shop, prompt): &InShop,
    answers: u32,
) -> Result<(), StoreError> {
    store
        .prepare_cached(
            "INSERT INTO quotas (shop, prompt, answers) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET answers = excluded.answers",
        )?
        .execute(params![shop, prompt, answers])?;
    Ok(())
}

/// Notes that a queue entry is being counted. Returns false if it was counted before.
///
/// # Errors
/// If the store fails.
pub fn note_entry(store: &Transaction<'_>, id: &str, now: i64) -> Result<bool, StoreError> {
    let added = store
        .prepare_cached("INSERT OR IGNORE INTO entries (id, at) VALUES (?1, ?2)")?
        .execute(params![id, now])?;
    Ok(added > 0)
}

/// Forgets entries that the queue does not hold any more: those acknowledged, and those
/// noted before `old`, which a stopped process left behind.
///
/// # Errors
/// If the store fails.
pub fn forget_entries(
    store: &Transaction<'_>,
    acknowledged: &[String],
    old: i64,
) -> Result<(), StoreError> {
    let mut forget = store.prepare_cached("DELETE FROM entries WHERE id = ?1")?;
    for id in acknowledged {
        forget.execute([id])?;
    }
    store
        .prepare_cached("DELETE FROM entries WHERE at < ?1")?
        .execute([old])?;
    Ok(())
}
