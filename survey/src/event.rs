//! What the widget reports, as it travels from the browser to the store.
//!
//! An [`Event`] is what a browser sends; a [`Queued`] is the same event after the
//! collector accepted it, as it waits in the queue.

use crate::Millis;
use crate::answer::Answer;
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::prompt::Prompt;

mod asking;
mod batch;
mod doubt;
mod erasure;
mod facts;
mod kind;
mod queued;
mod refusal;

pub use asking::Asking;
pub use batch::{Batch, MAX_EVENTS};
pub use doubt::{Doubt, Doubts};
pub use erasure::Erasure;
pub use facts::{Facts, kept};
pub use kind::EventKind;
pub use queued::Queued;
pub use refusal::Refusal;

/// The version of the wire format that this code speaks.
pub const WIRE_VERSION: i64 = 1;

/// One thing that happened in a browser.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// A UUID, version 7 from our own widget; the same event always has the same.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// When, by the visitor's clock until the collector corrects it.
    pub occurred_at: Millis,
    /// The book's token; the queue does not keep it.
    pub token: Option<String>,
    /// The visitor's id, where consent allows one.
    pub visitor: Option<String>,
    /// Where the shopper stood.
    pub context: Facts,
    /// The asking that it belongs to; `None` for `step_reached` only.
    pub asking: Option<Asking>,
}

impl Event {
    /// Reads an event's shape.
    ///
    /// # Errors
    /// `invalid_event`, `invalid_event_id` or `invalid_context`, with the place.
    pub fn decode(json: &Json) -> Result<Event, Refusal> {
        let invalid = Refusal::of("invalid_event");
        let id = json
            .field("id", uuid)
            .map_err(Refusal::of("invalid_event_id"))?;
        let kind = json.field("type", EventKind::decode).map_err(&invalid)?;
        let mut context = json
            .field("context", Facts::decode)
            .map_err(Refusal::of("invalid_context"))?;
        let asking = match kind {
            EventKind::StepReached => {
                // They are kept with what was asked alone.
                context.keep(&[]);
                None
            }
            _ => Some(Asking::decode(json, kind).map_err(&invalid)?),
        };
        Ok(Event {
            id,
            kind,
            occurred_at: json.field("occurred_at", Json::integer).map_err(&invalid)?,
            token: json.optional("token", Json::string).map_err(&invalid)?,
            visitor: json.optional("visitor", uuid).map_err(&invalid)?,
            context,
            asking,
        })
    }

    /// Whether what was said fits the prompt that was asked.
    ///
    /// # Errors
    /// With the code of the [`crate::answer::AnswerError`], or `invalid_event` for
    /// a variant that the prompt does not have.
    pub fn check(&self, prompt: &Prompt) -> Result<(), Refusal> {
        let Some(asking) = &self.asking else {
            return Ok(());
        };
        if let Some(variant) = &asking.variant {
            let known = prompt
                .experiment
                .iter()
                .flat_map(|experiment| &experiment.variants)
                .any(|one| one.id == *variant);
            if !known {
                return Err(Refusal::new(
                    "invalid_event",
                    "variant: is not the prompt's",
                ));
            }
        }
        match &asking.values {
            None => Ok(()),
            Some(answer) => answer.check(prompt).map_err(|error| {
                Refusal::new(error.code(), "values: do not fit the question asked")
            }),
        }
    }

    /// Redacts what was typed.
    pub fn redact(&mut self) {
        if let Some(answer) = self.asking.as_mut().and_then(|a| a.values.as_mut()) {
            answer.redact();
        }
    }

    /// Writes what [`Event::decode`] reads.
    pub fn encode(&self) -> Json {
        let asking = self.asking.as_ref();
        Json::object([
            ("id", (&self.id).into()),
            ("type", self.kind.name().into()),
            ("occurred_at", self.occurred_at.into()),
            ("token", self.token.as_ref().into()),
            ("visitor", self.visitor.as_ref().into()),
            ("context", self.context.encode()),
            ("prompt", asking.map(|a| &a.prompt).into()),
            ("version", asking.map(|a| a.version).into()),
            ("variant", asking.and_then(|a| a.variant.as_ref()).into()),
            ("answer", asking.map(|a| &a.answer).into()),
            ("seq", asking.map(|a| a.seq).into()),
            ("asked_at", asking.map(|a| a.asked_at).into()),
            (
                "values",
                asking
                    .and_then(|a| a.values.as_ref())
                    .map(Answer::encode)
                    .into(),
            ),
        ])
    }
}

/// Reads a UUID of any version in its usual form; letters become lower case, so
/// that one id has one spelling.
fn uuid(json: &Json) -> Decoded<String> {
    let text = json.str()?;
    let fits = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if fits {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(DecodeError::new(Fault::Uuid))
    }
}
