//! What a `contact` question takes.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// What a `contact` question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// Either of them.
    Either,
}

impl Channel {
    pub(super) fn decode(json: &Json) -> Decoded<Channel> {
        match json.str()? {
            "email" => Ok(Channel::Email),
            "phone" => Ok(Channel::Phone),
            "either" => Ok(Channel::Either),
            _ => Err(DecodeError::new(Fault::OneOf("email, phone, either"))),
        }
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Phone => "phone",
            Channel::Either => "either",
        }
    }
}
