//! Conditions on what comes with an event.

use crate::fault::Fault;
use crate::json::{Decoded, Json, check, require};
use crate::targeting::within;
use crate::text::contains;

/// How deep a property may lie.
const DEEPEST: usize = 4;

/// A list of conditions that must all hold for one and the same event. Each names a
/// `property`, by a path with dots, and what it must be: `is` a text, a number or a
/// truth, `contains` a part of its text, a number of at least `min` and at most `max`.
///
/// They are kept as they were written: the card, where every byte counts, reads them in
/// place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions(Json);

impl Conditions {
    /// Whether all hold for what came with an event.
    pub(super) fn hold(&self, told: &Json) -> bool {
        match &self.0 {
            Json::Array(conditions) => conditions.iter().all(|one| holds(one, told)),
            _ => true,
        }
    }

    /// What came with an event of the properties that conditions name.
    pub(super) fn found(&self, told: &Json) -> Json {
        let Json::Array(conditions) = &self.0 else {
            return Json::Null;
        };
        let property = |one: &Json| {
            let path = one.get("property").and_then(Json::as_str)?;
            Some((path.to_owned(), find(told, path)?.clone()))
        };
        Json::Object(conditions.iter().filter_map(property).collect())
    }

    pub(super) fn decode(json: &Json) -> Decoded<Conditions> {
        check(|| json.each(look).map(drop))?;
        Ok(Conditions(json.clone()))
    }

    pub(super) fn encode(&self) -> Json {
        self.0.clone()
    }
}

fn holds(condition: &Json, told: &Json) -> bool {
    let path = condition.get("property").and_then(Json::as_str);
    let Some(value) = path.and_then(|path| find(told, path)) else {
        return false;
    };
    let text = value.written();
    let has = |part: &str| text.as_deref().is_some_and(|text| contains(text, part));
    let part = condition.get("contains").and_then(Json::as_str);
    let end = |name| condition.get(name).and_then(Json::as_number);
    let (min, max) = (end("min"), end("max"));
    let in_range = |number| within(number, min, max);
    condition.get("is").is_none_or(|is| is.written() == text)
        && part.is_none_or(has)
        && (min.is_none() && max.is_none() || value.as_number().is_some_and(in_range))
}

/// Looks closely at a condition.
fn look(condition: &Json) -> Decoded<()> {
    condition.field("property", |property| {
        let mut names = property.str()?.split(['.']);
        let right = names.clone().count() <= DEEPEST && names.all(|name| !name.is_empty());
        require(right, Fault::Property)
    })?;
    condition.optional("is", |is| {
        let written = is.written().is_some();
        require(written, Fault::Scalar)
    })?;
    condition.optional("contains", Json::string)?;
    condition.optional("min", Json::number)?;
    condition.optional("max", Json::number)?;
    let wanted = ["is", "contains", "min", "max"];
    let wanted = wanted.iter().any(|name| condition.get(name).is_some());
    require(wanted, Fault::Lacks("is, contains, min, max"))
}

/// A property by its path, or by a name with dots of its own, as tag managers have them.
fn find<'a>(told: &'a Json, path: &str) -> Option<&'a Json> {
    let whole = told.get(path);
    whole.or_else(|| path.split(['.']).try_fold(told, Json::get))
}
