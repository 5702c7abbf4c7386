//! Whether a prompt is asked.

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
}

impl State {
    /// The name in files and the store.
    pub fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Live => "live",
            State::Paused => "paused",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn decode(json: &Json) -> Decoded<State> {
        match json.str()? {
            "draft" => Ok(State::Draft),
            "live" => Ok(State::Live),
            "paused" => Ok(State::Paused),
            _ => Err(DecodeError::new("must be draft, live or paused")),
        }
    }
}
