//! Whether a prompt is asked.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// Whether a prompt is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not published.
    Draft,
    /// Asked.
    Live,
    /// Not asked for now; answers that are under way are still taken.
    Paused,
    /// Not asked, though its moments are counted as if it were: to see who would meet it.
    Rehearsal,
}

impl State {
    /// The name in files and the store.
    pub fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Live => "live",
            State::Paused => "paused",
            State::Rehearsal => "rehearsal",
        }
    }

    /// Whether pages are told of it, be it to ask or to count.
    pub fn is_in_book(self) -> bool {
        matches!(self, State::Live | State::Rehearsal)
    }

    /// Reads a name.
    ///
    /// # Errors
    /// When it is none of the four.
    pub fn decode(json: &Json) -> Decoded<State> {
        match json.str()? {
            "draft" => Ok(State::Draft),
            "live" => Ok(State::Live),
            "paused" => Ok(State::Paused),
            "rehearsal" => Ok(State::Rehearsal),
            _ => Err(DecodeError::new(Fault::OneOf(
                "draft, live, paused, rehearsal",
            ))),
        }
    }
}
