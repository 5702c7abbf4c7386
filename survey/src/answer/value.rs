//! What was said to one question.

use super::{AnswerError, Contact, Thumb};
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::prompt::strings;
use crate::question::{Choices, Kind, MAX_OTHER, Question};
use crate::redact::{is_blank, redact};

/// What was said to one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// On the scale of the question.
    Score(u8),
    /// Up or down.
    Thumb(Thumb),
    /// One choice.
    Choice {
        /// Its id.
        choice: String,
        /// What was typed beside "other".
        other: Option<String>,
        /// The ids in the order shown, where they were shuffled.
        order: Vec<String>,
    },
    /// Several choices.
    Choices {
        /// Their ids, without repetition.
        choices: Vec<String>,
        /// What was typed beside "other".
        other: Option<String>,
        /// The ids in the order shown, where they were shuffled.
        order: Vec<String>,
    },
    /// Free text.
    Text(String),
    /// Where the shopper wants to be reached.
    Contact(Contact),
}

impl Value {
    /// The options that this value counts for: a score, choices, a thumb; none for
    /// text and contacts.
    pub fn options(&self) -> Vec<String> {
        match self {
            Value::Score(score) => vec![crate::json::decimal((*score).into())],
            Value::Thumb(thumb) => vec![thumb.name().to_owned()],
            Value::Choice { choice, .. } => vec![choice.clone()],
            Value::Choices { choices, .. } => choices.clone(),
            Value::Text(_) | Value::Contact(_) => Vec::new(),
        }
    }

    /// What was typed: the free text, or the text beside "other".
    pub fn words(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Choice { other, .. } | Value::Choices { other, .. } => other.as_deref(),
            _ => None,
        }
    }

    pub(super) fn check(&self, question: &Question) -> Result<(), AnswerError> {
        match (self, &question.kind) {
            (Value::Score(score), Kind::Nps(_) | Kind::Csat { .. } | Kind::Ces(_)) => {
                let fits = question
                    .scale()
                    .is_some_and(|(low, high)| (low..=high).contains(score));
                fits.then_some(()).ok_or(AnswerError::ScoreOutOfRange)
            }
            (Value::Thumb(_), Kind::Thumbs) => Ok(()),
            (
                Value::Choice {
                    choice,
                    other,
                    order,
                },
                Kind::Choice(list),
            ) => offered(list, std::slice::from_ref(choice), other.as_deref(), order),
            (
                Value::Choices {
                    choices,
                    other,
                    order,
                },
                Kind::Choices(list),
            ) => offered(list, choices, other.as_deref(), order),
            (Value::Text(text), Kind::Text { max_length, .. }) => {
                if is_blank(text) {
                    return Err(AnswerError::Empty);
                }
                at_most(text, *max_length)
            }
            (Value::Contact(contact), Kind::Contact { channel, .. }) => contact.check(*channel),
            _ => Err(AnswerError::WrongKind),
        }
    }

    pub(super) fn redact(&mut self) {
        match self {
            Value::Text(text) => *text = redact(text),
            Value::Choice { other, .. } | Value::Choices { other, .. } => {
                *other = other.as_deref().map(redact);
            }
            Value::Score(_) | Value::Thumb(_) | Value::Contact(_) => {}
        }
    }

    pub(super) fn decode(json: &Json) -> Decoded<Value> {
        let rest = || -> Decoded<(Option<String>, Vec<String>)> {
            let other = json.optional("other", Json::string)?;
            Ok((
                other.filter(|text| !is_blank(text)),
                json.list("order", Json::string)?,
            ))
        };
        if let Some(score) = json.optional("score", |n| n.integer())? {
            // Off any scale is still a score; `check` has the right word for it.
            return Ok(Value::Score(u8::try_from(score).unwrap_or(u8::MAX)));
        }
        if let Some(choice) = json.optional("choice", Json::string)? {
            let (other, order) = rest()?;
            return Ok(Value::Choice {
                choice,
                other,
                order,
            });
        }
        if json.get("choices").is_some() {
            let (other, order) = rest()?;
            return Ok(Value::Choices {
                choices: json.list("choices", Json::string)?,
                other,
                order,
            });
        }
        if let Some(thumb) = json.optional("thumb", Thumb::decode)? {
            return Ok(Value::Thumb(thumb));
        }
        if let Some(text) = json.optional("text", Json::string)? {
            return Ok(Value::Text(text));
        }
        if let Some(contact) = json.optional("contact", Contact::decode)? {
            return Ok(Value::Contact(contact));
        }
        Err(DecodeError::new(Fault::Lacks(
            "score, choice, choices, thumb, text, contact",
        )))
    }

    /// Writes what [`super::Answer::decode`] reads for one value.
    pub fn encode(&self) -> Json {
        let picked = |name, picked: Json, other: &Option<String>, order: &[String]| {
            Json::object([
                (name, picked),
                ("other", other.as_ref().into()),
                ("order", (!order.is_empty()).then(|| strings(order)).into()),
            ])
        };
        match self {
            Value::Score(score) => Json::object([("score", (*score).into())]),
            Value::Thumb(thumb) => Json::object([("thumb", thumb.name().into())]),
            Value::Choice {
                choice,
                other,
                order,
            } => picked("choice", choice.into(), other, order),
            Value::Choices {
                choices,
                other,
                order,
            } => picked("choices", strings(choices), other, order),
            Value::Text(text) => Json::object([("text", text.into())]),
            Value::Contact(contact) => Json::object([("contact", contact.encode())]),
        }
    }
}

fn offered(
    list: &Choices,
    picked: &[String],
    other: Option<&str>,
    order: &[String],
) -> Result<(), AnswerError> {
    if picked.is_empty() {
        return Err(AnswerError::Empty);
    }
    let repeats = |ids: &[String]| (1..ids.len()).any(|i| ids[..i].contains(&ids[i]));
    let unknown = |ids: &[String]| ids.iter().any(|id| list.find(id).is_none());
    if unknown(picked) || unknown(order) || repeats(picked) || repeats(order) {
        return Err(AnswerError::ChoiceNotOffered);
    }
    match other {
        None => Ok(()),
        Some(text) => {
            let is_other = |id: &String| list.find(id).is_some_and(|choice| choice.other);
            if !picked.iter().any(is_other) {
                return Err(AnswerError::WrongKind);
            }
            at_most(text, MAX_OTHER)
        }
    }
}

fn at_most(text: &str, most: u32) -> Result<(), AnswerError> {
    // Counted as the browser's maxlength counts, in UTF-16 units, so that what the
    // card lets a shopper type is never refused. An address that was taken out counts as
    // the shortest there is, `a@b`, or redaction could make an answer too long.
    let addresses = text
        .as_bytes()
        .windows(7)
        .filter(|part| *part == b"[email]");
    if text.encode_utf16().count() - 4 * addresses.count() > most as usize {
        Err(AnswerError::TextTooLong)
    } else {
        Ok(())
    }
}
