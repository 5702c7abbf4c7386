//! What may be done before a visitor has agreed.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// What may be done before the visitor has agreed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Nothing at all. The default for a new shop.
    #[default]
    Required,
    /// Asking, without an id: only the mark that a prompt was shown is stored.
    AskWithoutId,
    /// Everything.
    Full,
}

impl Consent {
    /// The name in files and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Consent::Required => "required",
            Consent::AskWithoutId => "ask_without_id",
            Consent::Full => "full",
        }
    }

    pub(super) fn decode(json: &Json) -> Decoded<Consent> {
        match json.str()? {
            "required" => Ok(Consent::Required),
            "ask_without_id" => Ok(Consent::AskWithoutId),
            "full" => Ok(Consent::Full),
            _ => Err(DecodeError::new(Fault::OneOf(
                "required, ask_without_id, full",
            ))),
        }
    }
}
