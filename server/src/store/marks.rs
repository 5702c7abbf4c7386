//! What people note of answers: stars, tags, and which are the team's own. What the last does
//! to the numbers, `drain` works out.

use std::collections::BTreeMap;

use survey::DAY;

use super::asked::InShop;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, shops};

/// How many answers with tags are read for the list of a shop's tags.
const MOST: u32 = 20_000;

/// The tags of a column, in the order of their names.
pub(super) fn listed(column: &str) -> Vec<String> {
    let tags = column.split('\n').filter(|tag| !tag.is_empty());
    tags.map(str::to_owned).collect()
}

/// Gives an answer a star or takes it away. Whether there is such an answer.
///
/// # Errors
/// If the store fails.
pub fn star(
    store: &Connection,
    (shop, answer): &InShop,
    starred: bool,
) -> Result<bool, StoreError> {
    shops::hold(store, [shop.as_str()], false)?;
    let n = store.execute(
        "UPDATE askings SET starred = ?3 WHERE shop = ?1 AND answer = ?2",
        &params![shop, answer, starred],
    )?;
    Ok(n > 0)
}

/// Gives an answer these tags, which hold no line feeds, in place of all it had. Whether there
/// is such an answer.
///
/// # Errors
/// If the store fails.
pub fn tag(
    store: &Connection,
    (shop, answer): &InShop,
    tags: &[String],
) -> Result<bool, StoreError> {
    shops::hold(store, [shop.as_str()], false)?;
    let lines: String = tags.iter().map(|tag| format!("{tag}\n")).collect();
    let n = store.execute(
        "UPDATE askings SET tags = ?3 WHERE shop = ?1 AND answer = ?2",
        &params![shop, answer, lines],
    )?;
    Ok(n > 0)
}

/// Notes of answers whether they are the team's own.
///
/// # Errors
/// If the store fails.
pub fn set_test<'a>(
    store: &Connection,
    answers: impl IntoIterator<Item = &'a InShop>,
    is_test: bool,
) -> Result<(), StoreError> {
    store.execute_each(
        "UPDATE askings SET is_test = ?3 WHERE shop = ?1 AND answer = ?2",
        answers
            .into_iter()
            .map(|(shop, answer)| params![shop, answer, is_test]),
    )
}

/// How often the team itself answered each prompt on a day, in days since 1970-01-01.
///
/// # Errors
/// If the store fails.
pub fn tests_of(
    store: &Connection,
    shop: &str,
    day: i64,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows = store.query(
        "SELECT prompt, count(*) FROM askings WHERE shop = ?1 AND is_test = 1
          AND asked_at >= ?2 AND asked_at < ?3 AND kind = 'answered' GROUP BY prompt",
        &params![shop, day * DAY, (day + 1) * DAY],
    )?;
    let counted = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(counted).collect()
}

/// The tags of a shop with how many of its latest tagged answers have each.
///
/// # Errors
/// If the store fails.
pub fn tags(store: &Connection, shop: &str) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut counts = BTreeMap::new();
    let sql = format!(
        "SELECT tags FROM askings WHERE shop = ?1 AND tags <> ''
         ORDER BY asked_at DESC, answer DESC LIMIT {MOST}"
    );
    store.stream(&sql, &params![shop], |mut row| {
        for tag in listed(&row.get::<String>(0)?) {
            *counts.entry(tag).or_insert(0) += 1;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(counts)
}
