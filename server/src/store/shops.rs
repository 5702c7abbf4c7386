//! Shops, their prompts in every version, and their published books. Checking a shop
//! file and telling what an import changes is not done here.

use std::collections::BTreeSet;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::{Shop, State};

use super::asked::InShop;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, json, numbers};

/// A published version of a prompt as it stands in the store.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPrompt {
    /// The prompt.
    pub prompt: Prompt,
    /// Whether it is asked. Of an older version: what it was when it was replaced.
    pub state: State,
    /// Its place in the order of preference.
    pub position: u32,
}

/// The columns that [`stored`] reads.
const STORED: &str = "p.id, p.json, p.state, p.position";

/// Holds these shops until the end of the transaction, so that whoever else changes what
/// belongs to one of them waits; with `letters`, the dead letters too. Everything that
/// changes them begins with this.
///
/// # Errors
/// If the store fails.
pub fn hold<'k>(
    store: &Connection,
    keys: impl IntoIterator<Item = &'k str>,
    letters: bool,
) -> Result<(), StoreError> {
    let letters = letters.then(|| "dead letters".to_owned());
    let shops = keys.into_iter().map(|key| format!("shop {key}"));
    store.hold(shops.chain(letters))
}

/// The shops with the versions of their current books, in the order of their keys. Cheap.
///
/// # Errors
/// If the store fails.
pub fn book_versions(store: &Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let rows = store.query("SELECT key, book_version FROM shops ORDER BY key", &[])?;
    let version = |mut row: Row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs()));
    rows.into_iter().map(version).collect()
}

/// The version of a shop's current book; 0 where it has none.
///
/// # Errors
/// If the store fails.
pub fn book_version(store: &Connection, key: &str) -> Result<u64, StoreError> {
    let sql = "SELECT book_version FROM shops WHERE key = ?1";
    let version = store.first(sql, &params![key])?;
    let version: i64 = version.map_or(Ok(0), |mut row| row.get(0))?;
    Ok(version.unsigned_abs())
}

/// The keys and names of all shops, in the order of their names.
///
/// # Errors
/// If the store fails.
pub fn names(store: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let rows = store.query("SELECT key, name FROM shops ORDER BY name, key", &[])?;
    let name = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(name).collect()
}

/// A shop without its prompts; `None` where there is no shop of this key.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn facts(store: &Connection, key: &str) -> Result<Option<Shop>, StoreError> {
    let found = store.first("SELECT facts FROM shops WHERE key = ?1", &params![key])?;
    let read = |mut row: Row| {
        json::read(
            &row.get::<String>(0)?,
            &format!("the shop {key}"),
            Shop::decode,
        )
    };
    found.map(read).transpose()
}

/// Whether there is a shop of this key.
///
/// # Errors
/// If the store fails.
pub fn exists(store: &Connection, key: &str) -> Result<bool, StoreError> {
    let found = store.first("SELECT 1 FROM shops WHERE key = ?1", &params![key])?;
    Ok(found.is_some())
}

/// Makes sure that there is a shop of this key.
///
/// # Errors
/// [`StoreError::NoShop`] where there is none, and as [`facts`].
pub fn must_exist(store: &Connection, key: &str) -> Result<(), StoreError> {
    match facts(store, key)? {
        Some(_) => Ok(()),
        None => Err(StoreError::NoShop(key.to_owned())),
    }
}

/// Writes a shop's facts; its prompts are written by [`put_prompt`].
///
/// # Errors
/// If the store fails.
pub fn put_facts(store: &Connection, shop: &Shop, now: i64) -> Result<(), StoreError> {
    let facts = Shop {
        prompts: Vec::new(),
        ..shop.clone()
    };
    store.execute(
        "INSERT INTO shops (key, name, facts, changed_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (key) DO UPDATE SET name = excluded.name, facts = excluded.facts,
                                         changed_at = excluded.changed_at",
        &params![shop.key, shop.name, json::write(&facts.encode())?, now],
    )?;
    Ok(())
}

/// Every version of every prompt of a shop: in the order of preference, of one prompt
/// the newest version first.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn prompts(store: &Connection, shop: &str) -> Result<Vec<StoredPrompt>, StoreError> {
    let sql = format!(
        "SELECT {STORED} FROM prompts AS p
         JOIN prompts AS latest ON latest.shop = p.shop AND latest.id = p.id
          AND latest.version = (SELECT max(version) FROM prompts
                                WHERE shop = p.shop AND id = p.id)
         WHERE p.shop = ?1
         ORDER BY latest.position, p.id, p.version DESC"
    );
    let rows = store.query(&sql, &params![shop])?;
    rows.into_iter().map(stored).collect()
}

/// The newest version of every prompt of a shop, in the order of preference.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn newest(store: &Connection, shop: &str) -> Result<Vec<StoredPrompt>, StoreError> {
    let sql = format!(
        "SELECT {STORED} FROM prompts AS p
         WHERE shop = ?1 AND version = (SELECT max(version) FROM prompts
                                        WHERE shop = p.shop AND id = p.id)
         ORDER BY position, id"
    );
    let rows = store.query(&sql, &params![shop])?;
    rows.into_iter().map(stored).collect()
}

/// The newest version of a prompt; `None` where none was published.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn newest_of(
    store: &Connection,
    shop: &str,
    id: &str,
) -> Result<Option<StoredPrompt>, StoreError> {
    let sql = format!(
        "SELECT {STORED} FROM prompts AS p WHERE shop = ?1 AND id = ?2
         ORDER BY version DESC LIMIT 1"
    );
    store
        .first(&sql, &params![shop, id])?
        .map(stored)
        .transpose()
}

fn stored(mut row: Row) -> Result<StoredPrompt, StoreError> {
    let what = format!("the prompt {}", row.get::<String>(0)?);
    let state: String = row.get(2)?;
    Ok(StoredPrompt {
        prompt: json::read(&row.get::<String>(1)?, &what, Prompt::decode)?,
        state: State::decode(&Json::from(state))
            .map_err(|error| StoreError::unreadable(&what, error))?,
        position: row.get(3)?,
    })
}

/// Publishes a version of a prompt; of one that is there already, only state and position
/// change.
///
/// # Errors
/// If the store fails.
pub fn put_prompt(
    store: &Connection,
    shop: &str,
    stored: &StoredPrompt,
    by: &str,
    now: i64,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO prompts (shop, id, version, position, state, json, published_at,
                              published_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (shop, id, version) DO UPDATE SET
           position = excluded.position,
           state = excluded.state",
        &params![
            shop,
            stored.prompt.id,
            stored.prompt.version,
            stored.position,
            stored.state.name(),
            json::write(&stored.prompt.encode())?,
            now,
            by,
        ],
    )?;
    Ok(())
}

/// A published version of a prompt.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn published_prompt(
    store: &Connection,
    shop: &str,
    id: &str,
    version: u32,
) -> Result<Option<Prompt>, StoreError> {
    let found = store.first(
        "SELECT json FROM prompts
         WHERE shop = ?1 AND id = ?2 AND version = ?3",
        &params![shop, id, version],
    )?;
    prompt(found, id)
}

/// The ids and versions of all prompts of a shop that were ever published.
///
/// # Errors
/// If the store fails.
pub fn published_versions(
    store: &Connection,
    shop: &str,
) -> Result<BTreeSet<(String, u32)>, StoreError> {
    let rows = store.query(
        "SELECT id, version FROM prompts WHERE shop = ?1 AND published_at IS NOT NULL",
        &params![shop],
    )?;
    let version = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(version).collect()
}

/// The highest published version of a prompt.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn latest_published(
    store: &Connection,
    (shop, id): &InShop,
) -> Result<Option<Prompt>, StoreError> {
    let found = store.first(
        "SELECT json FROM prompts WHERE shop = ?1 AND id = ?2 ORDER BY version DESC LIMIT 1",
        &params![shop, id],
    )?;
    prompt(found, id)
}

fn prompt(found: Option<Row>, id: &str) -> Result<Option<Prompt>, StoreError> {
    let read = |mut row: Row| {
        json::read(
            &row.get::<String>(0)?,
            &format!("the prompt {id}"),
            Prompt::decode,
        )
    };
    found.map(read).transpose()
}

/// Whether a prompt has all the answers that were wanted of it.
///
/// # Errors
/// If the store fails.
pub fn is_full(store: &Connection, shop: &str, prompt: &Prompt) -> Result<bool, StoreError> {
    let Some(wanted) = prompt.cap.stop_at else {
        return Ok(false);
    };
    let answers = numbers::answers(store, &(shop.to_owned(), prompt.id.clone()))?;
    Ok(answers >= wanted)
}

/// Publishes a shop as it stands now and returns the version of the new book. A shop
/// that is not in the store has no book, which is version 0.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn publish_book(store: &Connection, key: &str, now: i64) -> Result<u64, StoreError> {
    let Some(mut shop) = facts(store, key)? else {
        return Ok(0);
    };
    for stored in newest(store, key)? {
        let is_over = stored.state == State::Live && is_full(store, key, &stored.prompt)?;
        let state = if is_over { State::Paused } else { stored.state };
        shop.prompts.push((state, stored.prompt));
    }
    let raised = store.first(
        "UPDATE shops SET book_version = book_version + 1 WHERE key = ?1 RETURNING book_version",
        &params![key],
    )?;
    let version: i64 = raised.map_or(Ok(0), |mut row| row.get(0))?;
    store.execute(
        "INSERT INTO books (shop, version, json, published_at) VALUES (?1, ?2, ?3, ?4)",
        &params![key, version, json::write(&shop.encode())?, now],
    )?;
    Ok(version.unsigned_abs())
}

/// The current book of a shop with its version: the shop with the prompts and states of
/// the moment it was published.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn current_book(store: &Connection, key: &str) -> Result<Option<(u64, Shop)>, StoreError> {
    let found = store.first(
        "SELECT version, json FROM books WHERE shop = ?1 ORDER BY version DESC LIMIT 1",
        &params![key],
    )?;
    let read = |mut row: Row| {
        let version: i64 = row.get(0)?;
        let text: String = row.get(1)?;
        let shop = json::read(&text, &format!("the book of {key}"), Shop::decode)?;
        Ok((version.unsigned_abs(), shop))
    };
    found.map(read).transpose()
}

/// When a version of a shop's book was published, in milliseconds since 1970 by the clock of
/// who did; `None` where there is no such book.
///
/// # Errors
/// If the store fails.
pub fn published_at(
    store: &Connection,
    key: &str,
    version: u64,
) -> Result<Option<i64>, StoreError> {
    let found = store.first(
        "SELECT published_at FROM books WHERE shop = ?1 AND version = ?2",
        &params![key, i64::try_from(version).unwrap_or(i64::MAX)],
    )?;
    found.map(|mut row| row.get(0)).transpose()
}
