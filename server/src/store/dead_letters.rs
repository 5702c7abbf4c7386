//! Entries that could not be drained, kept whole with the reason, until somebody has them
//! drained again. What is in them nobody here reads.

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, utc};

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
    store: &Connection,
    entry: &str,
    reason: &str,
    payload: &[u8],
    now: i64,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO dead_letters (entry, reason, payload, at) VALUES (?1, ?2, ?3, ?4)",
        &params![entry, reason, payload, now],
    )?;
    Ok(())
}

/// All of them, oldest first.
///
/// # Errors
/// If the store fails.
pub fn list(store: &Connection) -> Result<Vec<DeadLetter>, StoreError> {
    let rows = store.query(
        "SELECT id, entry, reason, length(payload), at FROM dead_letters ORDER BY id",
        &[],
    )?;
    let letter = |mut row: Row| {
        Ok(DeadLetter {
            id: row.get(0)?,
            entry: row.get(1)?,
            reason: row.get(2)?,
            bytes: row.get(3)?,
            at: utc::time(row.get(4)?),
        })
    };
    rows.into_iter().map(letter).collect()
}

/// What is in one; `None` where there is no such letter.
///
/// # Errors
/// If the store fails.
pub fn payload(store: &Connection, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let found = store.first(
        "SELECT payload FROM dead_letters WHERE id = ?1",
        &params![id],
    )?;
    found.map(|mut row| row.get(0)).transpose()
}

/// Takes one away.
///
/// # Errors
/// If the store fails.
pub fn remove(store: &Connection, id: i64) -> Result<(), StoreError> {
    store.execute("DELETE FROM dead_letters WHERE id = ?1", &params![id])?;
    Ok(())
}
