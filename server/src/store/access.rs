//! Sign-in codes and sessions: who may open the console. Not the HTTP side of signing in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::value::{ToParam as _, params};
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

/// Uses a code up and returns the secret of a new session; `None` if the code is
/// unknown, used or too old.
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
    store.execute("DELETE FROM sessions WHERE expires_at <= ?1", &params![now])?;
    let session = secret()?;
    store.execute(
        "INSERT INTO sessions (hash, created_at, expires_at) VALUES (?1, ?2, ?3)",
        &params![hash(&session), now, now + SESSION_LASTS],
    )?;
    Ok(Some(session))
}

/// Whether this is the secret of a session that still lasts.
///
/// # Errors
/// If the store fails.
pub fn is_session(store: &Connection, session: &str, now: i64) -> Result<bool, StoreError> {
    let found = store.first(
        "SELECT 1 FROM sessions WHERE hash = ?1 AND expires_at > ?2",
        &params![hash(session), now],
    )?;
    Ok(found.is_some())
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
fn secret() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored instead of a secret. The secrets are random, so no salt is needed, and
/// finding one by its hash gives no timing that helps to guess another.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
