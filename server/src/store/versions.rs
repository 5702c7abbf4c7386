//! The versions of a prompt that were published: when, by whom, and what each said.

use survey::authoring::VersionNote;
use survey::prompt::Prompt;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, json};

/// Every version of a prompt, newest first.
///
/// # Errors
/// If the store fails.
pub fn notes(store: &Connection, shop: &str, id: &str) -> Result<Vec<VersionNote>, StoreError> {
    let rows = store.query(
        "SELECT version, published_at, published_by FROM prompts
         WHERE shop = ?1 AND id = ?2 ORDER BY version DESC",
        &params![shop, id],
    )?;
    rows.into_iter().map(|mut row| note(&mut row)).collect()
}

/// Every version of a prompt as it was published, newest first.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn all(
    store: &Connection,
    shop: &str,
    id: &str,
) -> Result<Vec<(VersionNote, Prompt)>, StoreError> {
    let rows = store.query(
        "SELECT version, published_at, published_by, json FROM prompts
         WHERE shop = ?1 AND id = ?2 ORDER BY version DESC",
        &params![shop, id],
    )?;
    rows.into_iter().map(|row| published(row, id)).collect()
}

/// One version as it was published.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn one(
    store: &Connection,
    shop: &str,
    id: &str,
    version: u32,
) -> Result<Option<(VersionNote, Prompt)>, StoreError> {
    let found = store.first(
        "SELECT version, published_at, published_by, json FROM prompts
         WHERE shop = ?1 AND id = ?2 AND version = ?3",
        &params![shop, id, version],
    )?;
    found.map(|row| published(row, id)).transpose()
}

fn published(mut row: Row, id: &str) -> Result<(VersionNote, Prompt), StoreError> {
    let what = format!("the prompt {id}");
    let prompt = json::read(&row.get::<String>(3)?, &what, Prompt::decode)?;
    Ok((note(&mut row)?, prompt))
}

fn note(row: &mut Row) -> Result<VersionNote, StoreError> {
    Ok(VersionNote {
        version: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
    })
}
