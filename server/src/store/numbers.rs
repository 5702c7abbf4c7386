//! The numbers kept while draining: rollups, fates, quotas, and the queue entries that
//! were counted. What they should become, the drain works out.

use std::collections::{BTreeMap, HashSet};

use survey::tally::{Measure, Tally};

use super::asked::{Cell, InShop, Rollups, counts};
use super::value::{Param, Row, ToParam as _, params};
use super::{Connection, StoreError};

/// Applies a change of the numbers, in the order of their keys. A number that comes to 0 has
/// no row.
///
/// # Errors
/// If the store fails.
pub fn change_rollups(store: &Connection, change: &Rollups) -> Result<(), StoreError> {
    let mut totals: BTreeMap<Total<'_>, Tally> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (cell, tally) in change {
        let total = (
            cell.shop.as_str(),
            cell.prompt.as_str(),
            cell.version,
            cell.day,
        );
        totals.entry(total).or_default().add(tally);
        for measure in [Measure::Answered, Measure::Shown] {
            let place = (
                cell.shop.as_str(),
                cell.day,
                measure.name(),
                cell.step.as_str(),
                cell.lang.as_str(),
            );
            *places.entry(place).or_insert(0) += tally.get(measure, "");
        }
    }
    let changed = change
        .iter()
        .flat_map(|(cell, tally)| counts(tally).map(move |count| params_of(cell, count)));
    add_up::<13, 12>(
        store,
        "INSERT INTO rollups (shop, prompt, version, day, variant, step, device, lang,
                              is_returning, band, measure, option, n)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (shop, prompt, version, day, variant, step, device, lang,
                      is_returning, band, measure, option)
         DO UPDATE SET n = rollups.n + excluded.n",
        "DELETE FROM rollups WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND day = ?4
         AND variant = ?5 AND step = ?6 AND device = ?7 AND lang = ?8 AND is_returning = ?9
         AND band = ?10 AND measure = ?11 AND option = ?12 AND n = 0",
        &changed.collect::<Vec<_>>(),
    )?;
    let changed = totals
        .iter()
        .flat_map(|((shop, prompt, version, day), tally)| {
            counts(tally).map(move |(measure, option, n)| {
                [
                    Param::Text(shop),
                    Param::Text(prompt),
                    Param::Int(i64::from(*version)),
                    Param::Int(*day),
                    Param::Text(measure),
                    Param::Text(option),
                    Param::Int(n),
                ]
            })
        });
    add_up::<7, 6>(
        store,
        "INSERT INTO totals (shop, prompt, version, day, measure, option, n)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (shop, prompt, version, day, measure, option)
         DO UPDATE SET n = totals.n + excluded.n",
        "DELETE FROM totals WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND day = ?4
         AND measure = ?5 AND option = ?6 AND n = 0",
        &changed.collect::<Vec<_>>(),
    )?;
    let changed = places.iter().filter(|(_, n)| **n != 0);
    let changed = changed
        .map(|((shop, day, measure, step, lang), n)| params![shop, day, measure, step, lang, n]);
    add_up::<6, 5>(
        store,
        "INSERT INTO place_totals (shop, day, measure, step, lang, n)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (shop, day, measure, step, lang)
         DO UPDATE SET n = place_totals.n + excluded.n",
        "DELETE FROM place_totals WHERE shop = ?1 AND day = ?2 AND measure = ?3 AND step = ?4
         AND lang = ?5 AND n = 0",
        &changed.collect::<Vec<_>>(),
    )
}

/// Shop, prompt, version and day.
type Total<'a> = (&'a str, &'a str, u32, i64);

/// Adds to numbers, and removes those that come to 0. The last of each `N` parameters is what
/// is added, the `KEY` before it say where to; `remove` takes a number away that is 0.
pub(super) fn add_up<const N: usize, const KEY: usize>(
    store: &Connection,
    add: &str,
    remove: &str,
    changed: &[[Param<'_>; N]],
) -> Result<(), StoreError> {
    store.execute_each(add, changed.iter().copied())?;
    // None is below 0, so none that grew is 0.
    let shrunk = changed
        .iter()
        .filter(|params| matches!(params.last(), Some(Param::Int(n)) if *n < 0));
    let keys = shrunk.filter_map(|params| params.first_chunk::<KEY>().copied());
    store.execute_each(remove, keys)
}

fn params_of<'a>(
    cell: &'a Cell,
    (measure, option, n): (&'static str, &'a str, i64),
) -> [Param<'a>; 13] {
    let Cell {
        shop,
        prompt,
        version,
        day,
        variant,
        step,
        device,
        lang,
        returning,
        band,
    } = cell;
    [
        Param::Text(shop),
        Param::Text(prompt),
        Param::Int(i64::from(*version)),
        Param::Int(*day),
        Param::Text(variant),
        Param::Text(step),
        Param::Text(device),
        Param::Text(lang),
        Param::Int(i64::from(*returning)),
        Param::Text(band),
        Param::Text(measure),
        Param::Text(option),
        Param::Int(n),
    ]
}

/// Replaces all rollups, after they were made anew from the askings.
///
/// # Errors
/// If the store fails.
pub fn replace_rollups(store: &Connection, rollups: &Rollups) -> Result<(), StoreError> {
    store.execute("DELETE FROM rollups", &[])?;
    store.execute("DELETE FROM totals", &[])?;
    store.execute("DELETE FROM place_totals", &[])?;
    change_rollups(store, rollups)
}

/// How many more events met each fate; less than 0 where they met another one after all.
pub type MoreFates = BTreeMap<&'static str, i64>;

/// Counts more events of each fate. Everybody counts here, so this comes last in a
/// transaction: others wait for its end.
///
/// # Errors
/// If the store fails.
pub fn count_fates(store: &Connection, more: &MoreFates) -> Result<(), StoreError> {
    store.execute_each(
        "INSERT INTO fates (fate, n) VALUES (?1, ?2)
         ON CONFLICT (fate) DO UPDATE SET n = fates.n + excluded.n",
        more.iter()
            .filter(|(_, n)| **n != 0)
            .map(|(fate, n)| params![fate, n]),
    )
}

/// How many events met each fate, over the store's whole life; fates that none met are
/// there with 0.
///
/// # Errors
/// If the store fails.
pub fn fates(store: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = store.query("SELECT fate, n FROM fates ORDER BY fate", &[])?;
    let fate = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(fate).collect()
}

/// How many answers of a prompt were numbered, over all its versions.
///
/// # Errors
/// If the store fails.
pub fn answers(store: &Connection, (shop, prompt): &InShop) -> Result<u32, StoreError> {
    let found = store.first(
        "SELECT answers FROM quotas WHERE shop = ?1 AND prompt = ?2",
        &params![shop, prompt],
    )?;
    found.map_or(Ok(0), |mut row| row.get(0))
}

/// How many answers of all prompts of a shop were numbered.
///
/// # Errors
/// If the store fails.
pub fn answers_of_shop(store: &Connection, shop: &str) -> Result<i64, StoreError> {
    let found = store.first(
        "SELECT CAST(coalesce(sum(answers), 0) AS BIGINT) FROM quotas WHERE shop = ?1",
        &params![shop],
    )?;
    found.map_or(Ok(0), |mut row| row.get(0))
}

/// Sets how many answers of a prompt were numbered.
///
/// # Errors
/// If the store fails.
pub fn set_answers(
    store: &Connection,
    (shop, prompt): &InShop,
    answers: u32,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO quotas (shop, prompt, answers) VALUES (?1, ?2, ?3)
         ON CONFLICT (shop, prompt) DO UPDATE SET answers = excluded.answers",
        &params![shop, prompt, answers],
    )?;
    Ok(())
}

/// Notes that queue entries are being counted. Says of each whether it is for the first time.
///
/// # Errors
/// If the store fails.
pub fn note_entries<'e>(
    store: &Connection,
    ids: impl IntoIterator<Item = &'e str>,
    now: i64,
) -> Result<Vec<bool>, StoreError> {
    let ids: Vec<&str> = ids.into_iter().collect();
    let added = store.returned(
        "INSERT INTO entries (id, at) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING RETURNING id",
        ids.iter().map(|id| [Param::Text(id), Param::Int(now)]),
    )?;
    let mut new: HashSet<String> = HashSet::new();
    for mut row in added {
        new.insert(row.get(0)?);
    }
    Ok(ids.into_iter().map(|id| new.remove(id)).collect())
}

/// Forgets acknowledged entries, which the queue does not hold any more.
///
/// # Errors
/// If the store fails.
pub fn forget_entries(store: &Connection, acknowledged: &[String]) -> Result<(), StoreError> {
    store.execute_each(
        "DELETE FROM entries WHERE id = ?1",
        acknowledged.iter().map(|id| params![id]),
    )
}

/// Forgets entries that were noted before `old`, which a stopped process left behind. Reads
/// all entries.
///
/// # Errors
/// If the store fails.
pub fn forget_old_entries(store: &Connection, old: i64) -> Result<u64, StoreError> {
    store.execute("DELETE FROM entries WHERE at < ?1", &params![old])
}
