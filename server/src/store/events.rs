//! The ids of events that were seen, so that none is counted twice.

use std::collections::{BTreeSet, HashSet};

use super::asked::InShop;
use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// Which of these event ids were seen before.
///
/// # Errors
/// If the store fails.
pub fn seen(store: &Connection, ids: BTreeSet<InShop>) -> Result<HashSet<InShop>, StoreError> {
    let found = store.first_each(
        "SELECT 1 FROM events WHERE shop = ?1 AND id = ?2",
        ids.iter().map(|(shop, id)| params![shop, id]),
    )?;
    let met = ids.into_iter().zip(found);
    Ok(met.filter_map(|(id, found)| found.map(|_| id)).collect())
}

/// Remembers event ids.
///
/// # Errors
/// If the store fails.
pub fn remember<'i>(
    store: &Connection,
    ids: impl IntoIterator<Item = &'i InShop>,
    now: i64,
) -> Result<(), StoreError> {
    store.execute_each(
        "INSERT INTO events (shop, id, seen_at) VALUES (?1, ?2, ?3)",
        ids.into_iter().map(|(shop, id)| params![shop, id, now]),
    )
}
