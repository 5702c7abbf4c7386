//! An event between the collector and the drain.

use super::{Doubts, Event, WIRE_VERSION};
use crate::Millis;
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// An accepted event, as it waits in the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Queued {
    /// The shop's key.
    pub shop: String,
    /// When the collector accepted it.
    pub received_at: Millis,
    /// A number, below 2^53, that no other acceptance of the same event has. An entry that
    /// the queue has twice, because a push failed that had succeeded, is known by it. Entries
    /// of older collectors have none.
    pub acceptance: Option<i64>,
    /// Whether the collector changed its times.
    pub corrected: bool,
    /// The code that the shopper was handed for it.
    pub coupon: Option<String>,
    /// Why it looks made by a machine.
    pub doubts: Doubts,
    /// The event, without its token.
    pub event: Event,
}

impl Queued {
    /// Reads a queue entry.
    ///
    /// # Errors
    /// When it is not one; such an entry is dead-lettered with this reason.
    pub fn decode(json: &Json) -> Decoded<Queued> {
        Ok(Queued {
            shop: json.field("shop", Json::string)?,
            received_at: json.field("received_at", Json::integer)?,
            acceptance: json.optional("acceptance", Json::integer)?,
            corrected: json.optional("corrected", Json::bool)?.unwrap_or(false),
            coupon: json.optional("coupon", Json::string)?,
            doubts: json.optional("doubts", Doubts::decode)?.unwrap_or_default(),
            event: json.field("event", |event| {
                Event::decode(event).map_err(|refusal| match refusal.code {
                    "invalid_event_id" => DecodeError::new(Fault::Uuid),
                    "invalid_context" => DecodeError::new(Fault::Unknown),
                    _ => DecodeError::new(Fault::Unknown),
                })
            })?,
        })
    }

    /// Writes what [`Queued::decode`] reads.
    pub fn encode(&self) -> Json {
        Json::object([
            ("v", WIRE_VERSION.into()),
            ("shop", (&self.shop).into()),
            ("received_at", self.received_at.into()),
            ("acceptance", self.acceptance.into()),
            ("corrected", self.corrected.then_some(true).into()),
            ("coupon", self.coupon.as_ref().into()),
            ("doubts", self.doubts.encode()),
            ("event", self.event.encode()),
        ])
    }
}
