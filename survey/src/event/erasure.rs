//! The wish of a visitor to be forgotten, from the browser to the store.

use super::{Refusal, WIRE_VERSION, uuid};
use crate::Millis;
use crate::json::{Decoded, Json};

/// The wish of a visitor to be forgotten, as it waits in the queue among the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The shop's key.
    pub shop: String,
    /// When the collector accepted it.
    pub received_at: Millis,
    /// Whose events are to be erased, those that come later included.
    pub visitor: String,
}

impl Erasure {
    /// The visitor whom a browser wants forgotten; `None` where it names none.
    ///
    /// # Errors
    /// `unsupported_version` or `invalid_request`.
    pub fn wish(json: &Json) -> Result<Option<String>, Refusal> {
        let invalid = Refusal::of("invalid_request");
        let version = json.field("v", Json::integer).map_err(&invalid)?;
        if version != WIRE_VERSION {
            let detail = "v: this collector speaks version 1";
            return Err(Refusal::new("unsupported_version", detail));
        }
        json.optional("visitor", uuid).map_err(&invalid)
    }

    /// Reads a queue entry.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn decode(json: &Json) -> Decoded<Erasure> {
        Ok(Erasure {
            shop: json.field("shop", Json::string)?,
            received_at: json.field("received_at", Json::integer)?,
            visitor: json.field("erase", uuid)?,
        })
    }

    /// Writes what [`Erasure::decode`] reads.
    pub fn encode(&self) -> Json {
        Json::object([
            ("v", WIRE_VERSION.into()),
            ("shop", (&self.shop).into()),
            ("received_at", self.received_at.into()),
            ("erase", (&self.visitor).into()),
        ])
    }
}
