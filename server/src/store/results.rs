//! What the console reads: sums of rollups, counts kept apart, latest words, steps. How
//! they become scores and intervals is not decided here.

use std::collections::BTreeMap;

use survey::answer::Answer;
use survey::tally::{Measure, Tally};

use super::filter::Filter;
use super::shops::StoredPrompt;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, json};

/// Numbers by prompt id and version.
pub type ByVersion<T> = BTreeMap<(String, u32), T>;

/// An answer that holds words, with where and when it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The answer's id.
    pub answer: String,
    /// When the prompt was shown.
    pub asked_at: i64,
    /// What was said.
    pub said: Answer,
    /// The language that the shopper read.
    pub lang: String,
    /// The step.
    pub step: String,
    /// The device's name.
    pub device: String,
    /// The path of the page.
    pub page: Option<String>,
}

/// The numbers of every version of every prompt of a shop, over all days and dimensions.
///
/// # Errors
/// If the store fails or holds a measure that this program does not know.
pub fn tallies(store: &Connection, shop: &str) -> Result<ByVersion<Tally>, StoreError> {
    let rows = store.query(
        "SELECT prompt, version, measure, option, CAST(sum(n) AS BIGINT) FROM totals
         WHERE shop = ?1 GROUP BY prompt, version, measure, option",
        &params![shop],
    )?;
    let mut tallies = ByVersion::new();
    for mut row in rows {
        let measure = measure(&mut row, 2)?;
        let tally: &mut Tally = tallies.entry((row.get(0)?, row.get(1)?)).or_default();
        tally.count(measure, &row.get::<String>(3)?, row.get(4)?);
    }
    Ok(tallies)
}

/// The measure that a column names.
pub(super) fn measure(row: &mut Row, column: usize) -> Result<Measure, StoreError> {
    let name: String = row.get(column)?;
    Measure::named(&name)
        .ok_or_else(|| StoreError::unreadable(format!("the measure {name}"), "unknown"))
}

/// What became of a version of a prompt on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// How often it was shown.
    pub shown: i64,
    /// How often it was answered.
    pub answered: i64,
    /// How often its moment came without its being shown.
    pub withheld: i64,
}

/// What became of these versions on a day, in their order.
///
/// # Errors
/// If the store fails.
pub fn today(
    store: &Connection,
    shop: &str,
    stored: &[StoredPrompt],
    day: i64,
) -> Result<Vec<Today>, StoreError> {
    let numbers = |measure: Measure| -> Result<Vec<i64>, StoreError> {
        let name = measure.name();
        let prompts = stored.iter().map(|stored| &stored.prompt);
        let found = store.first_each(
            "SELECT n FROM totals WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND day = ?4
             AND measure = ?5 AND option = ''",
            prompts.map(|prompt| params![shop, prompt.id, prompt.version, day, name]),
        )?;
        let number = |row: Option<Row>| row.map_or(Ok(0), |mut row| row.get(0));
        found.into_iter().map(number).collect()
    };
    let (shown, answered) = (numbers(Measure::Shown)?, numbers(Measure::Answered)?);
    let all = shown
        .into_iter()
        .zip(answered)
        .zip(numbers(Measure::Withheld)?);
    let today = |((shown, answered), withheld)| Today {
        shown,
        answered,
        withheld,
    };
    Ok(all.map(today).collect())
}

/// Askings of visitors at their first visit to one version of a prompt, shown by variant and,
/// under `None`, withheld. A first visit is nearly always one asking, and what the arms did to
/// a visitor cannot have changed it.
///
/// # Errors
/// If the store fails.
pub fn arms(
    store: &Connection,
    shop: &str,
    prompt: &str,
    version: u32,
) -> Result<BTreeMap<Option<String>, i64>, StoreError> {
    let rows = store.query(
        "SELECT measure, variant, CAST(sum(n) AS BIGINT) FROM rollups
         WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND is_returning = 0
           AND measure IN ('shown', 'withheld')
         GROUP BY measure, variant",
        &params![shop, prompt, version],
    )?;
    let mut arms = BTreeMap::new();
    for mut row in rows {
        let is_shown = row.get::<String>(0)? == Measure::Shown.name();
        let arm = is_shown.then(|| row.get(1)).transpose()?;
        *arms.entry(arm).or_insert(0) += row.get::<i64>(2)?;
    }
    Ok(arms)
}

/// How many answers came after their prompt had all that were wanted.
///
/// # Errors
/// If the store fails.
pub fn over_quota(store: &Connection, shop: &str) -> Result<ByVersion<i64>, StoreError> {
    let rows = store.query(
        "SELECT prompt, version, count(*) FROM askings WHERE shop = ?1 AND over_quota = 1 AND is_test = 0
         GROUP BY prompt, version",
        &params![shop],
    )?;
    let count = |mut row: Row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
    rows.into_iter().map(count).collect()
}

/// The latest answers with words to one version of a prompt, newest first.
///
/// # Errors
/// If the store fails or an answer cannot be read.
pub fn latest_words(
    store: &Connection,
    shop: &str,
    prompt: &str,
    version: u32,
    most: u32,
) -> Result<Vec<Said>, StoreError> {
    // PostgreSQL plans for any number where it is a parameter, and may sort all there are.
    let sql = format!(
        "SELECT answer, asked_at, said, lang, step, device, page FROM askings
         WHERE shop = ?1 AND prompt = ?2 AND version = ?3 AND has_words = 1 AND over_quota = 0
          AND doubts = '' AND is_test = 0
         ORDER BY asked_at DESC, answer DESC LIMIT {most}"
    );
    let rows = store.query(&sql, &params![shop, prompt, version])?;
    let said = |mut row: Row| {
        let answer: String = row.get(0)?;
        let what = format!("the asking {answer}");
        Ok(Said {
            said: json::read(&row.get::<String>(2)?, &what, Answer::decode)?,
            answer,
            asked_at: row.get(1)?,
            lang: row.get(3)?,
            step: row.get(4)?,
            device: row.get(5)?,
            page: row.get(6)?,
        })
    };
    rows.into_iter().map(said).collect()
}

/// Distinct visitors per day at every step, summed over the days of a filter. Nothing else of
/// it is known of a step.
///
/// # Errors
/// If the store fails.
pub fn steps(
    store: &Connection,
    shop: &str,
    filter: &Filter,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut params = params![shop].to_vec();
    let days = filter.days(&mut params);
    let sql = format!(
        "SELECT step, CAST(sum(n) AS BIGINT) FROM step_totals WHERE shop = ?1{days}
         GROUP BY step HAVING sum(n) > 0 ORDER BY step"
    );
    let rows = store.query(&sql, &params)?;
    let step = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(step).collect()
}
