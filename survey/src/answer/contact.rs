//! Where a shopper wants to be reached. Kept apart from answers.

use super::AnswerError;
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::question::Channel;
use crate::redact::acts;

/// Where the shopper wants to be reached. Kept apart from answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    /// An e-mail address.
    Email(String),
    /// A phone number.
    Phone(String),
}

impl Contact {
    pub(super) fn check(&self, channel: Channel) -> Result<(), AnswerError> {
        let fits = match (self, channel) {
            (Contact::Email(email), Channel::Email | Channel::Either) => is_email(email),
            (Contact::Phone(phone), Channel::Phone | Channel::Either) => is_phone(phone),
            _ => false,
        };
        fits.then_some(()).ok_or(AnswerError::InvalidContact)
    }

    pub(super) fn decode(json: &Json) -> Decoded<Contact> {
        let (name, value) = json.only_member()?;
        match name {
            "email" => value.string().map(Contact::Email),
            "phone" => value.string().map(Contact::Phone),
            _ => Err(DecodeError::new(Fault::OneOf("email, phone"))),
        }
    }

    pub(super) fn encode(&self) -> Json {
        let (name, value) = match self {
            Contact::Email(email) => ("email", email),
            Contact::Phone(phone) => ("phone", phone),
        };
        Json::object([(name, value.into())])
    }
}

/// Whether this could be an e-mail address: a mistype is worth catching, a rare
/// but valid form is not worth refusing.
pub fn is_email(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().rposition(|byte| *byte == b'@') else {
        return false;
    };
    let mut labels = bytes[at + 1..].split(|byte| *byte == b'.');
    at > 0
        && bytes.len() <= 254
        && bytes[at + 1..].contains(&b'.')
        && labels.all(|label| !label.is_empty())
        && !bytes.contains(&b' ')
        && !text.chars().any(|c| c.is_control() || acts(c))
}

/// Whether this could be a phone number: 6 to 15 digits (ITU-T E.164 allows 15)
/// with the usual punctuation. Arabic-Indic and Persian digits count.
pub fn is_phone(text: &str) -> bool {
    let is_digit =
        |c: &char| c.is_ascii_digit() || ('٠'..='٩').contains(c) || ('۰'..='۹').contains(c);
    let digits = text.chars().filter(is_digit).count();
    (6..=15).contains(&digits)
        && text.len() <= 64
        && text
            .chars()
            .all(|c| is_digit(&c) || matches!(c, ' ' | '+' | '-' | '(' | ')' | '.'))
}
