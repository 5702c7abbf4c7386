//! What was changed in shops, by whom and when. An entry is written in the transaction of its
//! change, so that there is none without the other.

use survey::console::{Happened, HistoryPage, Somebody};
use survey::json::Json;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, json};

/// How many entries a page has.
pub const PAGE: u32 = 50;

/// A change.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The shop's key.
    pub shop: &'a str,
    /// Who did it; `None` for an operator.
    pub who: Option<Somebody>,
    /// Such as `person.invited`.
    pub what: &'a str,
    /// What it was done to.
    pub about: &'a str,
    /// What was there.
    pub before: Option<Json>,
    /// What came in its place.
    pub after: Option<Json>,
}

/// Writes a change down.
///
/// # Errors
/// If the store fails.
pub fn note(store: &Connection, change: &Change<'_>, now: i64) -> Result<(), StoreError> {
    let text = |json: &Option<Json>| json.as_ref().map(json::write).transpose();
    store.execute(
        "INSERT INTO history (shop, at, who_name, who_email, what, about, before, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &params![
            change.shop,
            now,
            change.who.as_ref().map(|who| &who.name),
            change.who.as_ref().map(|who| &who.email),
            change.what,
            change.about,
            text(&change.before)?,
            text(&change.after)?
        ],
    )?;
    Ok(())
}

/// A page of a shop's history: what is before the entry of this number.
///
/// # Errors
/// If the store fails or an entry cannot be read.
pub fn page(
    store: &Connection,
    shop: &str,
    before: Option<i64>,
) -> Result<HistoryPage, StoreError> {
    let rows = store.query(
        "SELECT id, at, who_name, who_email, what, about, before, after FROM history
         WHERE shop = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
        &params![shop, before.unwrap_or(i64::MAX), PAGE + 1],
    )?;
    let most = PAGE as usize;
    let has_more = rows.len() > most;
    let entries: Result<Vec<_>, _> = rows.into_iter().take(most).map(read).collect();
    let entries = entries?;
    let last = entries.last().map(|last| last.id);
    Ok(HistoryPage {
        next: last.filter(|_| has_more),
        entries,
    })
}

fn read(mut row: Row) -> Result<Happened, StoreError> {
    let id = row.get(0)?;
    let told = |text: Option<String>| {
        let json = |text: String| json::read(&text, "an entry of the history", |j| Ok(j.clone()));
        text.map(json).transpose()
    };
    let who = row.get::<Option<String>>(2)?.zip(row.get(3)?);
    Ok(Happened {
        id,
        at: row.get(1)?,
        who: who.map(|(name, email)| Somebody { name, email }),
        what: row.get(4)?,
        about: row.get(5)?,
        before: told(row.get(6)?)?,
        after: told(row.get(7)?)?,
    })
}
