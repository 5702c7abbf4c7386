//! The rules by which people of a shop are told of answers, and the answers that rules found.
//! Which answers those are, is decided elsewhere; who was told, stands in [`super::deliveries`].

use survey::console::notices::{Rule, WEBHOOK};

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, changes, deliveries};

/// A rule with its id.
pub type Named = (String, Rule);

/// The rules of a shop, the oldest first.
///
/// # Errors
/// If the store fails or a rule cannot be read.
pub fn all(store: &Connection, shop: &str) -> Result<Vec<Named>, StoreError> {
    let rows = store.query(
        "SELECT id, json FROM rules WHERE shop = ?1 ORDER BY created_at, id",
        &params![shop],
    )?;
    rows.into_iter().map(read).collect()
}

/// One of them.
///
/// # Errors
/// As [`all`].
pub fn one(store: &Connection, shop: &str, id: &str) -> Result<Option<Rule>, StoreError> {
    let found = store.first(
        "SELECT id, json FROM rules WHERE shop = ?1 AND id = ?2",
        &params![shop, id],
    )?;
    Ok(found.map(read).transpose()?.map(|(_, rule)| rule))
}

fn read(mut row: Row) -> Result<Named, StoreError> {
    let id: String = row.get(0)?;
    let rule = serde_json::from_str(&row.get::<String>(1)?);
    let rule = rule.map_err(|error| StoreError::unreadable(format!("the rule {id}"), error))?;
    Ok((id, rule))
}

/// Writes a rule in place of the one that there was. Whoever it names from now on is told of
/// what is found from now on; the shop must be held.
///
/// # Errors
/// If the store fails.
pub fn put(
    store: &Connection,
    shop: &str,
    id: &str,
    rule: &Rule,
    now: i64,
) -> Result<(), StoreError> {
    let before = one(store, shop, id)?;
    let json = serde_json::to_string(rule)
        .map_err(|error| StoreError::unreadable(format!("the rule {id}"), error))?;
    store.execute(
        "INSERT INTO rules (shop, id, json, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, id) DO UPDATE SET json = excluded.json",
        &params![shop, id, json, now],
    )?;
    changes::put_has_rules(store, shop, true)?;
    let webhook = |rule: &Rule| rule.webhook.clone();
    let is_other = before.as_ref().and_then(webhook) != rule.webhook;
    for receiver in before.iter().flat_map(receivers) {
        let stays = receivers(rule).any(|one| one == receiver);
        if !stays || receiver == WEBHOOK && is_other {
            deliveries::remove(store, shop, id, receiver)?;
        }
    }
    let found = store.first(
        "SELECT max(id) FROM notices WHERE shop = ?1 AND rule = ?2",
        &params![shop, id],
    )?;
    let newest = found.map_or(Ok(None), |mut row| row.get::<Option<i64>>(0))?;
    for receiver in receivers(rule) {
        deliveries::add(store, shop, id, receiver, newest.unwrap_or(0))?;
    }
    Ok(())
}

/// Whom a rule tells.
pub fn receivers(rule: &Rule) -> impl Iterator<Item = &str> {
    let webhook = rule.webhook.as_ref().map(|_| WEBHOOK);
    rule.people.iter().map(String::as_str).chain(webhook)
}

/// Takes a rule away with all that it found. The shop must be held.
///
/// # Errors
/// If the store fails.
pub fn remove(store: &Connection, shop: &str, id: &str) -> Result<(), StoreError> {
    for table in [
        "rules WHERE shop = ?1 AND id",
        "notices WHERE shop = ?1 AND rule",
        "deliveries WHERE shop = ?1 AND about",
    ] {
        store.execute(&format!("DELETE FROM {table} = ?2"), &params![shop, id])?;
    }
    let found = store.first(
        "SELECT 1 FROM rules WHERE shop = ?1 LIMIT 1",
        &params![shop],
    )?;
    changes::put_has_rules(store, shop, found.is_some())
}

/// Notes that a rule found these answers, each of them once for good, and that its receivers
/// are to be told. The shop must be held.
///
/// # Errors
/// If the store fails.
pub fn found(
    store: &Connection,
    shop: &str,
    id: &str,
    answers: &[&str],
    now: i64,
) -> Result<(), StoreError> {
    let rows = store.returned(
        "INSERT INTO notices (shop, rule, answer, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, answer, rule) DO NOTHING RETURNING id",
        answers.iter().map(|answer| params![shop, id, *answer, now]),
    )?;
    let mut newest = None;
    for mut row in rows {
        newest = newest.max(Some(row.get::<i64>(0)?));
    }
    match newest {
        Some(newest) => deliveries::want(store, shop, id, newest),
        None => Ok(()),
    }
}

/// An answer that somebody is to be told of.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The prompt's id.
    pub prompt: String,
    /// Its version.
    pub version: u32,
    /// When it was asked.
    pub asked_at: i64,
    /// What was said, still to be read.
    pub said: String,
    /// The path of the page.
    pub page: Option<String>,
}

/// Which of the notices of a rule are meant: after one, up to another, and not from before a time.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The last one that was told of.
    pub after: i64,
    /// The last one that is to be told of.
    pub until: i64,
    /// What is older is of no use any more.
    pub since: i64,
}

/// The newest answers among the notices of a rule, at most so many, and how many there are.
/// What was erased meanwhile, or turned out to be a test or made by a machine, is not among them.
///
/// # Errors
/// If the store fails.
pub fn told_of(
    store: &Connection,
    shop: &str,
    id: &str,
    span: Span,
    most: u32,
) -> Result<(Vec<Found>, i64), StoreError> {
    let from = "FROM notices AS n JOIN askings AS a ON a.shop = n.shop AND a.answer = n.answer
         WHERE n.shop = ?1 AND n.rule = ?2 AND n.id > ?3 AND n.id <= ?4 AND n.at >= ?5
           AND a.is_test = 0 AND a.doubts = '' AND a.over_quota = 0 AND a.said IS NOT NULL";
    let params = params![shop, id, span.after, span.until, span.since];
    let counted = store.first(&format!("SELECT count(*) {from}"), &params)?;
    let rows = store.query(
        &format!(
            "SELECT a.prompt, a.version, a.asked_at, a.said, a.page {from}
             ORDER BY n.id DESC LIMIT {most}"
        ),
        &params,
    )?;
    let read = |mut row: Row| {
        Ok(Found {
            prompt: row.get(0)?,
            version: row.get(1)?,
            asked_at: row.get(2)?,
            said: row.get(3)?,
            page: row.get(4)?,
        })
    };
    let found = rows
        .into_iter()
        .map(read)
        .collect::<Result<_, StoreError>>()?;
    Ok((found, counted.map_or(Ok(0), |mut row| row.get(0))?))
}
