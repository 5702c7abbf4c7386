//! The rows of who was seen at which step on which day. Which of them are new, the drain
//! decides.

use std::collections::{BTreeMap, HashSet};

use super::value::{Param, ToParam as _, params};
use super::{Connection, StoreError, numbers};

/// A visitor at a step on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reached {
    /// The shop's key.
    pub shop: String,
    /// The step.
    pub step: String,
    /// The visitor's id, or the event's where the shop stores no visitor id.
    pub visitor: String,
    /// The UTC day, in days since 1970-01-01.
    pub day: i64,
}

impl Reached {
    fn params(&self) -> [Param<'_>; 4] {
        params![self.shop, self.step, self.visitor, self.day]
    }
}

/// Which of these are known.
///
/// # Errors
/// If the store fails.
pub fn known(
    store: &Connection,
    reached: HashSet<Reached>,
) -> Result<HashSet<Reached>, StoreError> {
    let reached: Vec<Reached> = reached.into_iter().collect();
    let found = store.first_each(
        "SELECT 1 FROM reached WHERE shop = ?1 AND step = ?2 AND visitor = ?3 AND day = ?4",
        reached.iter().map(Reached::params),
    )?;
    let met = reached.into_iter().zip(found);
    Ok(met
        .filter_map(|(reached, found)| found.map(|_| reached))
        .collect())
}

/// Whether a visitor was ever seen at any step. Reads all rows of the shop.
///
/// # Errors
/// If the store fails.
pub fn knows(store: &Connection, shop: &str, visitor: &str) -> Result<bool, StoreError> {
    let found = store.first(
        "SELECT 1 FROM reached WHERE shop = ?1 AND visitor = ?2 LIMIT 1",
        &params![shop, visitor],
    )?;
    Ok(found.is_some())
}

/// Notes that these were seen for the first time.
///
/// # Errors
/// If the store fails.
pub fn put<'r>(
    store: &Connection,
    reached: impl IntoIterator<Item = &'r Reached>,
) -> Result<(), StoreError> {
    let reached: Vec<&Reached> = reached.into_iter().collect();
    store.execute_each(
        "INSERT INTO reached (shop, step, visitor, day) VALUES (?1, ?2, ?3, ?4)",
        reached.iter().map(|reached| reached.params()),
    )?;
    let steps = reached.iter();
    let steps = steps.map(|reached| (reached.shop.as_str(), reached.step.as_str(), reached.day));
    change_totals(store, steps, 1)
}

/// Counts one more visitor, or one less, at each of these steps and days of a shop.
///
/// # Errors
/// If the store fails.
pub(super) fn change_totals<'r>(
    store: &Connection,
    steps: impl Iterator<Item = (&'r str, &'r str, i64)>,
    more: i64,
) -> Result<(), StoreError> {
    let mut totals = BTreeMap::new();
    for step in steps {
        *totals.entry(step).or_insert(0) += more;
    }
    let changed = totals
        .iter()
        .map(|((shop, step, day), n)| params![shop, step, day, n]);
    numbers::add_up::<4, 3>(
        store,
        "INSERT INTO step_totals (shop, step, day, n) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, step, day) DO UPDATE SET n = step_totals.n + excluded.n",
        "DELETE FROM step_totals WHERE shop = ?1 AND step = ?2 AND day = ?3 AND n = 0",
        &changed.collect::<Vec<_>>(),
    )
}

/// Notes that one more event told of each of these.
///
/// # Errors
/// If the store fails.
pub fn count_again(store: &Connection, reached: &[Reached]) -> Result<(), StoreError> {
    store.execute_each(
        "UPDATE reached SET again = again + 1
         WHERE shop = ?1 AND step = ?2 AND visitor = ?3 AND day = ?4",
        reached.iter().map(Reached::params),
    )
}
