//! Answers of a shop with what somebody noted of them, newest first. Which of them are shown,
//! is decided elsewhere.

use survey::DAY;
use survey::answer::{Answer, Value};
use survey::console::cases::CaseState;

use super::filter::Place;
use super::report::{PLACE, place};
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, json, marks};

/// Among which answers is looked. There is an index for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Those with words.
    Words,
    /// Those with a star.
    Starred,
    /// Those with a tag.
    Tagged,
    /// Those with an address that the shopper left.
    Contacts,
    /// The team's own.
    Tests,
}

impl Among {
    fn condition(self) -> &'static str {
        match self {
            Among::Words => "has_words + 0 = 1 AND over_quota = 0",
            Among::Starred => "starred = 1",
            Among::Tagged => "tags <> ''",
            Among::Contacts => "has_contact = 1",
            Among::Tests => "is_test = 1",
        }
    }
}

/// Where to go on: the time and the id of the last answer that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When it was asked.
    pub at: i64,
    /// Its id.
    pub answer: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it stands among the dimensions.
    pub place: Place,
    /// Its id.
    pub answer: String,
    /// The prompt's id.
    pub prompt: String,
    /// What was said, still to be read; `None` where nothing was.
    pub said: Option<String>,
    /// The path of the page.
    pub page: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The number of items in the cart.
    pub items: Option<u32>,
    /// Whether it has a star.
    pub starred: bool,
    /// Its tags, in the order of their names.
    pub tags: Vec<String>,
    /// Whether it is one of the team's own.
    pub is_test: bool,
    /// Whether it is in the numbers, but for being a test.
    pub counts: bool,
    /// Whether the shopper left an address with it.
    pub has_contact: bool,
    /// How far its case is, if it has one.
    pub case: Option<CaseState>,
}

/// The columns that [`found`] reads, beside those of its place.
const FOUND: &str = "answer, prompt, said, page, currency, items, starred, tags, is_test, over_quota,
    doubts, has_contact, (SELECT state FROM cases AS c WHERE c.shop = askings.shop AND c.answer = askings.answer)";

/// The next ones before a place, at most so many.
///
/// # Errors
/// If the store fails.
pub fn part(
    store: &Connection,
    shop: &str,
    among: Among,
    before: &Cursor,
    most: u32,
) -> Result<Vec<Found>, StoreError> {
    let condition = among.condition();
    // PostgreSQL plans for any number where it is a parameter, and may sort all there are.
    let sql = format!(
        "SELECT {PLACE}, {FOUND}
         FROM askings WHERE shop = ?1 AND {condition} AND (asked_at, answer) < (?2, ?3)
         ORDER BY asked_at DESC, answer DESC LIMIT {most}"
    );
    let rows = store.query(&sql, &params![shop, before.at, before.answer])?;
    rows.into_iter().map(found).collect()
}

/// Those of these ids that are there, in their order.
///
/// # Errors
/// If the store fails.
pub fn of(store: &Connection, shop: &str, answers: &[&str]) -> Result<Vec<Found>, StoreError> {
    let sql = format!("SELECT {PLACE}, {FOUND} FROM askings WHERE shop = ?1 AND answer = ?2");
    let rows = answers.iter().map(|answer| params![shop, answer]);
    let rows = store.first_each(&sql, rows)?;
    rows.into_iter().flatten().map(found).collect()
}

/// The newest texts that customers wrote beside one prompt on these days, in days since
/// 1970-01-01; of at most so many answers, of those that count.
///
/// # Errors
/// If the store fails or an answer cannot be read.
pub fn newest(
    store: &Connection,
    shop: &str,
    prompt: &str,
    (from, to): (i64, i64),
    most: u32,
) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT said FROM askings
         WHERE shop = ?1 AND prompt = ?2 AND asked_at >= ?3 AND asked_at < ?4
           AND has_words + 0 = 1 AND over_quota = 0 AND doubts = '' AND is_test = 0
         ORDER BY asked_at DESC, answer DESC LIMIT {most}"
    );
    let rows = store.query(&sql, &params![shop, prompt, from * DAY, (to + 1) * DAY])?;
    let mut texts = Vec::new();
    for mut row in rows {
        let said = json::read(&row.get::<String>(0)?, "an asking", Answer::decode)?;
        let values = [Some(&said.question), said.follow_up.as_ref()];
        let typed = values.into_iter().flatten().filter_map(Value::words);
        texts.extend(typed.map(str::to_owned));
    }
    Ok(texts)
}

fn found(mut row: Row) -> Result<Found, StoreError> {
    let is_over: bool = row.get(18)?;
    let doubts: String = row.get(19)?;
    let case: Option<String> = row.get(21)?;
    Ok(Found {
        place: place(&mut row)?,
        answer: row.get(9)?,
        prompt: row.get(10)?,
        said: row.get(11)?,
        page: row.get(12)?,
        currency: row.get(13)?,
        items: row.get(14)?,
        starred: row.get(15)?,
        tags: marks::listed(&row.get::<String>(16)?),
        is_test: row.get(17)?,
        counts: !is_over && doubts.is_empty(),
        has_contact: row.get(20)?,
        case: case.as_deref().and_then(CaseState::named),
    })
}
