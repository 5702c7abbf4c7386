//! How far everybody has been told of what they want to be told: by a rule, or by a digest. Of
//! any number of processes one claims what is to be told and sends it. What is told stands
//! elsewhere.

use survey::console::notices::{Every, Told};

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// For how long something is claimed by who sends it.
const LEASE: i64 = 2 * 60 * 1000;

/// Longer than any pause; whatever waits longer does so because a clock was set back.
const LONGEST: i64 = 2 * 60 * 60 * 1000;

/// Something that somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The shop's key.
    pub shop: String,
    /// The id of a rule, or the name of an [`Every`].
    pub about: String,
    /// The id of a person, or `webhook`.
    pub receiver: String,
    /// The number of the last that was told.
    pub done: i64,
    /// The number of the last that is to be told.
    pub wanted: i64,
    /// How often it was tried in vain since.
    pub tries: u32,
}

impl Delivery {
    /// Whether it is a digest, and of what.
    pub fn digest(&self) -> Option<Every> {
        Every::named(&self.about)
    }
}

/// Begins to tell somebody of what has a higher number than this. Who is told already goes on
/// where they are.
///
/// # Errors
/// If the store fails.
pub fn add(
    store: &Connection,
    shop: &str,
    about: &str,
    receiver: &str,
    done: i64,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO deliveries (shop, about, receiver, wanted, done) VALUES (?1, ?2, ?3, ?4, ?4)
         ON CONFLICT (shop, about, receiver) DO NOTHING",
        &params![shop, about, receiver, done],
    )?;
    Ok(())
}

/// Tells somebody no more.
///
/// # Errors
/// If the store fails.
pub fn remove(
    store: &Connection,
    shop: &str,
    about: &str,
    receiver: &str,
) -> Result<(), StoreError> {
    store.execute(
        "DELETE FROM deliveries WHERE shop = ?1 AND about = ?2 AND receiver = ?3",
        &params![shop, about, receiver],
    )?;
    Ok(())
}

/// Tells a person nothing more of a shop.
///
/// # Errors
/// If the store fails.
pub fn remove_person(store: &Connection, shop: &str, person: &str) -> Result<(), StoreError> {
    store.execute(
        "DELETE FROM deliveries WHERE shop = ?1 AND receiver = ?2",
        &params![shop, person],
    )?;
    Ok(())
}

/// Notes that everybody is to be told up to this number.
///
/// # Errors
/// If the store fails.
pub fn want(store: &Connection, shop: &str, about: &str, number: i64) -> Result<(), StoreError> {
    store.execute(
        "UPDATE deliveries SET wanted = ?3 WHERE shop = ?1 AND about = ?2 AND wanted < ?3",
        &params![shop, about, number],
    )?;
    Ok(())
}

/// Notes that everybody is to have the digest of this day, in days since 1970-01-01. Who has
/// had one of a day far ahead, by a clock that was wrong, waits no longer for it.
///
/// # Errors
/// If the store fails.
pub fn want_digest(
    store: &Connection,
    shop: &str,
    every: Every,
    day: i64,
) -> Result<(), StoreError> {
    store.execute(
        "UPDATE deliveries SET wanted = ?3, done = CASE WHEN done > ?3 + 31 THEN ?3 ELSE done END
         WHERE shop = ?1 AND about = ?2 AND (wanted < ?3 OR done > ?3 + 31)",
        &params![shop, every.name(), day],
    )?;
    Ok(())
}

/// The shops of which somebody wants this digest.
///
/// # Errors
/// If the store fails.
pub fn shops_with(store: &Connection, every: Every) -> Result<Vec<String>, StoreError> {
    let rows = store.query(
        "SELECT DISTINCT shop FROM deliveries WHERE about = ?1 ORDER BY shop",
        &params![every.name()],
    )?;
    rows.into_iter().map(|mut row| row.get(0)).collect()
}

/// What can be sent at this time, what has waited longest first; without a way to send mails,
/// webhooks alone.
///
/// # Errors
/// If the store fails.
pub fn due(
    store: &Connection,
    has_mail: bool,
    now: i64,
    most: usize,
) -> Result<Vec<Delivery>, StoreError> {
    let which = if has_mail {
        ""
    } else {
        "AND receiver = 'webhook'"
    };
    let rows = store.query(
        &format!(
            "SELECT shop, about, receiver, done, wanted, tries FROM deliveries
             WHERE wanted > done AND claimed IS NULL AND (next_at <= ?1 OR next_at > ?2) {which}
             ORDER BY next_at LIMIT {most}"
        ),
        &params![now, now + LONGEST],
    )?;
    rows.into_iter().map(delivery).collect()
}

fn delivery(mut row: Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        shop: row.get(0)?,
        about: row.get(1)?,
        receiver: row.get(2)?,
        done: row.get(3)?,
        wanted: row.get(4)?,
        tries: row.get(5)?,
    })
}

/// Claims something that can be sent; it may have become more meanwhile. `None` where somebody
/// else was first.
///
/// # Errors
/// If the store fails.
pub fn claim(store: &Connection, due: &Delivery, now: i64) -> Result<Option<Delivery>, StoreError> {
    let claimed = store.first(
        "UPDATE deliveries SET claimed = wanted, next_at = ?5
         WHERE shop = ?1 AND about = ?2 AND receiver = ?3 AND done = ?4 AND tries = ?6
           AND wanted > done AND claimed IS NULL
         RETURNING wanted",
        &params![
            due.shop,
            due.about,
            due.receiver,
            due.done,
            now + LEASE,
            due.tries
        ],
    )?;
    let of = |mut row: Row| {
        Ok(Delivery {
            wanted: row.get(0)?,
            ..due.clone()
        })
    };
    claimed.map(of).transpose()
}

/// How it went to send something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Sent,
    /// There was nothing to be told.
    Nothing,
    /// It was not taken, and is tried again.
    Failed(String),
    /// It was not taken, and is not tried again.
    GivenUp(String),
}

/// Lets go of what was claimed; nothing more of it is sent before `next_at`. Not, where it took
/// so long that it counts as [`interrupted`].
///
/// # Errors
/// If the store fails.
pub fn end(
    store: &Connection,
    claimed: &Delivery,
    outcome: &Outcome,
    next_at: i64,
    now: i64,
) -> Result<(), StoreError> {
    let (is_done, failure) = match outcome {
        Outcome::Sent | Outcome::Nothing => (true, None),
        Outcome::Failed(why) => (false, Some(why)),
        Outcome::GivenUp(why) => (true, Some(why)),
    };
    let succeeded_at = (*outcome == Outcome::Sent).then_some(now);
    let failed_at = failure.map(|_| now);
    store.execute(
        "UPDATE deliveries SET claimed = NULL, next_at = ?5,
           done = CASE WHEN ?6 = 1 THEN claimed ELSE done END,
           tries = CASE WHEN ?6 = 1 THEN 0 ELSE tries + 1 END,
           succeeded_at = coalesce(?7, succeeded_at), failed_at = coalesce(?8, failed_at),
           failure = coalesce(?9, failure)
         WHERE shop = ?1 AND about = ?2 AND receiver = ?3 AND claimed = ?4",
        &params![
            claimed.shop,
            claimed.about,
            claimed.receiver,
            claimed.wanted,
            next_at,
            is_done,
            succeeded_at,
            failed_at,
            failure
        ],
    )?;
    Ok(())
}

/// Whether something was claimed by who is most likely gone.
///
/// # Errors
/// If the store fails.
pub fn is_any_interrupted(store: &Connection, now: i64) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM deliveries WHERE {INTERRUPTED} LIMIT 1");
    Ok(store.first(&sql, &params![now, now + LONGEST])?.is_some())
}

/// Gives that up: nobody knows whether it was sent, and nobody shall get it twice. Returns what
/// it was.
///
/// # Errors
/// If the store fails.
pub fn interrupted(store: &Connection, now: i64) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!(
        "UPDATE deliveries SET done = claimed, claimed = NULL, tries = 0, failed_at = ?1,
                               failure = 'interrupted'
         WHERE {INTERRUPTED} RETURNING shop, about, receiver, done, wanted, tries"
    );
    let rows = store.query(&sql, &params![now, now + LONGEST])?;
    rows.into_iter().map(delivery).collect()
}

const INTERRUPTED: &str =
    "wanted > done AND claimed IS NOT NULL AND (next_at <= ?1 OR next_at > ?2)";

/// Notes how it went to send somebody a try of a rule.
///
/// # Errors
/// If the store fails.
pub fn tried(
    store: &Connection,
    shop: &str,
    about: &str,
    receiver: &str,
    failure: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let (succeeded_at, failed_at) = match failure {
        None => (Some(now), None),
        Some(_) => (None, Some(now)),
    };
    store.execute(
        "UPDATE deliveries SET succeeded_at = coalesce(?4, succeeded_at),
           failed_at = coalesce(?5, failed_at), failure = coalesce(?6, failure)
         WHERE shop = ?1 AND about = ?2 AND receiver = ?3",
        &params![shop, about, receiver, succeeded_at, failed_at, failure],
    )?;
    Ok(())
}

/// How it went to tell everybody of a shop, with what it was about.
///
/// # Errors
/// If the store fails.
pub fn told(store: &Connection, shop: &str) -> Result<Vec<(String, Told)>, StoreError> {
    let rows = store.query(
        "SELECT about, receiver, succeeded_at, failed_at, failure FROM deliveries
         WHERE shop = ?1 ORDER BY about, receiver",
        &params![shop],
    )?;
    let read = |mut row: Row| {
        Ok((
            row.get(0)?,
            Told {
                receiver: row.get(1)?,
                succeeded_at: row.get(2)?,
                failed_at: row.get(3)?,
                failure: row.get(4)?,
            },
        ))
    };
    rows.into_iter().map(read).collect()
}
