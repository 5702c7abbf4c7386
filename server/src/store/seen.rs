//! What the store knows of the last days of a shop, for the installation check: what was
//! seen before the server's last start. Whether that is right is not decided here.

use std::collections::BTreeSet;

use rusqlite::{Connection, ToSql, params};

use super::StoreError;

/// What has happened since some day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Steps that were reached.
    pub reached: BTreeSet<String>,
    /// `shown` or `answered`, with the step and the language.
    pub asked: BTreeSet<(String, String, String)>,
}

/// What has happened in a shop since the day, as far as it is of these steps. Of a step
/// one visitor is enough, so that a busy shop costs no more than a quiet one.
///
/// # Errors
/// If the store fails.
pub fn since(
    store: &Connection,
    shop: &str,
    steps: &[impl ToSql + AsRef<str>],
    day: i64,
) -> Result<Seen, StoreError> {
    let mut seen = Seen::default();
    let mut reached = store
        .prepare_cached("SELECT 1 FROM reached WHERE shop = ?1 AND step = ?2 AND day >= ?3")?;
    for step in steps {
        if reached.exists(params![shop, step, day])? {
            seen.reached.insert(step.as_ref().to_owned());
        }
    }
    let mut asked = store.prepare_cached(
        "SELECT DISTINCT measure, step, lang FROM rollups
         WHERE shop = ?1 AND day >= ?2 AND measure IN ('shown', 'answered')",
    )?;
    let rows = asked.query_map(params![shop, day], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    seen.asked = rows.collect::<Result<_, _>>()?;
    Ok(seen)
}
