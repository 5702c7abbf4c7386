//! A batch of events as a browser sends it.

use super::{Refusal, WIRE_VERSION};
use crate::Millis;
use crate::json::Json;

/// The most events in a batch.
pub const MAX_EVENTS: usize = 100;

/// A batch as it arrives: events stay undecoded, so that a bad one does not spoil
/// the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch<'a> {
    /// The sender's clock when it was sent.
    pub sent_at: Millis,
    /// At most [`MAX_EVENTS`].
    pub events: &'a [Json],
}

impl<'a> Batch<'a> {
    /// Reads a batch.
    ///
    /// # Errors
    /// `unsupported_version`, `invalid_batch` or `too_many_events`.
    pub fn decode(json: &'a Json) -> Result<Batch<'a>, Refusal> {
        let invalid = Refusal::of("invalid_batch");
        let version = json.field("v", Json::integer).map_err(&invalid)?;
        if version != WIRE_VERSION {
            return Err(Refusal::new(
                "unsupported_version",
                "v: this collector speaks version 1",
            ));
        }
        let sent_at = json.field("sent_at", Json::integer).map_err(&invalid)?;
        let Some(Json::Array(events)) = json.get("events") else {
            return Err(Refusal::new("invalid_batch", "events: must be an array"));
        };
        if events.is_empty() {
            return Err(Refusal::new("invalid_batch", "events: must not be empty"));
        }
        if events.len() > MAX_EVENTS {
            return Err(Refusal::new(
                "too_many_events",
                "events: must be at most 100, send the rest in another batch",
            ));
        }
        Ok(Batch { sent_at, events })
    }
}
