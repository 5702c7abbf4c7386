//! What happened of the things that a trigger waits for, to be shown beside it.

use super::Trigger;
use crate::context::Signals;
use crate::json::Json;

impl Trigger {
    /// What there is now of what it waits for; null where it combines others.
    pub(crate) fn found(&self, prompt: &str, signals: &Signals) -> Json {
        if signals.calls.iter().any(|id| id == prompt) {
            return Json::object([("called", true.into())]);
        }
        match self {
            Trigger::Time(_) => signals.seconds.into(),
            Trigger::Scroll(_) => signals.scroll.into(),
            Trigger::Inactivity(_) => signals.inactive.into(),
            Trigger::ExitIntent => signals.exit_intent.into(),
            Trigger::Event(wanted, conditions) => {
                let told = signals.events.iter().filter(|(name, _)| name == wanted);
                let last = told.clone().next_back();
                Json::object([
                    ("times", (told.count() as u64).into()),
                    ("last", last.map(|(_, told)| conditions.found(told)).into()),
                ])
            }
            Trigger::FormError => signals.form_error.into(),
            Trigger::Click(selector) => signals.clicks.contains(selector).into(),
            Trigger::Call => false.into(),
            Trigger::Any(_) | Trigger::All(_) => Json::Null,
        }
    }
}
