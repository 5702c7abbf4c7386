//! Up or down.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thumb {
    /// Good.
    Up,
    /// Bad.
    Down,
}

impl Thumb {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Thumb::Up => "up",
            Thumb::Down => "down",
        }
    }

    pub(crate) fn decode(json: &Json) -> Decoded<Thumb> {
        match json.str()? {
            "up" => Ok(Thumb::Up),
            "down" => Ok(Thumb::Down),
            _ => Err(DecodeError::new(Fault::OneOf("up, down"))),
        }
    }
}
