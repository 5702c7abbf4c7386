//! One showing of one prompt, as each of its events tells it.

use super::{EventKind, uuid};
use crate::Millis;
use crate::answer::Answer;
use crate::json::{Decoded, Json};
use crate::question::id;

/// One showing of one prompt to one visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// The prompt's id.
    pub prompt: String,
    /// The prompt's version.
    pub version: u32,
    /// The wording that was shown.
    pub variant: Option<String>,
    /// The answer's id, made when the prompt was shown.
    pub answer: String,
    /// Grows with each snapshot; the highest wins.
    pub seq: u32,
    /// When the prompt was shown; the numbers are kept by this time.
    pub asked_at: Millis,
    /// What was said so far; only with [`EventKind::Answered`].
    pub values: Option<Answer>,
}

impl Asking {
    pub(super) fn decode(json: &Json, kind: EventKind) -> Decoded<Asking> {
        let values = match kind {
            EventKind::Answered => Some(json.field("values", Answer::decode)?),
            _ => None,
        };
        Ok(Asking {
            prompt: json.field("prompt", id)?,
            version: json.field("version", |n| n.count(u32::MAX))?,
            variant: json.optional("variant", id)?,
            answer: json.field("answer", uuid)?,
            seq: json.field("seq", |n| n.count(1_000_000))?,
            asked_at: json.field("asked_at", Json::integer)?,
            values,
        })
    }
}
