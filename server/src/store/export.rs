//! The rows of a shop, or of one visitor, as they are handed out: one object each, with the
//! names of the columns. How they are written down is not decided here.

use survey::json::Json;

use super::filter::Filter;
use super::report::{PLACE, place};
use super::value::{Datum, Row, ToParam as _, params};
use super::{Connection, StoreError, marks, utc};

/// What may be asked for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The shop's key.
    pub shop: &'a str,
    /// One visitor alone.
    pub visitor: Option<&'a str>,
}

/// The columns of an asking, and what they are called where it is handed out.
const ASKING: [(&str, &str); 25] = [
    ("answer", "answer"),
    ("prompt", "prompt"),
    ("version", "version"),
    ("variant", "variant"),
    ("kind", "kind"),
    ("seq", "seq"),
    ("visitor", "visitor"),
    ("step", "step"),
    ("device", "device"),
    ("lang", "lang"),
    ("is_returning", "returning"),
    ("value", "value"),
    ("currency", "currency"),
    ("items", "items"),
    ("page", "page"),
    ("asked_at", "asked_at"),
    ("occurred_at", "occurred_at"),
    ("received_at", "received_at"),
    ("corrected", "corrected"),
    ("over_quota", "over_quota"),
    ("doubts", "doubts"),
    ("is_test", "test"),
    ("starred", "starred"),
    ("tags", "tags"),
    ("kept", "attributes"),
];

/// Askings, oldest first: what was asked of whom, and what was said.
///
/// # Errors
/// If the store or `each` fails.
pub fn askings<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let columns = ASKING.map(|(column, _)| column).join(", ");
    let names = ASKING.iter().map(|(_, name)| *name);
    let names: Vec<&str> = names.chain(["coupon", "values"]).collect();
    let sql = format!(
        "SELECT {columns}, coupon, said FROM askings
         WHERE shop = ?1 AND (visitor = ?2 OR ?2 IS NULL) ORDER BY asked_at, answer"
    );
    let params = params![wanted.shop, wanted.visitor];
    store.stream(&sql, &params, |row| each(named(&names, row)?))
}

/// Askings of one prompt under a filter, oldest first, but for the team's own.
///
/// # Errors
/// If the store or `each` fails.
pub fn of_prompt<E: From<StoreError>>(
    store: &Connection,
    (shop, prompt): (&str, &str),
    filter: &Filter,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let columns = ASKING.map(|(column, _)| column).join(", ");
    let names = ASKING.iter().map(|(_, name)| *name);
    let names: Vec<&str> = names.chain(["coupon", "values"]).collect();
    let sql = format!(
        "SELECT {columns}, coupon, said, {PLACE} FROM askings
         WHERE shop = ?1 AND asked_at >= ?2 AND asked_at < ?3 AND prompt = ?4 AND is_test = 0
         ORDER BY asked_at, answer"
    );
    let (from, to) = filter.times();
    store.stream(&sql, &params![shop, from, to, prompt], |row| {
        let mut data = row.into_data();
        let place = place(&mut Row::new(data.split_off(names.len())))?;
        match filter.takes(&place) {
            true => each(named(&names, Row::new(data))?),
            false => Ok(()),
        }
    })
}

/// That a row of shop ?1 is about an answer of visitor ?2, if one is asked for.
const OF_VISITOR: &str = "(answer IN
    (SELECT answer FROM askings WHERE shop = ?1 AND visitor = ?2) OR ?2 IS NULL)";

/// Addresses that shoppers left on purpose.
///
/// # Errors
/// If the store or `each` fails.
pub fn contacts<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let names = [
        "answer", "place", "channel", "address", "prompt", "version", "left_at",
    ];
    let sql = format!(
        "SELECT answer, place, channel, address, prompt, version, left_at FROM contacts
         WHERE shop = ?1 AND {OF_VISITOR} ORDER BY left_at, answer, place"
    );
    let params = params![wanted.shop, wanted.visitor];
    store.stream(&sql, &params, |row| each(named(&names, row)?))
}

/// Cases with how far they are. Who of the team works on them is nothing of the visitor's.
///
/// # Errors
/// If the store or `each` fails.
pub fn cases<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!(
        "SELECT answer, state, due, opened_at, solved_at FROM cases
         WHERE shop = ?1 AND {OF_VISITOR} ORDER BY opened_at, answer"
    );
    let params = params![wanted.shop, wanted.visitor];
    let names = ["answer", "state", "due", "opened_at", "solved_at"];
    store.stream(&sql, &params, |row| each(named(&names, row)?))
}

/// What the team noted of cases, as it was written.
///
/// # Errors
/// If the store or `each` fails.
pub fn notes<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!(
        "SELECT answer, at, text FROM case_entries
         WHERE shop = ?1 AND what = 'note' AND {OF_VISITOR} ORDER BY id"
    );
    let params = params![wanted.shop, wanted.visitor];
    store.stream(&sql, &params, |row| {
        each(named(&["answer", "at", "text"], row)?)
    })
}

/// Who reached which step on which day.
///
/// # Errors
/// If the store or `each` fails.
pub fn reached<E: From<StoreError>>(
    store: &Connection,
    wanted: &Wanted<'_>,
    mut each: impl FnMut(Json) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT visitor, step, day FROM reached
        WHERE shop = ?1 AND (visitor = ?2 OR ?2 IS NULL) ORDER BY day, visitor, step";
    let params = params![wanted.shop, wanted.visitor];
    store.stream(sql, &params, |row| {
        each(named(&["visitor", "step", "day"], row)?)
    })
}

fn named(names: &[&str], row: Row) -> Result<Json, StoreError> {
    let mut members = Vec::with_capacity(names.len());
    for (name, datum) in names.iter().zip(row.into_data()) {
        let value = match (*name, datum) {
            ("attributes", Datum::Text(text)) if text.is_empty() => Json::Null,
            ("values" | "attributes", Datum::Text(text)) => serde_json::from_str(&text)
                .map_err(|error| StoreError::unreadable("an answer", error))?,
            ("returning" | "corrected" | "over_quota" | "test" | "starred", Datum::Int(n)) => {
                Json::from(n != 0)
            }
            ("tags", Datum::Text(text)) => Json::array(marks::listed(&text).iter().map(Json::from)),
            ("day" | "due", Datum::Int(n)) => Json::from(utc::day(n)),
            (_, Datum::Int(n)) => Json::from(n),
            (_, Datum::Real(n)) => Json::from(n),
            (_, Datum::Text(text)) => Json::from(text),
            (_, Datum::Null | Datum::Bytes(_)) => Json::Null,
        };
        members.push(((*name).to_owned(), value));
    }
    Ok(Json::Object(members))
}
