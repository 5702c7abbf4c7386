//! The numbers of one prompt under a filter, out of the rollups. What follows from them is not
//! decided here.

use std::collections::BTreeMap;

use survey::tally::{Measure, Tally};

use super::filter::{Dimension, Filter, Place};
use super::results::measure;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, askings};

/// The numbers of each version on each day, in days since 1970-01-01.
///
/// # Errors
/// If the store fails.
pub fn by_day(
    store: &Connection,
    shop: &str,
    prompt: &str,
    filter: &Filter,
) -> Result<BTreeMap<(u32, i64), Tally>, StoreError> {
    let mut params = params![shop, prompt].to_vec();
    let conditions = filter.conditions(&mut params);
    let table = if filter.is_plain() {
        "totals"
    } else {
        "rollups"
    };
    let sql = format!(
        "SELECT version, day, measure, option, CAST(sum(n) AS BIGINT) FROM {table}
         WHERE shop = ?1 AND prompt = ?2{conditions} GROUP BY version, day, measure, option"
    );
    let mut tallies: BTreeMap<(u32, i64), Tally> = BTreeMap::new();
    for mut row in store.query(&sql, &params)? {
        let tally = tallies.entry((row.get(0)?, row.get(1)?)).or_default();
        tally.count(measure(&mut row, 2)?, &row.get::<String>(3)?, row.get(4)?);
    }
    Ok(tallies)
}

/// The numbers of each version under each value of a dimension kept as text, such as the
/// variant or the step.
///
/// # Errors
/// If the store fails.
pub fn by_dimension(
    store: &Connection,
    shop: &str,
    prompt: &str,
    filter: &Filter,
    dimension: Dimension,
) -> Result<BTreeMap<(u32, String), Tally>, StoreError> {
    let column = dimension.column();
    let mut params = params![shop, prompt].to_vec();
    let conditions = filter.conditions(&mut params);
    let sql = format!(
        "SELECT version, {column}, measure, option, CAST(sum(n) AS BIGINT) FROM rollups
         WHERE shop = ?1 AND prompt = ?2{conditions} GROUP BY version, {column}, measure, option"
    );
    let mut tallies: BTreeMap<(u32, String), Tally> = BTreeMap::new();
    for mut row in store.query(&sql, &params)? {
        let tally = tallies.entry((row.get(0)?, row.get(1)?)).or_default();
        tally.count(measure(&mut row, 2)?, &row.get::<String>(3)?, row.get(4)?);
    }
    Ok(tallies)
}

/// How often a prompt was shown and answered in one place among the dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The value of each dimension, as parameters have it.
    pub values: [String; Dimension::ALL.len()],
    /// Whether it counts what was shown, answered or withheld.
    pub measure: Measure,
    /// How often.
    pub n: i64,
}

/// What was shown, answered and withheld in every place, on the days of the filter: what else
/// it says is left to the caller.
///
/// # Errors
/// If the store fails.
pub fn by_place(
    store: &Connection,
    shop: &str,
    prompt: &str,
    filter: &Filter,
) -> Result<Vec<Counted>, StoreError> {
    let columns = Dimension::ALL.map(Dimension::column).join(", ");
    let mut params = params![shop, prompt].to_vec();
    let days = filter.days(&mut params);
    let sql = format!(
        "SELECT {columns}, measure, CAST(sum(n) AS BIGINT) FROM rollups
         WHERE shop = ?1 AND prompt = ?2{days} AND option = ''
           AND measure IN ('shown', 'answered', 'withheld')
         GROUP BY {columns}, measure"
    );
    let counted = |mut row: Row| {
        let mut values = Dimension::ALL.map(|_| String::new());
        for ((place, value), dimension) in values.iter_mut().enumerate().zip(Dimension::ALL) {
            let text = match dimension {
                Dimension::Version | Dimension::Returning => row.get::<i64>(place)?.to_string(),
                _ => row.get(place)?,
            };
            *value = dimension.written(text);
        }
        let measure = measure(&mut row, values.len())?;
        Ok(Counted {
            n: row.get(values.len() + 1)?,
            measure,
            values,
        })
    };
    store
        .query(&sql, &params)?
        .into_iter()
        .map(counted)
        .collect()
}

/// How many answers of each version came after their prompt had all that were wanted.
///
/// # Errors
/// If the store fails.
pub fn over_quota(
    store: &Connection,
    shop: &str,
    prompt: &str,
    filter: &Filter,
) -> Result<BTreeMap<u32, i64>, StoreError> {
    let mut found = BTreeMap::new();
    let sql = format!(
        "SELECT {PLACE} FROM askings
         WHERE shop = ?1 AND prompt = ?2 AND over_quota = 1 AND is_test = 0"
    );
    store.stream(&sql, &params![shop, prompt], |mut row| {
        let place = place(&mut row)?;
        if filter.takes(&place) {
            *found.entry(place.version).or_insert(0) += 1;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

/// The columns that [`place`] reads, before all others.
pub(super) const PLACE: &str =
    "version, variant, step, device, lang, is_returning, value, asked_at, kept";

/// Where an asking stands.
pub(super) fn place(row: &mut Row) -> Result<Place, StoreError> {
    Ok(Place {
        version: row.get(0)?,
        variant: row.get(1)?,
        step: row.get(2)?,
        device: row.get(3)?,
        lang: row.get(4)?,
        returning: row.get(5)?,
        value: row.get(6)?,
        asked_at: row.get(7)?,
        kept: askings::attributes(&row.get::<String>(8)?)?,
    })
}
