//! How often one visitor may be asked, and how many answers are wanted.

use crate::context::Shown;
use crate::json::{Decoded, Json};
use crate::{DAY, Millis};

/// How often one visitor may be asked, and how many answers are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The most showings; 0 means no limit.
    pub times: u32,
    /// Showings are forgotten this many days after the last; 0 means never.
    pub every_days: u32,
    /// Whether an answer ends it for good.
    pub until_answered: bool,
    /// The number of answers after which nobody is asked any more.
    pub stop_at: Option<u32>,
}

impl Default for Cap {
    fn default() -> Self {
        Cap {
            times: 1,
            every_days: 0,
            until_answered: true,
            stop_at: None,
        }
    }
}

impl Cap {
    /// When showings are forgotten; `None` for never.
    pub fn forgets(&self, shown: Shown) -> Option<Millis> {
        let memory = Millis::from(self.every_days) * DAY;
        (memory > 0).then(|| shown.at.saturating_add(memory))
    }

    pub(super) fn decode(json: &Json) -> Decoded<Cap> {
        let usual = Cap::default();
        Ok(Cap {
            times: json
                .optional("times", |n| n.count(1_000))?
                .unwrap_or(usual.times),
            every_days: json
                .optional("every_days", |n| n.count(3_650))?
                .unwrap_or(usual.every_days),
            until_answered: json
                .optional("until_answered", Json::bool)?
                .unwrap_or(usual.until_answered),
            stop_at: json.optional("stop_at", |n| n.count(u32::MAX))?,
        })
    }

    pub(crate) fn encode(&self) -> Json {
        Json::object([
            ("times", self.times.into()),
            ("every_days", self.every_days.into()),
            ("until_answered", self.until_answered.into()),
            ("stop_at", self.stop_at.into()),
        ])
    }
}
