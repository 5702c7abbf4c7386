//! From where a shop that waits for consent hears of it, besides its own calls.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// From where consent is heard of, besides `tillside('consent')`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// Google's consent mode, and the consent tool of the shop's platform.
    #[default]
    Tools,
    /// The IAB's Transparency and Consent Framework alone.
    Tcf,
    /// Nothing else.
    Call,
}

impl Signal {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Signal::Tools => "tools",
            Signal::Tcf => "tcf",
            Signal::Call => "call",
        }
    }

    pub(super) fn decode(json: &Json) -> Decoded<Signal> {
        match json.str()? {
            "tools" => Ok(Signal::Tools),
            "tcf" => Ok(Signal::Tcf),
            "call" => Ok(Signal::Call),
            _ => Err(DecodeError::new(Fault::OneOf("tools, tcf, call"))),
        }
    }
}
