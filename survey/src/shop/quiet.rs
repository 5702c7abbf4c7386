//! How long nothing is asked, over all prompts.

use crate::Millis;
use crate::context::History;
use crate::json::{Decoded, Json};

/// How long nothing is asked after a showing, over all prompts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quiet {
    /// Hours between two prompts, at most a year.
    pub between_hours: u32,
    /// Hours after a prompt was closed without an answer, at most a year.
    pub after_close_hours: u32,
}

impl Quiet {
    /// How long after a showing.
    pub fn between(&self) -> Millis {
        Millis::from(self.between_hours) * 3_600_000
    }

    /// How long after a close without an answer.
    pub fn after_close(&self) -> Millis {
        Millis::from(self.after_close_hours) * 3_600_000
    }

    /// When the later of the two ends for a visitor; what never began, ended long ago.
    pub fn end(&self, history: &History) -> Millis {
        let shown = history.last_shown().saturating_add(self.between());
        shown.max(history.closed.saturating_add(self.after_close()))
    }

    /// Reads it.
    ///
    /// # Errors
    /// When a number is negative or above a year.
    pub fn decode(json: &Json) -> Decoded<Quiet> {
        let hours = |name| json.optional(name, |n| n.count(8_784));
        Ok(Quiet {
            between_hours: hours("between_hours")?.unwrap_or(0),
            after_close_hours: hours("after_close_hours")?.unwrap_or(0),
        })
    }

    /// Writes what [`Quiet::decode`] reads.
    pub fn encode(&self) -> Json {
        Json::object([
            ("between_hours", self.between_hours.into()),
            ("after_close_hours", self.after_close_hours.into()),
        ])
    }
}
