//! What a shopper said, valid for the prompt that was asked or not built at all.

use crate::json::{Decoded, Json};
use crate::prompt::Prompt;

mod contact;
mod thumb;
mod value;

pub use contact::{Contact, is_email, is_phone};
pub use thumb::Thumb;
pub use value::Value;

/// Everything said so far: a full snapshot, never a change to an earlier one.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// To the question.
    pub question: Value,
    /// To the follow-up that this answer led to.
    pub follow_up: Option<Value>,
}

/// Why an answer does not fit its prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// The value belongs to another kind of question, or there is no follow-up.
    WrongKind,
    /// The score is off the scale.
    ScoreOutOfRange,
    /// A choice, or a part of the order shown, is not among those offered.
    ChoiceNotOffered,
    /// A text is longer than the question allows.
    TextTooLong,
    /// Nothing was said.
    Empty,
    /// The address or number does not look like one, or is not what was asked for.
    InvalidContact,
}

impl AnswerError {
    /// The stable code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            AnswerError::WrongKind => "wrong_kind",
            AnswerError::ScoreOutOfRange => "score_out_of_range",
            AnswerError::ChoiceNotOffered => "choice_not_offered",
            AnswerError::TextTooLong => "text_too_long",
            AnswerError::Empty => "empty_answer",
            AnswerError::InvalidContact => "invalid_contact",
        }
    }
}

impl Answer {
    /// An answer to `prompt`.
    ///
    /// # Errors
    /// When a value does not fit its question, or there is a follow-up value
    /// though this answer leads to no follow-up.
    pub fn build(
        prompt: &Prompt,
        question: Value,
        follow_up: Option<Value>,
    ) -> Result<Answer, AnswerError> {
        let answer = Answer {
            question,
            follow_up,
        };
        answer.check(prompt)?;
        Ok(answer)
    }

    /// Whether it fits `prompt`.
    ///
    /// # Errors
    /// As [`Answer::build`].
    pub fn check(&self, prompt: &Prompt) -> Result<(), AnswerError> {
        self.question.check(&prompt.question)?;
        match (&self.follow_up, prompt.follow_up_for(&self.question)) {
            (None, _) => Ok(()),
            (Some(value), Some((_, question))) => value.check(question),
            (Some(_), None) => Err(AnswerError::WrongKind),
        }
    }

    /// Takes card numbers, e-mail addresses, phone numbers, IBANs and characters that act
    /// without being seen out of what was typed. A contact stays: it was asked for with
    /// its reason.
    pub fn redact(&mut self) {
        self.question.redact();
        if let Some(value) = &mut self.follow_up {
            value.redact();
        }
    }

    /// Reads an answer's shape; [`Answer::check`] tells whether it fits.
    ///
    /// # Errors
    /// When a value is malformed.
    pub fn decode(json: &Json) -> Decoded<Answer> {
        Ok(Answer {
            question: json.field("question", Value::decode)?,
            follow_up: json.optional("follow_up", Value::decode)?,
        })
    }

    /// Writes what [`Answer::decode`] reads.
    pub fn encode(&self) -> Json {
        Json::object([
            ("question", self.question.encode()),
            (
                "follow_up",
                self.follow_up.as_ref().map(Value::encode).into(),
            ),
        ])
    }
}
