//! What the store knows of the last days of a shop, for the installation check: what was
//! seen before the server's last start. Whether that is right is not decided here.

use std::collections::BTreeSet;

use super::value::{ToParam as _, params};
use super::{Connection, StoreError};

/// What has happened since some day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Steps that were reached.
    pub reached: BTreeSet<String>,
    /// `shown` or `answered`, with the step and the language.
    pub asked: BTreeSet<(String, String, String)>,
}

/// What has happened in a shop since the day, as far as it is of these steps. Sums are asked
/// for, so that a busy shop costs no more than a quiet one.
///
/// # Errors
/// If the store fails.
pub fn since(
    store: &Connection,
    shop: &str,
    steps: &[impl AsRef<str>],
    day: i64,
) -> Result<Seen, StoreError> {
    let mut seen = Seen::default();
    let reached = store.first_each(
        "SELECT step FROM step_totals WHERE shop = ?1 AND step = ?2 AND day >= ?3 LIMIT 1",
        steps.iter().map(|step| params![shop, step.as_ref(), day]),
    )?;
    for mut row in reached.into_iter().flatten() {
        seen.reached.insert(row.get(0)?);
    }
    let asked = store.query(
        "SELECT DISTINCT measure, step, lang FROM place_totals WHERE shop = ?1 AND day >= ?2",
        &params![shop, day],
    )?;
    for mut row in asked {
        seen.asked.insert((row.get(0)?, row.get(1)?, row.get(2)?));
    }
    Ok(seen)
}
