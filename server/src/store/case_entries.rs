//! What happened to cases and what was noted of them: written once and never changed.

use survey::console::cases::CaseEntry;

use super::asked::InShop;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// Writes an entry behind all others of its case.
///
/// # Errors
/// If the store fails, or there is no such case.
pub fn add(
    store: &Connection,
    (shop, answer): &InShop,
    entry: &CaseEntry,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO case_entries (shop, answer, at, who, what, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &params![shop, answer, entry.at, entry.who, entry.what, entry.text],
    )?;
    Ok(())
}

/// Every entry of a case, oldest first.
///
/// # Errors
/// If the store fails.
pub fn of(store: &Connection, (shop, answer): &InShop) -> Result<Vec<CaseEntry>, StoreError> {
    let rows = store.query(
        "SELECT at, who, what, text FROM case_entries
         WHERE shop = ?1 AND answer = ?2 ORDER BY id",
        &params![shop, answer],
    )?;
    let entry = |mut row: Row| {
        Ok(CaseEntry {
            at: row.get(0)?,
            who: row.get(1)?,
            what: row.get(2)?,
            text: row.get(3)?,
        })
    };
    rows.into_iter().map(entry).collect()
}
