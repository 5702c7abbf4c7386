//! The removal of what a shop has kept for long enough. The numbers that were made of it stay.

use survey::DAY;

use super::value::{ToParam as _, params};
use super::{Connection, StoreError, shops};

/// What goes: of shop ?1 what is older than ?2; in the last one that is a day. Each is to be
/// followed by the most rows and a bracket: where that number is a parameter, PostgreSQL plans
/// for any, and may read all there are.
const OLD: [&str; 3] = [
    "contacts WHERE shop = ?1 AND answer IN
       (SELECT answer FROM contacts WHERE shop = ?1 AND left_at < ?2 LIMIT",
    "askings WHERE shop = ?1 AND answer IN
       (SELECT answer FROM askings WHERE shop = ?1 AND asked_at < ?2 LIMIT",
    "reached WHERE shop = ?1 AND (step, day, visitor) IN
       (SELECT step, day, visitor FROM reached WHERE shop = ?1 AND day < ?2
          AND step IN (SELECT step FROM step_totals WHERE shop = ?1) LIMIT",
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
pub fn remove(store: &Connection, shop: &str, before: i64, most: u32) -> Result<u64, StoreError> {
    shops::hold(store, [shop], false)?;
    let mut removed = 0;
    for (rows, until) in OLD
        .into_iter()
        .zip([before, before, before.div_euclid(DAY)])
    {
        let sql = format!("DELETE FROM {rows} {most})");
        removed += store.execute(&sql, &params![shop, until])?;
    }
    Ok(removed)
}
