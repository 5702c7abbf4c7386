//! Sign-in codes and sessions: who may open the console. Not the HTTP side of signing in. A
//! session without a person is an operator's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::people::Person;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// How long a sign-in code may wait for its use, in milliseconds (24 hours).
pub const CODE_LASTS: i64 = 24 * 60 * 60 * 1000;

/// How long a session lasts, in milliseconds (30 days).
pub const SESSION_LASTS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Makes a single-use sign-in code and returns it. Only its hash is stored.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn create_code(store: &Connection, now: i64) -> Result<String, StoreError> {
    store.execute(
        "DELETE FROM sign_in_codes WHERE expires_at <= ?1",
        &params![now],
    )?;
    let code = secret()?;
    store.execute(
        "INSERT INTO sign_in_codes (hash, created_at, expires_at) VALUES (?1, ?2, ?3)",
        &params![hash(&code), now, now + CODE_LASTS],
    )?;
    Ok(code)
}

/// Uses a code up and returns the secret of a new session of an operator; `None` if the code
/// is unknown, used or too old.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn use_code(store: &Connection, code: &str, now: i64) -> Result<Option<String>, StoreError> {
    let used = store.execute(
        "UPDATE sign_in_codes SET used_at = ?2
         WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2",
        &params![hash(code), now],
    )?;
    if used == 0 {
        return Ok(None);
    }
    begin_session(store, None, now).map(Some)
}

/// Begins a session of a person, or of an operator, and returns its secret.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn begin_session(
    store: &Connection,
    person: Option<&str>,
    now: i64,
) -> Result<String, StoreError> {
    store.execute("DELETE FROM sessions WHERE expires_at <= ?1", &params![now])?;
    let session = secret()?;
    store.execute(
        "INSERT INTO sessions (hash, created_at, expires_at, person) VALUES (?1, ?2, ?3, ?4)",
        &params![hash(&session), now, now + SESSION_LASTS, person],
    )?;
    Ok(session)
}

/// A session that lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Whose it is; `None` for an operator's.
    pub person: Option<Person>,
    /// Whether so much of it is over that [`renew`] makes sense.
    pub is_worn: bool,
}

/// The session of a secret; `None` where there is none, or it is over.
///
/// # Errors
/// If the store fails.
pub fn session(store: &Connection, secret: &str, now: i64) -> Result<Option<Session>, StoreError> {
    let found = store.first(
        "SELECT s.expires_at, p.id, p.email, p.name, p.is_administrator, p.lang
         FROM sessions AS s LEFT JOIN people AS p ON p.id = s.person
         WHERE s.hash = ?1 AND s.expires_at > ?2",
        &params![hash(secret), now],
    )?;
    let read = |mut row: Row| {
        let expires_at: i64 = row.get(0)?;
        let person = match row.get::<Option<String>>(1)? {
            None => None,
            Some(id) => Some(Person {
                id,
                email: row.get(2)?,
                name: row.get(3)?,
                is_administrator: row.get(4)?,
                lang: row.get(5)?,
            }),
        };
        Ok(Session {
            person,
            is_worn: expires_at - now < SESSION_LASTS - survey::DAY,
        })
    };
    found.map(read).transpose()
}

/// Lets a session last from now on as long as a new one.
///
/// # Errors
/// If the store fails.
pub fn renew(store: &Connection, session: &str, now: i64) -> Result<(), StoreError> {
    store.execute(
        "UPDATE sessions SET expires_at = ?2 WHERE hash = ?1",
        &params![hash(session), now + SESSION_LASTS],
    )?;
    Ok(())
}

/// Ends all sessions of a person, or of every operator.
///
/// # Errors
/// If the store fails.
pub fn end_sessions(store: &Connection, person: Option<&str>) -> Result<(), StoreError> {
    match person {
        Some(person) => store.execute("DELETE FROM sessions WHERE person = ?1", &params![person]),
        None => store.execute("DELETE FROM sessions WHERE person IS NULL", &[]),
    }
    .map(drop)
}

/// Ends a session; an unknown one is no error.
///
/// # Errors
/// If the store fails.
pub fn end_session(store: &Connection, session: &str) -> Result<(), StoreError> {
    store.execute(
        "DELETE FROM sessions WHERE hash = ?1",
        &params![hash(session)],
    )?;
    Ok(())
}

/// 256 random bits, as 43 characters that need no escaping in a URL or a cookie.
pub(super) fn secret() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored instead of a secret. The secrets are random, so no salt is needed, and
/// finding one by its hash gives no timing that helps to guess another.
pub(super) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
