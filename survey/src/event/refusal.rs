//! Why an event is not accepted.

use crate::json::DecodeError;

/// Why an event is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code of the error table.
    pub code: &'static str,
    /// Where and what, for the integrator; never what a shopper typed.
    pub detail: String,
}

impl Refusal {
    /// A refusal with a code of the error table.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Refusal {
        Refusal {
            code,
            detail: detail.into(),
        }
    }

    pub(super) fn of(code: &'static str) -> impl Fn(DecodeError) -> Refusal {
        move |error| Refusal::new(code, error.to_string())
    }
}
