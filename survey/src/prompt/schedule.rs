//! When a prompt runs.

use crate::Millis;
use crate::json::{DecodeError, Decoded, Json};

/// When a prompt runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Not before.
    pub from: Option<Millis>,
    /// Not at or after.
    pub until: Option<Millis>,
}

impl Schedule {
    /// Whether `now` lies inside.
    pub fn covers(&self, now: Millis) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    pub(super) fn decode(json: &Json) -> Decoded<Schedule> {
        let schedule = Schedule {
            from: json.optional("from", Json::integer)?,
            until: json.optional("until", Json::integer)?,
        };
        match schedule {
            Schedule {
                from: Some(from),
                until: Some(until),
            } if from >= until => Err(DecodeError::new("must lie after from").under("until")),
            _ => Ok(schedule),
        }
    }

    pub(super) fn encode(&self) -> Json {
        if *self == Schedule::default() {
            return Json::Null;
        }
        Json::object([("from", self.from.into()), ("until", self.until.into())])
    }
}
