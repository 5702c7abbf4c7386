//! Looks at a store without changing it, which opening one does.

use super::{BUSY, FILE, StoreError, migrate};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// What was found of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many migrations it has seen.
    pub version: usize,
    /// How many there are; those that are missing are applied when it is opened.
    pub known: usize,
    /// Shops in it.
    pub shops: i64,
}

/// Looks at the store of a data directory; `None` where there is none yet.
///
/// # Errors
/// If it cannot be read, is damaged, or was written by a newer program.
pub fn inspect(data: &Path) -> Result<Option<Found>, StoreError> {
    let path = data.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let reader = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    reader.busy_timeout(BUSY)?;
    let whole: String = reader.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if whole != "ok" {
        return Err(StoreError::unreadable("a page", whole));
    }
    let (version, known) = migrate::version(&reader)?;
    let shops = match version {
        0 => 0,
        _ => reader.query_row("SELECT count(*) FROM shops", [], |row| row.get(0))?,
    };
    Ok(Some(Found {
        version,
        known,
        shops,
    }))
}
