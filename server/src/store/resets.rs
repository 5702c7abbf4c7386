//! Links by which a person sets a new password without the old one.

use survey::DAY;

use super::access::{hash, secret};
use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// How long a link can be used, in milliseconds (24 hours).
pub const RESET_LASTS: i64 = DAY;

/// Makes a code for a person and returns it. An older one of the person is of no use any more.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn create(store: &Connection, person: &str, now: i64) -> Result<String, StoreError> {
    store.execute(
        "DELETE FROM resets WHERE expires_at <= ?1 OR person = ?2",
        &params![now, person],
    )?;
    let code = secret()?;
    store.execute(
        "INSERT INTO resets (person, hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        &params![person, hash(&code), now, now + RESET_LASTS],
    )?;
    Ok(code)
}

/// Uses a code up and returns the id of its person; `None` where it is unknown, used or too
/// old.
///
/// # Errors
/// If the store fails.
pub fn take(store: &Connection, code: &str, now: i64) -> Result<Option<String>, StoreError> {
    let found = store.first(
        "DELETE FROM resets WHERE hash = ?1 AND expires_at > ?2 RETURNING person",
        &params![hash(code), now],
    )?;
    found.map(|mut row| row.get(0)).transpose()
}

/// Makes the code that waits for a person, if there is one, of no use.
///
/// # Errors
/// If the store fails.
pub fn withdraw(store: &Connection, person: &str) -> Result<(), StoreError> {
    store.execute("DELETE FROM resets WHERE person = ?1", &params![person])?;
    Ok(())
}
