//! Sign-in codes and sessions: who may open the console. Not the HTTP side of signing in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::StoreError;

/// How long a sign-in code may wait for its use, in milliseconds (24 hours).
pub const CODE_LASTS: i64 = 24 * 60 * 60 * 1000;

/// How long a session lasts, in milliseconds (30 days).
pub const SESSION_LASTS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Makes a single-use sign-in code and returns it. Only its hash is stored.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn create_code(store: &Transaction<'_>, now: i64) -> Result<String, StoreError> {
    store.execute("DELETE FROM sign_in_codes WHERE expires_at <= ?1", [now])?;
    let code = secret()?;
    store.execute(
        "INSERT INTO sign_in_codes (hash, created_at, expires_at) VALUES (?1, ?2, ?3)",
        params![hash(&code), now, now + CODE_LASTS],
    )?;
    Ok(code)
}

/// Uses a code up and returns the secret of a new session; `None` if the code is
/// unknown, used or too old.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn use_code(
    store: &Transaction<'_>,
    code: &str,
    now: i64,
) -> Result<Option<String>, StoreError> {
    let used = store.execute(
        "UPDATE sign_in_codes SET used_at = ?2
         WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2",
        params![hash(code), now],
    )?;
    if used == 0 {
        return Ok(None);
    }
    store.execute("DELETE FROM sessions WHERE expires_at <= ?1", [now])?;
    let session = secret()?;
    store.execute(
        "INSERT INTO sessions (hash, created_at, expires_at) VALUES (?1, ?2, ?3)",
        params![hash(&session), now, now + SESSION_LASTS],
    )?;
    Ok(Some(session))
}

/// Whether this is the secret of a session that still lasts.
///
/// # Errors
/// If the store fails.
pub fn is_session(store: &Connection, session: &str, now: i64) -> Result<bool, StoreError> {
    let found = store
        .prepare_cached("SELECT 1 FROM sessions WHERE hash = ?1 AND expires_at > ?2")?
        .query_row(params![hash(session), now], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Ends a session; an unknown one is no error.
///
/// # Errors
/// If the store fails.
pub fn end_session(store: &Transaction<'_>, session: &str) -> Result<(), StoreError> {
    store.execute("DELETE FROM sessions WHERE hash = ?1", [hash(session)])?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        (folder, store)
    }

    #[test]
    fn a_code_opens_one_session_and_no_second() {
        let (_folder, store) = store();
        let code = store
            .write_blocking(|tx| create_code(tx, 1_000))
            .expect("makes a code");
        assert_eq!(code.len(), 43);
        let session = store
            .write_blocking(|tx| use_code(tx, &code, 2_000))
            .expect("the store works")
            .expect("the code is good");
        let good = |at| {
            store
                .read_blocking(|c| is_session(c, &session, at))
                .expect("reads")
        };
        assert!(good(2_000));
        assert!(good(2_000 + SESSION_LASTS - 1));
        assert!(!good(2_000 + SESSION_LASTS));
        let again = store.write_blocking(|tx| use_code(tx, &code, 3_000));
        assert_eq!(again.expect("the store works"), None);
        store
            .write_blocking(|tx| end_session(tx, &session))
            .expect("ends");
        assert!(!good(2_001));
    }

    #[test]
    fn an_unknown_or_old_code_opens_nothing() {
        let (_folder, store) = store();
        let code = store
            .write_blocking(|tx| create_code(tx, 0))
            .expect("makes a code");
        for (code, at) in [("guess", 1), (code.as_str(), CODE_LASTS)] {
            let opened = store.write_blocking(|tx| use_code(tx, code, at));
            assert_eq!(opened.expect("the store works"), None, "{code}");
        }
    }

    #[test]
    fn the_store_holds_no_code_and_no_session_in_the_clear() {
        let (folder, store) = store();
        let (code, session) = store
            .write_blocking::<_, StoreError>(|tx| {
                let code = create_code(tx, 0)?;
                let session = use_code(tx, &code, 1)?;
                Ok((code, session.expect("the code is good")))
            })
            .expect("works");
        drop(store);
        let bytes = std::fs::read(folder.path().join("tillside.db")).expect("the file is there");
        for secret in [code, session] {
            let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "a secret stands in the store");
        }
    }
}
