//! The record of what was removed when, and why. It names nobody.

use std::fmt;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, utc};

/// How many rows of each kind went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Askings with what was answered.
    pub askings: u64,
    /// Addresses that shoppers left.
    pub contacts: u64,
    /// Cases with their notes.
    pub cases: u64,
    /// Steps that visitors reached.
    pub reached: u64,
    /// Entries that could not be drained.
    pub dead_letters: u64,
}

impl Gone {
    /// All of them.
    pub fn rows(&self) -> u64 {
        self.askings + self.contacts + self.cases + self.reached + self.dead_letters
    }
}

/// One removal of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// When it began, in UTC, such as `2026-03-29T02:00:00Z`.
    pub at: String,
    /// `retention` or `erasure`.
    pub why: String,
    /// The shop's key; empty for dead letters that name no shop.
    pub shop: String,
    /// SHA-256 of `shop visitor`, in hexadecimal digits; empty for retention.
    pub visitor: String,
    /// What went.
    pub gone: Gone,
}

impl fmt::Display for Removal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Removal {
            at,
            why,
            shop,
            visitor,
            gone,
        } = self;
        match (shop.as_str(), visitor.as_str()) {
            ("", _) => write!(f, "{at} {why}, shop not known: ")?,
            (shop, "") => write!(f, "{at} {why}, shop {shop}: ")?,
            (shop, visitor) => write!(f, "{at} {why}, shop {shop}, visitor {visitor}: ")?,
        }
        let Gone {
            askings,
            contacts,
            cases,
            reached,
            dead_letters,
        } = gone;
        write!(
            f,
            "{askings} askings, {contacts} contacts, {cases} cases, {reached} reached steps, {dead_letters} dead letters"
        )
    }
}

/// Notes that rows of a shop went because they were old enough, in a round of retention that
/// began at this time. What goes in several transactions of one round adds up.
///
/// # Errors
/// If the store fails.
pub fn by_retention(store: &Connection, shop: &str, at: i64, gone: Gone) -> Result<(), StoreError> {
    note(store, "retention", shop, &[], at, gone)
}

/// Notes that a visitor was erased, by what the visitor is known again.
///
/// # Errors
/// If the store fails.
pub(super) fn by_erasure(
    store: &Connection,
    shop: &str,
    visitor: &[u8],
    at: i64,
    gone: Gone,
) -> Result<(), StoreError> {
    note(store, "erasure", shop, visitor, at, gone)
}

fn note(
    store: &Connection,
    why: &str,
    shop: &str,
    visitor: &[u8],
    at: i64,
    gone: Gone,
) -> Result<(), StoreError> {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    store.execute(
        "INSERT INTO removals (at, why, shop, visitor, askings, contacts, reached, dead_letters,
                               cases)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (at, why, shop, visitor) DO UPDATE SET
           askings = removals.askings + excluded.askings,
           contacts = removals.contacts + excluded.contacts,
           reached = removals.reached + excluded.reached,
           dead_letters = removals.dead_letters + excluded.dead_letters,
           cases = removals.cases + excluded.cases",
        &params![
            at,
            why,
            shop,
            visitor,
            count(gone.askings),
            count(gone.contacts),
            count(gone.reached),
            count(gone.dead_letters),
            count(gone.cases)
        ],
    )?;
    Ok(())
}

/// The record, oldest first: of one shop, or all of it.
///
/// # Errors
/// If the store fails.
pub fn list(store: &Connection, shop: Option<&str>) -> Result<Vec<Removal>, StoreError> {
    let rows = store.query(
        "SELECT at, why, shop, visitor, askings, contacts, reached, dead_letters, cases
         FROM removals
         WHERE shop = ?1 OR ?1 IS NULL ORDER BY at, why, shop, visitor",
        &params![shop],
    )?;
    let removal = |mut row: Row| {
        let mut count = |column| Ok::<_, StoreError>(row.get::<i64>(column)?.unsigned_abs());
        let gone = Gone {
            askings: count(4)?,
            contacts: count(5)?,
            reached: count(6)?,
            dead_letters: count(7)?,
            cases: count(8)?,
        };
        let visitor: Vec<u8> = row.get(3)?;
        Ok(Removal {
            at: utc::time(row.get(0)?),
            why: row.get(1)?,
            shop: row.get(2)?,
            visitor: visitor.iter().map(|byte| format!("{byte:02x}")).collect(),
            gone,
        })
    };
    rows.into_iter().map(removal).collect()
}
