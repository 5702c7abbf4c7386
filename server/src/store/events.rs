//! The ids of events that were seen, so that none is counted twice.

use std::collections::{BTreeSet, HashMap};

use super::asked::InShop;
use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// Which of these event ids were seen before, and by which acceptance.
///
/// # Errors
/// If the store fails.
pub fn seen(
    store: &Connection,
    ids: BTreeSet<InShop>,
) -> Result<HashMap<InShop, Option<i64>>, StoreError> {
    let found = store.first_each(
        "SELECT acceptance FROM events WHERE shop = ?1 AND id = ?2",
        ids.iter().map(|(shop, id)| params![shop, id]),
    )?;
    let met = ids.into_iter().zip(found);
    let seen = met.filter_map(|(id, found)| Some((id, found?)));
    seen.map(|(id, mut row)| Ok((id, row.get(0)?))).collect()
}

/// Remembers event ids, and which acceptance each was seen by.
///
/// # Errors
/// If the store fails.
pub fn remember<'i>(
    store: &Connection,
    ids: impl IntoIterator<Item = (&'i InShop, &'i Option<i64>)>,
    now: i64,
) -> Result<(), StoreError> {
    store.execute_each(
        "INSERT INTO events (shop, id, acceptance, seen_at) VALUES (?1, ?2, ?3, ?4)",
        ids.into_iter()
            .map(|((shop, id), acceptance)| params![shop, id, acceptance, now]),
    )
}
