//! The askings of a prompt that have attributes, one by one: rollups know nothing of attributes,
//! for the numbers stay when the askings go, and a shop's attributes may be somebody's own.

use std::collections::BTreeMap;

use survey::answer::Answer;
use survey::event::{Doubts, EventKind};
use survey::json::Json;
use survey::prompt::Prompt;
use survey::tally::{Tally, contribution, doubted};

use super::filter::{Filter, Place};
use super::report::{PLACE, place};
use super::value::{ToParam as _, params};
use super::{Connection, StoreError, json};

/// Hands out the askings of a prompt with attributes on the days of the filter, newest first, at
/// most so many, each with what it counts for. What else the filter says is left to the caller.
/// `prompts` has all versions. Returns since when all were looked at; `None` where those are all
/// there are.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn each(
    store: &Connection,
    (shop, prompt): (&str, &str),
    prompts: &BTreeMap<u32, &Prompt>,
    filter: &Filter,
    most: usize,
    mut each: impl FnMut(&Place, &Tally),
) -> Result<Option<i64>, StoreError> {
    // PostgreSQL plans for any number where it is a parameter, and may sort all there are.
    let sql = format!(
        "SELECT {PLACE}, kind, said, doubts FROM askings
         WHERE shop = ?1 AND prompt = ?2 AND kept <> '' AND asked_at >= ?3 AND asked_at < ?4
           AND over_quota = 0 AND is_test = 0
         ORDER BY asked_at DESC, answer DESC LIMIT {most}"
    );
    let (from, to) = filter.times();
    let (mut n, mut last) = (0, None);
    store.stream(&sql, &params![shop, prompt, from, to], |mut row| {
        let place = place(&mut row)?;
        n += 1;
        last = Some(place.asked_at);
        let kind: String = row.get(9)?;
        let kind = EventKind::decode(&Json::from(kind))
            .map_err(|error| StoreError::unreadable("an asking", error))?;
        let said: Option<String> = row.get(10)?;
        let doubts = Doubts::of_text(&row.get::<String>(11)?);
        let tally = match prompts.get(&place.version) {
            _ if !doubts.is_empty() => doubted(&doubts),
            None => Tally::default(),
            Some(prompt) => {
                let said = said.map(|said| json::read(&said, "an asking", Answer::decode));
                contribution(prompt, kind, said.transpose()?.as_ref())
            }
        };
        each(&place, &tally);
        Ok::<_, StoreError>(())
    })?;
    Ok(last.filter(|_| n == most))
}
