//! What is known about a visitor at one moment. Filled by the widget, read by
//! [`crate::decide`]; nothing here is sent anywhere as it stands.

use crate::Millis;
use crate::json::{DecodeError, Decoded, Json};

mod events;

pub use events::Events;

/// The facts that targeting, triggers and caps read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// The random id by which sampling and arms are decided; never empty.
    pub visitor: String,
    /// Where the shopper stands: `product`, `cart`, `checkout`, `confirmation` or
    /// a name of the shop's own; empty where it is not known.
    pub step: String,
    /// The full address of the page.
    pub url: String,
    /// On what the page is seen.
    pub device: Device,
    /// The page's language, a BCP 47 tag.
    pub language: String,
    /// The hour of the week in the shop's zone, 0 for the first of Monday; `None` where
    /// nobody needs it or the browser does not know the zone.
    pub local_hour: Option<u32>,
    /// Whether this is not the first visit.
    pub returning: bool,
    /// The value of the cart, in `currency`.
    pub value: Option<f64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The number of items in the cart.
    pub items: Option<u32>,
    /// Campaign parameters by name, without the `utm_`.
    pub utm: Vec<(String, String)>,
    /// What the shop said with `tillside('set', …)`.
    pub attributes: Vec<(String, String)>,
    /// Steps reached before, this one included.
    pub steps_seen: Vec<String>,
    /// Whether something was added to the cart in this visit.
    pub added_to_cart: bool,
    /// What happened on the page since the step was reached.
    pub signals: Signals,
    /// What this visitor was asked before.
    pub history: History,
}

/// What happened on the page since the step was reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signals {
    /// Seconds on this step, over all its pages.
    pub seconds: u32,
    /// Seconds without any input.
    pub inactive: u32,
    /// The deepest scroll position, in percent of the page.
    pub scroll: u32,
    /// Whether the visitor showed signs of leaving.
    pub exit_intent: bool,
    /// Whether a field of the page turned out to be wrong.
    pub form_error: bool,
    /// The page's own events.
    pub events: Events,
    /// Selectors of triggers that were clicked.
    pub clicks: Vec<String>,
    /// Prompts that the shop's code asked for.
    pub calls: Vec<String>,
}

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

/// On what a page is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// A small touch screen.
    Phone,
    /// A larger touch screen.
    Tablet,
    /// Anything else.
    #[default]
    Desktop,
}

impl Device {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Device::Phone => "phone",
            Device::Tablet => "tablet",
            Device::Desktop => "desktop",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn decode(json: &Json) -> Decoded<Device> {
        match json.str()? {
            "phone" => Ok(Device::Phone),
            "tablet" => Ok(Device::Tablet),
            "desktop" => Ok(Device::Desktop),
            _ => Err(DecodeError::new("must be phone, tablet or desktop")),
        }
    }
}

impl Context {
    /// Reads what the loader's bridge tells: the object of `bridge.context()` with
    /// `history` beside it. Scroll, inactivity, exit intent, clicks, errors in forms
    /// and the time in the shop's zone are the card's own and stay as they are by default. The page and the visitor's storage have a
    /// hand in both, so whatever makes no sense counts as not known.
    pub fn read(json: &Json, history: &Json) -> Context {
        let text = |name| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let count = |name| json.get(name).and_then(Json::as_number).map(|n| n as u32);
        let is = |name| json.get(name) == Some(&Json::Bool(true));
        let strings = |name| match json.get(name) {
            Some(Json::Array(list)) => list
                .iter()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        Context {
            visitor: text("visitor").unwrap_or_default(),
            step: text("step").unwrap_or_default(),
            url: text("url").unwrap_or_default(),
            device: match json.get("device").and_then(Json::as_str) {
                Some("phone") => Device::Phone,
                Some("tablet") => Device::Tablet,
                _ => Device::Desktop,
            },
            language: text("language").unwrap_or_default(),
            local_hour: None,
            returning: is("returning"),
            value: json.get("value").and_then(Json::as_number),
            currency: text("currency"),
            items: count("items"),
            utm: pairs(json.get("utm")),
            attributes: pairs(json.get("attributes")),
            steps_seen: strings("steps_seen"),
            added_to_cart: is("added"),
            signals: Signals {
                seconds: count("seconds").unwrap_or(0),
                events: Events(json.get("events").cloned().unwrap_or_default()),
                calls: strings("calls"),
                ..Signals::default()
            },
            history: History::read(history),
        }
    }
}

impl History {
    fn read(json: &Json) -> History {
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

/// The members of an object as text.
fn pairs(json: Option<&Json>) -> Vec<(String, String)> {
    let Some(Json::Object(members)) = json else {
        return Vec::new();
    };
    members
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.written()?)))
        .collect()
}
