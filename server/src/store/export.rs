//! The rows of a shop, or of one visitor, as they are handed out: one object each, with the
//! names of the columns. How they are written down is not decided here.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, params};
use survey::json::Json;

use super::StoreError;

/// What may be asked for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The shop's key.
    pub shop: &'a str,
    /// One visitor alone.
    pub visitor: Option<&'a str>,
}

/// Askings, oldest first: what was asked of whom, and what was said.
///
/// # Errors
/// If the store or `each` fails.
pub fn askings<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let columns = "answer, prompt, version, variant, kind, seq, visitor, step, device, lang,
        is_returning AS \"returning\", value, currency, items, page, asked_at, occurred_at,
        received_at, corrected, over_quota, coupon, json(said) AS \"values\"";
    let of = "askings WHERE shop = ?1 AND (?2 IS NULL OR visitor = ?2)";
    let sql = format!("SELECT {columns} FROM {of} ORDER BY asked_at, answer");
    rows(store, &sql, params![wanted.shop, wanted.visitor], each)
}

/// Addresses that shoppers left on purpose.
///
/// # Errors
/// If the store or `each` fails.
pub fn contacts<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT answer, place, channel, address, prompt, version, left_at FROM contacts
        WHERE shop = ?1 AND (?2 IS NULL OR answer IN
          (SELECT answer FROM askings WHERE shop = ?1 AND visitor = ?2))
        ORDER BY left_at, answer, place";
    rows(store, sql, params![wanted.shop, wanted.visitor], each)
}

/// Who reached which step on which day.
///
/// # Errors
/// If the store or `each` fails.
pub fn reached<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT visitor, step, date(day * 86400, 'unixepoch') AS day FROM reached
        WHERE shop = ?1 AND (?2 IS NULL OR visitor = ?2) ORDER BY day, visitor, step";
    rows(store, sql, params![wanted.shop, wanted.visitor], each)
}

fn rows<E: From<StoreError>>(
    store: &Connection,
    sql: &str,
    params: impl Params,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = store.prepare(sql).map_err(StoreError::from)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(params).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        let mut members = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let cell = row.get_ref(at).map_err(StoreError::from)?;
            let value = match (name.as_str(), cell) {
                ("values", ValueRef::Text(text)) => serde_json::from_slice(text)
                    .map_err(|error| StoreError::unreadable("an answer", error))?,
                ("returning" | "corrected" | "over_quota", ValueRef::Integer(n)) => {
                    Json::from(n != 0)
                }
                (_, ValueRef::Integer(n)) => Json::from(n),
                (_, ValueRef::Real(n)) => Json::from(n),
                (_, ValueRef::Text(text)) => Json::from(String::from_utf8_lossy(text).as_ref()),
                _ => Json::Null,
            };
            members.push((name.clone(), value));
        }
        each(Json::Object(members))?;
    }
    Ok(())
}
