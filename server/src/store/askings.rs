//! The rows of askings and contacts. Which of them change, the drain decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use survey::answer::Answer;
use survey::context::Device;
use survey::event::{Asking, Doubts, EventKind, Facts, kept};
use survey::json::Json;
use survey::prompt::Prompt;

use super::asked::{Asked, InShop, LeftContact};
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, contacts, json};

/// How many askings are read at once where all are.
const AT_ONCE: u32 = 1_000;

const COLUMNS: &str = "shop, answer, seq, event, kind, prompt, version, variant, visitor, \
     step, device, lang, is_returning, value, currency, items, page, \
     asked_at, occurred_at, received_at, corrected, said, over_quota, doubts, is_test, kept";

/// The askings of these answer ids, still to be understood.
///
/// # Errors
/// If the store fails.
pub fn find(
    store: &Connection,
    answers: BTreeSet<InShop>,
) -> Result<BTreeMap<InShop, Raw>, StoreError> {
    let found = store.first_each(
        &format!("SELECT {COLUMNS} FROM askings WHERE shop = ?1 AND answer = ?2"),
        answers.iter().map(|(shop, answer)| params![shop, answer]),
    )?;
    let mut askings = BTreeMap::new();
    for (answer, row) in answers.into_iter().zip(found) {
        if let Some(row) = row {
            askings.insert(answer, Raw::of(row)?);
        }
    }
    Ok(askings)
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
    let rows = store.query(
        &format!("SELECT {COLUMNS} FROM {}", super::erasure::ASKINGS),
        &params![shop, visitor],
    )?;
    rows.into_iter()
        .map(|row| Raw::of(row)?.read(&mut prompt_of))
        .collect()
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
    // In parts, because `prompt_of` asks the store in between.
    let part = format!(
        "SELECT {COLUMNS} FROM askings WHERE (shop, answer) > (?1, ?2)
         ORDER BY shop, answer LIMIT ?3"
    );
    let mut last = InShop::default();
    loop {
        let rows = store.query(&part, &params![last.0, last.1, AT_ONCE])?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let raw = Raw::of(row)?;
            last = (raw.shop.clone(), raw.answer.clone());
            each(raw.read(|id, version| prompt_of(&last.0, id, version))?);
        }
    }
}

/// How many events of an asking met each fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Became what the store knows.
    pub stored: u32,
    /// Came too late for that.
    pub superseded: u32,
    /// Came when all the answers wanted were there.
    pub over_quota: u32,
}

/// An asking as it shall stand in the store from now on.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The asking, without addresses.
    pub asked: Asked,
    /// The addresses.
    pub contacts: Vec<LeftContact>,
    /// What its new events met.
    pub met: Met,
    /// Whether the store has an older snapshot of it.
    pub is_known: bool,
}

/// Writes askings in place of older snapshots, and their contacts beside them. Whether one is a
/// test is said when it is new; then people decide.
///
/// # Errors
/// If the store fails.
pub fn put(store: &Connection, askings: &[Changed]) -> Result<(), StoreError> {
    let mut said = Vec::with_capacity(askings.len());
    for Changed {
        asked, contacts, ..
    } in askings
    {
        let values = asked.asking.values.as_ref();
        let values = values.map(|said| json::write(&said.encode())).transpose()?;
        let (has_words, has_contact) = (asked.has_words(), !contacts.is_empty());
        let kept = written(&asked.facts)?;
        said.push((values, has_words, has_contact, asked.doubts.text(), kept));
    }
    store.execute_each(
        "INSERT INTO askings
         (shop, answer, seq, event, kind, prompt, version, variant, visitor,
          step, device, lang, is_returning, value, currency, items, page,
          asked_at, occurred_at, received_at, corrected, said, over_quota, has_words,
          n_stored, n_superseded, n_over_quota, doubts, has_contact, is_test, kept)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                 ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)
         ON CONFLICT (shop, answer) DO UPDATE SET
           seq = excluded.seq, event = excluded.event, kind = excluded.kind,
           prompt = excluded.prompt, version = excluded.version, variant = excluded.variant,
           visitor = excluded.visitor, step = excluded.step, device = excluded.device,
           lang = excluded.lang, is_returning = excluded.is_returning, value = excluded.value,
           currency = excluded.currency, items = excluded.items, page = excluded.page,
           asked_at = excluded.asked_at, occurred_at = excluded.occurred_at,
           received_at = excluded.received_at, corrected = excluded.corrected,
           said = excluded.said, over_quota = excluded.over_quota, has_words = excluded.has_words,
           doubts = excluded.doubts, has_contact = excluded.has_contact, kept = excluded.kept,
           n_stored = askings.n_stored + excluded.n_stored,
           n_superseded = askings.n_superseded + excluded.n_superseded,
           n_over_quota = askings.n_over_quota + excluded.n_over_quota",
        askings
            .iter()
            .zip(&said)
            .map(|(changed, (said, has_words, has_contact, doubts, kept))| {
                let Changed { asked, met, .. } = changed;
                let Asked { facts, asking, .. } = asked;
                params![
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
                    said,
                    asked.over_quota,
                    has_words,
                    met.stored,
                    met.superseded,
                    met.over_quota,
                    doubts,
                    has_contact,
                    asked.is_test,
                    kept,
                ]
            }),
    )?;
    contacts::put(store, askings)
}

/// The kept attributes as their column has them.
///
/// # Errors
/// Never in practice, as [`json::write`].
fn written(facts: &Facts) -> Result<String, StoreError> {
    match facts.kept.is_empty() {
        true => Ok(String::new()),
        false => json::write(&facts.kept_json()),
    }
}

/// The kept attributes that a column has.
///
/// # Errors
/// If it cannot be read.
pub(super) fn attributes(column: &str) -> Result<Vec<(String, String)>, StoreError> {
    match column {
        "" => Ok(Vec::new()),
        text => json::read(text, "kept attributes", |json| Ok(kept(Some(json)))),
    }
}

/// Notes what events met that changed nothing of their asking.
///
/// # Errors
/// If the store fails.
pub fn count<'a>(
    store: &Connection,
    met: impl IntoIterator<Item = (&'a InShop, &'a Met)>,
) -> Result<(), StoreError> {
    store.execute_each(
        "UPDATE askings SET n_stored = n_stored + ?3, n_superseded = n_superseded + ?4,
                            n_over_quota = n_over_quota + ?5
         WHERE shop = ?1 AND answer = ?2",
        met.into_iter().map(|((shop, answer), met)| {
            params![shop, answer, met.stored, met.superseded, met.over_quota]
        }),
    )
}

/// Notes what makes askings doubtful that stay as they are otherwise.
///
/// # Errors
/// If the store fails.
pub fn doubt<'a>(
    store: &Connection,
    doubted: impl IntoIterator<Item = (&'a InShop, &'a Doubts)>,
) -> Result<(), StoreError> {
    let doubted: Vec<(&InShop, String)> = doubted
        .into_iter()
        .map(|(key, doubts)| (key, doubts.text()))
        .collect();
    store.execute_each(
        "UPDATE askings SET doubts = ?3 WHERE shop = ?1 AND answer = ?2",
        doubted
            .iter()
            .map(|((shop, answer), doubts)| params![shop, answer, doubts]),
    )
}

/// The columns of an asking before they are understood.
#[derive(Clone, Debug)]
pub struct Raw {
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
    doubts: String,
    is_test: bool,
}

impl Raw {
    fn of(mut row: Row) -> Result<Self, StoreError> {
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
                kept: attributes(&row.get::<String>(25)?)?,
                ..Facts::default()
            },
            asked_at: row.get(17)?,
            occurred_at: row.get(18)?,
            received_at: row.get(19)?,
            corrected: row.get(20)?,
            said: row.get(21)?,
            over_quota: row.get(22)?,
            doubts: row.get(23)?,
            is_test: row.get(24)?,
        })
    }

    /// Understands them. `prompt_of` finds the published prompt.
    ///
    /// # Errors
    /// If they cannot be read, or `prompt_of` fails.
    pub fn read(
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
            is_test: self.is_test,
            doubts: Doubts::of_text(&self.doubts),
        })
    }
}
