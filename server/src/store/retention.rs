//! The removal of what a shop has kept for long enough. The numbers that were made of it stay.

use survey::DAY;

use super::value::{ToParam as _, params};
use super::{Connection, StoreError, shops};

/// What goes: of shop ?1 what is older than ?2, at most ?3 rows; in the last one ?2 is a day.
const OLD: [&str; 3] = [
    "contacts WHERE shop = ?1 AND answer IN
       (SELECT answer FROM contacts WHERE shop = ?1 AND left_at < ?2 LIMIT ?3)",
    "askings WHERE shop = ?1 AND answer IN
       (SELECT answer FROM askings WHERE shop = ?1 AND asked_at < ?2 LIMIT ?3)",
    "reached WHERE shop = ?1 AND (step, visitor, day) IN
       (SELECT step, visitor, day FROM reached WHERE shop = ?1 AND day < ?2 LIMIT ?3)",
];

/// The shops that keep things for a number of days, with that number.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn kept(store: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut kept = Vec::new();
    for (shop, _) in shops::names(store)? {
        let days = shops::facts(store, &shop)?.and_then(|facts| facts.retention_days);
        kept.extend(days.map(|days| (shop, i64::from(days))));
    }
    Ok(kept)
}

/// Removes answers, contacts and reached steps of a shop from before a time, at most so many of
/// each, and returns how many rows went.
///
/// # Errors
/// If the store fails.
pub fn remove(store: &Connection, shop: &str, before: i64, most: i64) -> Result<u64, StoreError> {
    shops::hold(store, [shop], false)?;
    let mut removed = 0;
    for (rows, until) in OLD
        .into_iter()
        .zip([before, before, before.div_euclid(DAY)])
    {
        removed += store.execute(&format!("DELETE FROM {rows}"), &params![shop, until, most])?;
    }
    Ok(removed)
}
