//! Entries that could not be drained, kept whole with the reason, until somebody has them
//! drained again. What is in them nobody here reads.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// A dead letter without what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its number.
    pub id: i64,
    /// The queue's name for the entry.
    pub entry: String,
    /// Why it could not be drained.
    pub reason: String,
    /// How long it is, in bytes.
    pub bytes: u32,
    /// When it became one, in UTC, such as `2026-03-29T02:00:00Z`.
    pub at: String,
}

/// Keeps an entry that could not be understood, with the reason.
///
/// # Errors
/// If the store fails.
pub fn put(
    store: &Transaction<'_>,
    entry: &str,
    reason: &str,
    payload: &[u8],
    now: i64,
) -> Result<(), StoreError> {
    store
        .prepare_cached(
            "INSERT INTO dead_letters (entry, reason, payload, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![entry, reason, payload, now])?;
    Ok(())
}

/// All of them, oldest first.
///
/// # Errors
/// If the store fails.
pub fn list(store: &Connection) -> Result<Vec<DeadLetter>, StoreError> {
    let mut letters = store.prepare_cached(
        "SELECT id, entry, reason, length(payload),
                strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch')
         FROM dead_letters ORDER BY id",
    )?;
    let rows = letters.query_map([], |row| {
        Ok(DeadLetter {
            id: row.get(0)?,
            entry: row.get(1)?,
            reason: row.get(2)?,
            bytes: row.get(3)?,
            at: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What is in one; `None` where there is no such letter.
///
/// # Errors
/// If the store fails.
pub fn payload(store: &Connection, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let found = store
        .prepare_cached("SELECT payload FROM dead_letters WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Takes one away.
///
/// # Errors
/// If the store fails.
pub fn remove(store: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    store
        .prepare_cached("DELETE FROM dead_letters WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}
