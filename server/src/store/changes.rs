//! How often something of a shop's results changed: one number that tells cheaply whether they
//! have to be read again.

use std::collections::BTreeSet;

use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// Notes that results of these shops change.
///
/// # Errors
/// If the store fails.
pub fn note(store: &Connection, shops: &BTreeSet<&str>) -> Result<(), StoreError> {
    store.execute_each(
        "INSERT INTO changes (shop, n) VALUES (?1, 1)
         ON CONFLICT (shop) DO UPDATE SET n = changes.n + 1",
        shops.iter().map(|shop| params![*shop]),
    )
}

/// How often they changed; 0 for a shop that nothing is known of.
///
/// # Errors
/// If the store fails.
pub fn count(store: &Connection, shop: &str) -> Result<i64, StoreError> {
    let found = store.first("SELECT n FROM changes WHERE shop = ?1", &params![shop])?;
    found.map_or(Ok(0), |mut row| row.get(0))
}
