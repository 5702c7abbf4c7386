//! What can happen in a browser.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// A step was reached for the first time in a session.
    StepReached,
    /// A prompt was shown.
    Shown,
    /// The moment came, but nothing was shown: holdout or rehearsal.
    Withheld,
    /// The shopper answered, or changed or completed an answer.
    Answered,
    /// The shopper closed the prompt without answering.
    Dismissed,
}

impl EventKind {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::StepReached => "step_reached",
            EventKind::Shown => "shown",
            EventKind::Withheld => "withheld",
            EventKind::Answered => "answered",
            EventKind::Dismissed => "dismissed",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// When it is none of the five.
    pub fn decode(json: &Json) -> Decoded<EventKind> {
        match json.str()? {
            "step_reached" => Ok(EventKind::StepReached),
            "shown" => Ok(EventKind::Shown),
            "withheld" => Ok(EventKind::Withheld),
            "answered" => Ok(EventKind::Answered),
            "dismissed" => Ok(EventKind::Dismissed),
            _ => Err(DecodeError::new(Fault::Unknown)),
        }
    }
}
