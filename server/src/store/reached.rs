//! The rows of who was seen at which step on which day, and how many that were, without the
//! shop's own team. Which of them are new, the drain decides.

use std::collections::{BTreeMap, HashSet};

use super::asked::InShop;
use super::value::{Param, Row, ToParam as _, params};
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

/// From which of these days on, the first and the last, no more than about so many visitors were
/// at these steps; the last is there in any case.
///
/// # Errors
/// If the store fails.
pub fn since(
    store: &Connection,
    shop: &str,
    steps: &[&str],
    (first, last): (i64, i64),
    most: i64,
) -> Result<i64, StoreError> {
    let mut params = params![shop, first, last].to_vec();
    let among = among(steps, &mut params);
    let sql = format!(
        "SELECT day, CAST(sum(n) AS BIGINT) FROM step_totals
         WHERE shop = ?1 AND day >= ?2 AND day <= ?3 AND step IN ({among})
         GROUP BY day ORDER BY day DESC"
    );
    let (mut since, mut all) = (None, 0);
    for mut row in store.query(&sql, &params)? {
        all += row.get::<i64>(1)?;
        if all > most && since.is_some() {
            break;
        }
        since = Some(row.get(0)?);
    }
    Ok(since.unwrap_or(first))
}

/// Hands out who was at which of these steps on which of these days, the first and the last, but
/// for the team.
///
/// # Errors
/// If the store fails.
pub fn on(
    store: &Connection,
    shop: &str,
    steps: &[&str],
    (first, last): (i64, i64),
    mut each: impl FnMut(String, &str, i64),
) -> Result<(), StoreError> {
    let mut params = params![shop, first, last].to_vec();
    let among = among(steps, &mut params);
    let sql = format!(
        "SELECT visitor, step, day FROM reached
         WHERE shop = ?1 AND day >= ?2 AND day <= ?3 AND step IN ({among})
           AND NOT EXISTS (SELECT 1 FROM testers AS t
                           WHERE t.shop = reached.shop AND t.visitor = reached.visitor)"
    );
    store.stream(&sql, &params, |mut row| {
        each(row.get(0)?, &row.get::<String>(1)?, row.get(2)?);
        Ok::<_, StoreError>(())
    })
}

/// Adds steps to parameters; their places.
fn among<'s>(steps: &[&'s str], params: &mut Vec<Param<'s>>) -> String {
    let mut places = Vec::new();
    for step in steps {
        params.push(Param::Text(step));
        places.push(format!("?{}", params.len()));
    }
    places.join(", ")
}

/// Notes that these were seen for the first time. Those of the team are rows like others, so
/// that they can be forgotten, and are in no number.
///
/// # Errors
/// If the store fails.
pub fn put<'r>(
    store: &Connection,
    reached: impl IntoIterator<Item = &'r Reached>,
    testers: &HashSet<InShop>,
) -> Result<(), StoreError> {
    let reached: Vec<&Reached> = reached.into_iter().collect();
    store.execute_each(
        "INSERT INTO reached (shop, step, visitor, day) VALUES (?1, ?2, ?3, ?4)",
        reached.iter().map(|reached| reached.params()),
    )?;
    let counted = |one: &&Reached| {
        let is_tester = testers.contains(&(one.shop.clone(), one.visitor.clone()));
        i64::from(!is_tester)
    };
    let steps = reached.iter();
    let steps = steps.map(|one| {
        (
            (one.shop.as_str(), one.step.as_str(), one.day),
            counted(one),
        )
    });
    change_totals(store, steps)
}

/// A shop, a step and a day.
type Total<'r> = (&'r str, &'r str, i64);

/// The rows of a visitor, shop ?1 and visitor ?2, looked for at every step on every day there
/// is: the key begins with shop, step and day, so that is one look each.
pub(super) const OF_VISITOR: &str = "reached WHERE shop = ?1 AND visitor = ?2 AND (step, day) IN
       (SELECT step, day FROM step_totals WHERE shop = ?1)";

/// The steps that a visitor reached, and on which days.
///
/// # Errors
/// If the store fails.
pub(super) fn of_visitor(
    store: &Connection,
    (shop, visitor): &InShop,
) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = format!("SELECT step, day FROM {OF_VISITOR}");
    let rows = store.query(&sql, &params![shop, visitor])?;
    let step = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(step).collect()
}

/// Takes a visitor who has become one of the team out of the numbers. The rows stay.
///
/// # Errors
/// If the store fails.
pub fn uncount(store: &Connection, who: &InShop) -> Result<(), StoreError> {
    let steps = of_visitor(store, who)?;
    less(store, &who.0, &steps)
}

/// Counts one visitor less at each of these steps and days.
///
/// # Errors
/// If the store fails.
pub(super) fn less(
    store: &Connection,
    shop: &str,
    steps: &[(String, i64)],
) -> Result<(), StoreError> {
    let steps = steps.iter();
    change_totals(
        store,
        steps.map(|(step, day)| ((shop, step.as_str(), *day), -1)),
    )
}

/// Forgets these steps and days of a shop where nobody is counted and nobody was seen.
///
/// # Errors
/// If the store fails.
pub(super) fn forget_empty(
    store: &Connection,
    shop: &str,
    steps: &[(String, i64)],
) -> Result<(), StoreError> {
    store.execute_each(
        EMPTY,
        steps.iter().map(|(step, day)| params![shop, step, day]),
    )
}

/// Of a step and a day at which nobody is counted there is nothing to keep, unless somebody of
/// the team was there: by the total the rows are found.
const EMPTY: &str = "DELETE FROM step_totals
     WHERE shop = ?1 AND step = ?2 AND day = ?3 AND n = 0 AND NOT EXISTS
       (SELECT 1 FROM reached AS r WHERE r.shop = ?1 AND r.step = ?2 AND r.day = ?3)";

/// Counts more visitors, or less, at steps and days.
fn change_totals<'r>(
    store: &Connection,
    steps: impl Iterator<Item = (Total<'r>, i64)>,
) -> Result<(), StoreError> {
    let mut totals = BTreeMap::new();
    for (step, more) in steps {
        *totals.entry(step).or_insert(0) += more;
    }
    let changed = totals
        .iter()
        .map(|((shop, step, day), n)| params![shop, step, day, n]);
    numbers::add_up::<4, 3>(
        store,
        "INSERT INTO step_totals (shop, step, day, n) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, step, day) DO UPDATE SET n = step_totals.n + excluded.n",
        EMPTY,
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
