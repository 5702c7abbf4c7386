//! How often something of a shop's results changed: one number that tells cheaply whether they
//! have to be read again.

use std::collections::BTreeSet;

use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// Notes that results of these shops change. Returns those of them that have rules, which costs
/// nothing here.
///
/// # Errors
/// If the store fails.
pub fn note(store: &Connection, shops: &BTreeSet<&str>) -> Result<Vec<String>, StoreError> {
    let rows = store.returned(
        "INSERT INTO changes (shop, n) VALUES (?1, 1)
         ON CONFLICT (shop) DO UPDATE SET n = changes.n + 1
         RETURNING shop, has_rules",
        shops.iter().map(|shop| params![*shop]),
    )?;
    let mut with_rules = Vec::new();
    for mut row in rows {
        if row.get(1)? {
            with_rules.push(row.get(0)?);
        }
    }
    Ok(with_rules)
}

/// Notes whether a shop has rules.
///
/// # Errors
/// If the store fails.
pub(super) fn put_has_rules(
    store: &Connection,
    shop: &str,
    has_rules: bool,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO changes (shop, n, has_rules) VALUES (?1, 0, ?2)
         ON CONFLICT (shop) DO UPDATE SET has_rules = excluded.has_rules",
        &params![shop, has_rules],
    )?;
    Ok(())
}

/// How often they changed; 0 for a shop that nothing is known of.
///
/// # Errors
/// If the store fails.
pub fn count(store: &Connection, shop: &str) -> Result<i64, StoreError> {
    let found = store.first("SELECT n FROM changes WHERE shop = ?1", &params![shop])?;
    found.map_or(Ok(0), |mut row| row.get(0))
}
