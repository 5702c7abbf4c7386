//! The one question that may follow on an answer.

use super::When;
use crate::json::{Decoded, Json};
use crate::question::Question;

/// One possible second question.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    /// The answers after which it is asked.
    pub when: When,
    /// What is asked.
    pub question: Question,
}

impl FollowUp {
    pub(super) fn decode(json: &Json) -> Decoded<FollowUp> {
        Ok(FollowUp {
            when: When::of(json)?,
            question: json.field("question", Question::decode)?,
        })
    }

    pub(super) fn encode(&self) -> Json {
        Json::object([
            ("when", self.when.encode()),
            ("question", self.question.encode()),
        ])
    }
}
