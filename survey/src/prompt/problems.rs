//! All that is wrong with a prompt that is still being written. What is right is told by
//! [`Prompt::decode`] alone: it is asked, what it refuses is mended with a stand-in, and it is
//! asked again.

use super::Prompt;
use crate::json::{DecodeError, Json};

/// More than anybody reads at once; keeps the time within bounds.
const MOST: usize = 50;

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Element(usize),
}

/// Every problem of a prompt with its place, in the order in which the parts are read; none
/// where it can be published. Whether conditions on the answer can hold is told only once the
/// question itself is right.
pub fn problems(json: &Json) -> Vec<DecodeError> {
    let mut json = json.clone();
    let mut found: Vec<DecodeError> = Vec::new();
    while found.len() < MOST {
        let Err(error) = Prompt::decode(&json) else {
            break;
        };
        let begins = |place: &str| found.iter().any(|other| other.place().starts_with(place));
        if error.place().ends_with("].when") && begins("question") {
            break;
        }
        let mended = mended(&json, &error);
        found.push(error);
        match mended {
            Some(mended) => json = mended,
            None => break,
        }
    }
    found
}

/// The same without this problem: with as little as possible replaced around its place.
fn mended(json: &Json, error: &DecodeError) -> Option<Json> {
    let path = steps(error.place());
    let mut depths = (1..=path.len()).rev();
    depths.find_map(|depth| {
        let mut candidates = stand_ins().into_iter().map(|stand_in| {
            let mut mended = json.clone();
            put(&mut mended, &path[..depth], stand_in);
            mended
        });
        candidates.find(|mended| match Prompt::decode(mended) {
            Ok(_) => true,
            // A stand-in that is itself refused is none.
            Err(next) => {
                let next = steps(next.place());
                !next.starts_with(&path[..depth]) && !path.starts_with(&next)
            }
        })
    })
}

/// `question.choices[2].id` in steps.
fn steps(place: &str) -> Vec<Step> {
    let parts = place.split(['.', '[']).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(index)) => Step::Element(index),
            _ => Step::Member(part.to_owned()),
        })
        .collect()
}

/// Puts a value at the end of a way; nothing where there is no such way.
fn put(json: &mut Json, path: &[Step], value: Json) {
    let Some((step, rest)) = path.split_first() else {
        *json = value;
        return;
    };
    match (json, step) {
        (Json::Object(members), Step::Member(name)) => {
            match members.iter_mut().find(|(known, _)| known == name) {
                Some((_, member)) => put(member, rest, value),
                None if rest.is_empty() => members.push((name.clone(), value)),
                None => {}
            }
        }
        (Json::Array(list), Step::Element(index)) => {
            if let Some(element) = list.get_mut(*index) {
                put(element, rest, value);
            }
        }
        _ => {}
    }
}

/// What is right at one place or another, the least first. Null is as good as absent.
fn stand_ins() -> Vec<Json> {
    let text = || Json::object([("en", "x".into())]);
    let question = || Json::object([("kind", "thumbs".into()), ("text", text())]);
    let choice = |id: &str| Json::object([("id", id.into()), ("text", text())]);
    vec![
        Json::Null,
        "x".into(),
        text(),
        "thumbs".into(),
        Json::object([("call", true.into())]),
        Json::object([("coupon", true.into())]),
        Json::object([("text", text())]),
        question(),
        Json::object([("question", question())]),
        choice("stand-in"),
        vec![choice("a"), choice("b")].into(),
    ]
}
