//! The rows of drafts: what is being written of a prompt. Whether somebody may change one, and
//! what publishing makes of it, is not decided here.

use survey::json::Json;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, json};

/// A draft as it stands in the store.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDraft {
    /// The prompt's id.
    pub id: String,
    /// Its place in the order of preference, as long as no version was published.
    pub position: u32,
    /// What was written, perhaps unfinished.
    pub prompt: Json,
    /// Another one after every change.
    pub revision: i64,
    /// The version that was the newest when the draft was begun; 0 for none.
    pub base: u32,
    /// When it was changed last.
    pub at: i64,
    /// By whom.
    pub by: String,
}

/// The columns that [`draft`] reads.
const DRAFT: &str = "id, position, json, revision, base, changed_at, changed_by";

/// Every draft of a shop, in the order of preference.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn all(store: &Connection, shop: &str) -> Result<Vec<StoredDraft>, StoreError> {
    let sql = format!("SELECT {DRAFT} FROM drafts WHERE shop = ?1 ORDER BY position, id");
    let rows = store.query(&sql, &params![shop])?;
    rows.into_iter().map(draft).collect()
}

/// The draft of a prompt.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn of(store: &Connection, shop: &str, id: &str) -> Result<Option<StoredDraft>, StoreError> {
    let sql = format!("SELECT {DRAFT} FROM drafts WHERE shop = ?1 AND id = ?2");
    store
        .first(&sql, &params![shop, id])?
        .map(draft)
        .transpose()
}

fn draft(mut row: Row) -> Result<StoredDraft, StoreError> {
    let id: String = row.get(0)?;
    let what = format!("the draft of {id}");
    Ok(StoredDraft {
        id,
        position: row.get(1)?,
        prompt: json::read(&row.get::<String>(2)?, &what, |json| Ok(json.clone()))?,
        revision: row.get(3)?,
        base: row.get(4)?,
        at: row.get(5)?,
        by: row.get(6)?,
    })
}

/// Writes a draft over the one that is there.
///
/// # Errors
/// If the store fails.
pub fn put(store: &Connection, shop: &str, draft: &StoredDraft) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO drafts (shop, id, position, json, revision, base, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (shop, id) DO UPDATE SET
           position = excluded.position, json = excluded.json, revision = excluded.revision,
           base = excluded.base, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by",
        &params![
            shop,
            draft.id,
            draft.position,
            json::write(&draft.prompt)?,
            draft.revision,
            draft.base,
            draft.at,
            draft.by,
        ],
    )?;
    Ok(())
}

/// The revision that the draft after this one has: no two drafts of a prompt share one, even
/// where the one before is gone.
pub fn next_revision(draft: Option<&StoredDraft>, now: i64) -> i64 {
    draft.map_or(now, |draft| now.max(draft.revision + 1))
}

/// Throws a draft away; tells whether there was one.
///
/// # Errors
/// If the store fails.
pub fn remove(store: &Connection, shop: &str, id: &str) -> Result<bool, StoreError> {
    let removed = store.execute(
        "DELETE FROM drafts WHERE shop = ?1 AND id = ?2",
        &params![shop, id],
    )?;
    Ok(removed > 0)
}
