//! The rows of askings, contacts, seen events and reached steps. Which of them change,
//! the drain decides.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use survey::answer::{Answer, Contact};
use survey::context::Device;
use survey::event::{Asking, EventKind, Facts};
use survey::json::Json;
use survey::prompt::Prompt;

use super::asked::{Asked, InShop, LeftContact};
use super::{StoreError, json};

/// Whether an event id was seen before.
///
/// # Errors
/// If the store fails.
pub fn is_event_seen(store: &Connection, (shop, id): &InShop) -> Result<bool, StoreError> {
    Ok(store
        .prepare_cached("SELECT 1 FROM events WHERE shop = ?1 AND id = ?2")?
        .exists(params![shop, id])?)
}

/// Remembers an event id.
///
/// # Errors
/// If the store fails.
pub fn remember_event(
    store: &Transaction<'_>,
    (shop, id): &InShop,
    now: i64,
) -> Result<(), StoreError> {
    store
        .prepare_cached("INSERT INTO events (shop, id, seen_at) VALUES (?1, ?2, ?3)")?
        .execute(params![shop, id, now])?;
    Ok(())
}

/// Whether a visitor was seen at a step on a day.
///
/// # Errors
/// If the store fails.
pub fn is_reached(
    store: &Connection,
    shop: &str,
    step: &str,
    visitor: &str,
    day: i64,
) -> Result<bool, StoreError> {
    Ok(store
        .prepare_cached(
            "SELECT 1 FROM reached WHERE shop = ?1 AND step = ?2 AND visitor = ?3 AND day = ?4",
        )?
        .exists(params![shop, step, visitor, day])?)
}

/// Notes that a visitor was seen at a step on a day.
///
/// # Errors
/// If the store fails.
pub fn put_reached(
    store: &Transaction<'_>,
    shop: &str,
    step: &str,
    visitor: &str,
    day: i64,
) -> Result<(), StoreError> {
    store
        .prepare_cached("INSERT INTO reached (shop, step, visitor, day) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![shop, step, visitor, day])?;
    Ok(())
}

const COLUMNS: &str = "shop, answer, seq, event, kind, prompt, version, variant, visitor, \
     step, device, lang, is_returning, value, currency, items, page, \
     asked_at, occurred_at, received_at, corrected, said, over_quota";

/// The asking of an answer id. `prompt_of` finds its published prompt.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn find(
    store: &Connection,
    (shop, answer): &InShop,
    prompt_of: impl FnOnce(&str, u32) -> Result<Option<Arc<Prompt>>, StoreError>,
) -> Result<Option<Asked>, StoreError> {
    let found = store
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM askings WHERE shop = ?1 AND answer = ?2"
        ))?
        .query_row(params![shop, answer], Raw::of)
        .optional()?;
    found.map(|raw| raw.read(prompt_of)).transpose()
}

/// Every asking of a visitor.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn of_visitor(
    store: &Connection,
    (shop, visitor): &InShop,
    mut prompt_of: impl FnMut(&str, u32) -> Result<Option<Arc<Prompt>>, StoreError>,
) -> Result<Vec<Asked>, StoreError> {
    let mut statement = store.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {}",
        super::erasure::ASKINGS
    ))?;
    let rows = statement.query_map([shop, visitor], Raw::of)?;
    rows.map(|raw| raw?.read(&mut prompt_of)).collect()
}

/// Every asking, in the order of shop and answer id.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn all(
    store: &Connection,
    mut prompt_of: impl FnMut(&str, &str, u32) -> Result<Option<Arc<Prompt>>, StoreError>,
    mut each: impl FnMut(Asked),
) -> Result<(), StoreError> {
    let mut statement = store.prepare(&format!(
        "SELECT {COLUMNS} FROM askings ORDER BY shop, answer"
    ))?;
    for raw in statement.query_map([], Raw::of)? {
        let raw = raw?;
        let shop = raw.shop.clone();
        each(raw.read(|id, version| prompt_of(&shop, id, version))?);
    }
    Ok(())
}

/// Writes an asking in place of an older snapshot, and its contacts beside it.
///
/// # Errors
/// If the store fails.
pub fn put(
    store: &Transaction<'_>,
    asked: &Asked,
    contacts: &[LeftContact],
) -> Result<(), StoreError> {
    let Asked { facts, asking, .. } = asked;
    let said = asking
        .values
        .as_ref()
        .map(|said| json::write(&said.encode()));
    store
        .prepare_cached(
            "INSERT INTO askings
             (shop, answer, seq, event, kind, prompt, version, variant, visitor,
              step, device, lang, is_returning, value, currency, items, page,
              asked_at, occurred_at, received_at, corrected, said, over_quota, has_words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                     ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
             ON CONFLICT DO UPDATE SET
               seq = ?3, event = ?4, kind = ?5, prompt = ?6, version = ?7, variant = ?8,
               visitor = ?9, step = ?10, device = ?11, lang = ?12, is_returning = ?13,
               value = ?14, currency = ?15, items = ?16, page = ?17, asked_at = ?18,
               occurred_at = ?19, received_at = ?20, corrected = ?21, said = ?22,
               over_quota = ?23, has_words = ?24",
        )?
        .execute(params![
            asked.shop,
            asking.answer,
            asking.seq,
            asked.event,
            asked.kind.name(),
            asking.prompt,
            asking.version,
            asking.variant,
            asked.visitor,
            facts.step,
            facts.device.name(),
            facts.lang,
            facts.returning,
            facts.value,
            facts.currency,
            facts.items,
            facts.page,
            asking.asked_at,
            asked.occurred_at,
            asked.received_at,
            asked.corrected,
            said.transpose()?,
            asked.over_quota,
            asked.has_words(),
        ])?;
    put_contacts(store, asked, contacts)
}

fn put_contacts(
    store: &Transaction<'_>,
    asked: &Asked,
    contacts: &[LeftContact],
) -> Result<(), StoreError> {
    // An address that the shopper took back by a later snapshot is forgotten.
    store
        .prepare_cached("DELETE FROM contacts WHERE shop = ?1 AND answer = ?2")?
        .execute(params![asked.shop, asked.asking.answer])?;
    for LeftContact { place, contact } in contacts {
        let (channel, address) = match contact {
            Contact::Email(address) => ("email", address),
            Contact::Phone(address) => ("phone", address),
        };
        store
            .prepare_cached(
                "INSERT INTO contacts
                 (shop, answer, place, channel, address, prompt, version, left_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                asked.shop,
                asked.asking.answer,
                place,
                channel,
                address,
                asked.asking.prompt,
                asked.asking.version,
                asked.occurred_at,
            ])?;
    }
    Ok(())
}

/// The columns of an asking before they are understood.
struct Raw {
    shop: String,
    answer: String,
    seq: u32,
    event: String,
    kind: String,
    prompt: String,
    version: u32,
    variant: Option<String>,
    visitor: Option<String>,
    device: String,
    facts: Facts,
    asked_at: i64,
    occurred_at: i64,
    received_at: i64,
    corrected: bool,
    said: Option<String>,
    over_quota: bool,
}

impl Raw {
    fn of(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            shop: row.get(0)?,
            answer: row.get(1)?,
            seq: row.get(2)?,
            event: row.get(3)?,
            kind: row.get(4)?,
            prompt: row.get(5)?,
            version: row.get(6)?,
            variant: row.get(7)?,
            visitor: row.get(8)?,
            device: row.get(10)?,
            facts: Facts {
                step: row.get(9)?,
                lang: row.get(11)?,
                returning: row.get(12)?,
                value: row.get(13)?,
                currency: row.get(14)?,
                items: row.get(15)?,
                page: row.get(16)?,
                ..Facts::default()
            },
            asked_at: row.get(17)?,
            occurred_at: row.get(18)?,
            received_at: row.get(19)?,
            corrected: row.get(20)?,
            said: row.get(21)?,
            over_quota: row.get(22)?,
        })
    }

    fn read(
        self,
        prompt_of: impl FnOnce(&str, u32) -> Result<Option<Arc<Prompt>>, StoreError>,
    ) -> Result<Asked, StoreError> {
        let what = format!("the asking {}", self.answer);
        let prompt = prompt_of(&self.prompt, self.version)?
            .ok_or_else(|| StoreError::unreadable(&what, "its prompt is not in the store"))?;
        let unreadable = |error| StoreError::unreadable(&what, error);
        let kind = EventKind::decode(&Json::from(&self.kind)).map_err(unreadable)?;
        let device = Device::decode(&Json::from(&self.device)).map_err(unreadable)?;
        let values = self
            .said
            .map(|said| json::read(&said, &what, Answer::decode))
            .transpose()?;
        Ok(Asked {
            shop: self.shop,
            event: self.event,
            kind,
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            corrected: self.corrected,
            visitor: self.visitor,
            facts: Facts {
                device,
                ..self.facts
            },
            asking: Asking {
                prompt: self.prompt,
                version: self.version,
                variant: self.variant,
                answer: self.answer,
                seq: self.seq,
                asked_at: self.asked_at,
                values,
            },
            prompt,
            over_quota: self.over_quota,
        })
    }
}
