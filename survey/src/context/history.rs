//! What a visitor was asked before, in this browser.

use crate::Millis;
use crate::json::Json;

/// What this visitor was asked before, in this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// By prompt id.
    pub shown: Vec<(String, Shown)>,
    /// When a prompt was last closed without an answer; 0 for never.
    pub closed: Millis,
}

/// How often one prompt was shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The number of showings.
    pub times: u32,
    /// The last showing.
    pub at: Millis,
    /// Whether it was answered.
    pub answered: bool,
}

impl History {
    /// What is known of one prompt.
    pub fn of(&self, prompt: &str) -> Shown {
        self.shown
            .iter()
            .find(|(id, _)| id == prompt)
            .map(|(_, shown)| *shown)
            .unwrap_or_default()
    }

    /// The last time any prompt was shown; 0 for never.
    pub fn last_shown(&self) -> Millis {
        self.shown
            .iter()
            .map(|(_, shown)| shown.at)
            .max()
            .unwrap_or(0)
    }
}

impl History {
    /// Writes what a browser keeps of it; what never happened is left out.
    pub fn encode(&self) -> Json {
        let shown = self.shown.iter().map(|(id, shown)| {
            let mark = Json::object([
                ("n", shown.times.into()),
                ("at", shown.at.into()),
                ("answered", shown.answered.then_some(true).into()),
            ]);
            (id.clone(), mark)
        });
        let shown = (!self.shown.is_empty()).then(|| Json::Object(shown.collect()));
        Json::object([
            ("shown", shown.into()),
            ("closed", (self.closed > 0).then_some(self.closed).into()),
        ])
    }

    pub(super) fn read(json: &Json) -> History {
        let shown = match json.get("shown") {
            Some(Json::Object(members)) => members
                .iter()
                .map(|(id, shown)| (id.clone(), Shown::read(shown)))
                .collect(),
            _ => Vec::new(),
        };
        History {
            shown,
            closed: json.get("closed").and_then(Json::as_integer).unwrap_or(0),
        }
    }
}

impl Shown {
    /// A spoilt entry still counts as a showing: better a prompt too few than one too
    /// many.
    fn read(json: &Json) -> Shown {
        let number = |name| json.get(name).and_then(Json::as_integer);
        Shown {
            times: number("n").and_then(|n| n.try_into().ok()).unwrap_or(1),
            at: number("at").unwrap_or(0),
            answered: json.get("answered") == Some(&Json::Bool(true)),
        }
    }
}
