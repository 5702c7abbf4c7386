//! The choices of a question.

use super::id;
use crate::fault::Fault;
use crate::json::{Decoded, Json, check, require};
use crate::text::Text;

/// The choices of a question, 2 to 20 with distinct ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// In the order in which the marketer wrote them.
    pub choices: Vec<Choice>,
    /// Whether each visitor sees them in another order.
    pub shuffle: bool,
}

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Counts together across languages and wordings; 1 to 64 of `a-z 0-9 -`.
    pub id: String,
    /// What the shopper reads.
    pub text: Text,
    /// Whether it opens a text field; such a choice stays last.
    pub other: bool,
}

impl Choices {
    pub(super) fn decode(json: &Json) -> Decoded<Choices> {
        let choices = json.list("choices", Choice::decode)?;
        check(|| {
            require((2..=20).contains(&choices.len()), Fault::Between(2, 20))?;
            let mut ids = choices.iter().enumerate();
            let distinct = ids.all(|(index, choice)| {
                let mut before = choices[..index].iter();
                before.all(|other| other.id != choice.id)
            });
            require(distinct, Fault::SameId)?;
            let others = choices.iter().filter(|choice| choice.other).count();
            require(others <= 1, Fault::Others)
        })
        .map_err(|error| error.under("choices"))?;
        Ok(Choices {
            choices,
            shuffle: json.optional("shuffle", Json::bool)?.unwrap_or(false),
        })
    }

    /// The choice with this id.
    pub fn find(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}

impl Choice {
    pub(super) fn decode(json: &Json) -> Decoded<Choice> {
        Ok(Choice {
            id: json.field("id", id)?,
            text: json.field("text", Text::decode)?,
            other: json.optional("other", Json::bool)?.unwrap_or(false),
        })
    }

    pub(super) fn encode(&self) -> Json {
        Json::object([
            ("id", (&self.id).into()),
            ("text", self.text.encode()),
            ("other", self.other.then_some(true).into()),
        ])
    }
}
