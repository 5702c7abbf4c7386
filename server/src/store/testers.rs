//! Visitors of a shop's own team, who try out what is asked: their answers are tests,
//! and their steps are nobody's.

use std::collections::{BTreeSet, HashSet};

use super::asked::InShop;
use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// Remembers a visitor as one of the team, and says whether that is news.
///
/// # Errors
/// If the store fails.
pub fn put(store: &Connection, (shop, visitor): &InShop, now: i64) -> Result<bool, StoreError> {
    let put = store.execute(
        "INSERT INTO testers (shop, visitor, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (shop, visitor) DO NOTHING",
        &params![shop, visitor, now],
    )?;
    Ok(put > 0)
}

/// Which of these visitors are of the team.
///
/// # Errors
/// If the store fails.
pub fn among(
    store: &Connection,
    visitors: BTreeSet<InShop>,
) -> Result<HashSet<InShop>, StoreError> {
    let found = store.first_each(
        "SELECT 1 FROM testers WHERE shop = ?1 AND visitor = ?2",
        visitors
            .iter()
            .map(|(shop, visitor)| params![shop, visitor]),
    )?;
    let met = visitors.into_iter().zip(found);
    Ok(met.filter_map(|(who, found)| found.map(|_| who)).collect())
}

/// Forgets a visitor of the team, and says whether it was one.
///
/// # Errors
/// If the store fails.
pub fn forget(store: &Connection, (shop, visitor): &InShop) -> Result<bool, StoreError> {
    let gone = store.execute(
        "DELETE FROM testers WHERE shop = ?1 AND visitor = ?2",
        &params![shop, visitor],
    )?;
    Ok(gone > 0)
}
