//! Conditions on the first answer: which follow-up is asked, which reply is given.

use super::strings;
use crate::answer::{Thumb, Value};
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, require};
use crate::question::{Kind, Question, id};

/// A condition on the first answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Any answer.
    Always,
    /// A score between the two, both included.
    Score(u8, u8),
    /// One of these choices is among those taken.
    Choice(Vec<String>),
    /// This thumb.
    Thumb(Thumb),
}

impl When {
    /// Whether it holds for the first answer.
    pub fn holds(&self, answer: &Value) -> bool {
        match (self, answer) {
            (When::Always, _) => true,
            (When::Score(low, high), Value::Score(score)) => (low..=high).contains(&score),
            (When::Choice(ids), Value::Choice { choice, .. }) => ids.contains(choice),
            (When::Choice(ids), Value::Choices { choices, .. }) => {
                ids.iter().any(|id| choices.contains(id))
            }
            (When::Thumb(wanted), Value::Thumb(thumb)) => wanted == thumb,
            _ => false,
        }
    }

    /// Whether it can hold at all for answers to this question.
    pub(super) fn check(&self, question: &Question) -> Decoded<()> {
        let fits = match self {
            When::Always => true,
            When::Score(low, high) => question
                .scale()
                .is_some_and(|(least, most)| low <= high && *low >= least && *high <= most),
            When::Choice(ids) => question
                .choices()
                .is_some_and(|list| ids.iter().all(|id| list.find(id).is_some())),
            When::Thumb(_) => question.kind == Kind::Thumbs,
        };
        require(fits, Fault::Never)
    }

    pub(super) fn of(json: &Json) -> Decoded<When> {
        Ok(json.optional("when", When::decode)?.unwrap_or(When::Always))
    }

    pub(super) fn decode(json: &Json) -> Decoded<When> {
        let (name, value) = json.only_member()?;
        let read = || match name {
            "score" => match value.each(|n| n.count(10))?.as_slice() {
                #[expect(clippy::cast_possible_truncation, reason = "at most 10")]
                [low, high] => Ok(When::Score(*low as u8, *high as u8)),
                _ => Err(DecodeError::new(Fault::Pair)),
            },
            "choice" => value.each(id).map(When::Choice),
            "thumb" => Thumb::decode(value).map(When::Thumb),
            _ => Err(DecodeError::new(Fault::Unknown)),
        };
        read().map_err(|error| error.under(name))
    }

    pub(super) fn encode(&self) -> Json {
        match self {
            When::Always => Json::Null,
            When::Score(low, high) => {
                Json::object([("score", vec![(*low).into(), (*high).into()].into())])
            }
            When::Choice(ids) => Json::object([("choice", strings(ids))]),
            When::Thumb(thumb) => Json::object([("thumb", thumb.name().into())]),
        }
    }
}
