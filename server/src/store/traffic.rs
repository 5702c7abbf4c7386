//! What a shop's visitors were like of late: how many reached a step, and by which device,
//! language and habit those were told apart who would have been asked. What follows from that is
//! not decided here.

use survey::context::Device;
use survey::json::Json;
use survey::prompt::Prompt;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// How many visitors reached a step on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The step.
    pub step: String,
    /// The UTC day, in days since 1970-01-01.
    pub day: i64,
    /// How many.
    pub visitors: i64,
}

/// Moments of one kind in which a version of a prompt was shown or withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moments {
    /// The step; empty where it was not known.
    pub step: String,
    /// The device.
    pub device: Device,
    /// The language that the shopper read.
    pub lang: String,
    /// Whether it was not the first visit.
    pub returning: bool,
    /// How many.
    pub n: i64,
}

/// Who reached which step from the one day until the other, that one included.
///
/// # Errors
/// If the store fails.
pub fn reached(
    store: &Connection,
    shop: &str,
    (from, until): (i64, i64),
) -> Result<Vec<Reached>, StoreError> {
    let rows = store.query(
        "SELECT step, day, n FROM step_totals
         WHERE shop = ?1 AND day >= ?2 AND day <= ?3 AND n > 0",
        &params![shop, from, until],
    )?;
    let reached = |mut row: Row| {
        Ok(Reached {
            step: row.get(0)?,
            day: row.get(1)?,
            visitors: row.get(2)?,
        })
    };
    rows.into_iter().map(reached).collect()
}

/// How often versions of prompts were shown and answered in these days, all together.
///
/// # Errors
/// If the store fails.
pub fn reactions<'p>(
    store: &Connection,
    shop: &str,
    prompts: impl Iterator<Item = &'p Prompt>,
    (from, until): (i64, i64),
) -> Result<(i64, i64), StoreError> {
    let rows = store.first_each(
        "SELECT CAST(coalesce(sum(CASE WHEN measure = 'shown' THEN n END), 0) AS BIGINT),
                CAST(coalesce(sum(CASE WHEN measure = 'answered' THEN n END), 0) AS BIGINT)
         FROM totals
         WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND day >= ?4 AND day <= ?5 AND option = ''",
        prompts.map(|prompt| params![shop, prompt.id, prompt.version, from, until]),
    )?;
    let mut sums = (0, 0);
    for mut row in rows.into_iter().flatten() {
        let (shown, answered): (i64, i64) = (row.get(0)?, row.get(1)?);
        sums = (sums.0 + shown, sums.1 + answered);
    }
    Ok(sums)
}

/// The moments of one version in these days.
///
/// # Errors
/// If the store fails.
pub fn moments(
    store: &Connection,
    (shop, prompt, version): (&str, &str, u32),
    (from, until): (i64, i64),
) -> Result<Vec<Moments>, StoreError> {
    let rows = store.query(
        "SELECT step, device, lang, is_returning, CAST(sum(n) AS BIGINT) FROM rollups
         WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND day >= ?4 AND day <= ?5
           AND measure IN ('shown', 'withheld')
         GROUP BY step, device, lang, is_returning",
        &params![shop, prompt, version, from, until],
    )?;
    let moments = |mut row: Row| {
        let device: String = row.get(1)?;
        Ok(Moments {
            step: row.get(0)?,
            device: Device::decode(&Json::from(device))
                .map_err(|error| StoreError::unreadable("a device", error))?,
            lang: row.get(2)?,
            returning: row.get(3)?,
            n: row.get(4)?,
        })
    };
    rows.into_iter().map(moments).collect()
}
