//! What is known about a visitor at one moment. Filled by the widget, read by
//! [`crate::decide`]; nothing here is sent anywhere as it stands.

use crate::json::Json;

mod device;
mod events;
mod history;

pub use device::Device;
pub use events::Events;
pub use history::{History, Shown};

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
    /// The address from which the visit came; empty where there is none.
    pub referrer: String,
    /// On what the page is seen.
    pub device: Device,
    /// The page's language, a BCP 47 tag.
    pub language: String,
    /// The browser's own language, a BCP 47 tag; empty where it is not known.
    pub browser_language: String,
    /// The hour of the week in the shop's zone, 0 for the first of Monday; `None` where
    /// nobody needs it or the browser does not know the zone.
    pub local_hour: Option<u32>,
    /// Whether this is not the first visit.
    pub returning: bool,
    /// The number of visits, this one included; 0 where it is not known.
    pub visits: u32,
    /// The value of the cart, in `currency`.
    pub value: Option<f64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The number of items in the cart.
    pub items: Option<u32>,
    /// What the shop's code told last about the cart, as it stands.
    pub cart: Json,
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

impl Context {
    /// Reads what the loader's bridge tells: the object of `bridge.context()` with
    /// `history` beside it. What the card sees for itself stays as it is by default:
    /// scroll, inactivity, exit intent, clicks, errors in forms, the browser's language
    /// and the time in the shop's zone. The page and the visitor's storage have a
    /// hand in both, so whatever makes no sense counts as not known.
    pub fn read(json: &Json, history: &Json) -> Context {
        let text = |name| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let count = |name| json.get(name).and_then(Json::as_number).map(|n| n as u32);
        let is = |name| json.get(name) == Some(&Json::Bool(true));
        let whole = |name| json.get(name).cloned().unwrap_or_default();
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
            referrer: text("referrer").unwrap_or_default(),
            device: match json.get("device").and_then(Json::as_str) {
                Some("phone") => Device::Phone,
                Some("tablet") => Device::Tablet,
                _ => Device::Desktop,
            },
            language: text("language").unwrap_or_default(),
            browser_language: String::new(),
            local_hour: None,
            returning: is("returning"),
            visits: count("visits").unwrap_or(0),
            value: json.get("value").and_then(Json::as_number),
            currency: text("currency"),
            items: count("items"),
            cart: whole("cart"),
            utm: pairs(json.get("utm")),
            attributes: pairs(json.get("attributes")),
            steps_seen: strings("steps_seen"),
            added_to_cart: is("added"),
            signals: Signals {
                seconds: count("seconds").unwrap_or(0),
                events: Events(whole("events")),
                calls: strings("calls"),
                ..Signals::default()
            },
            history: History::read(history),
        }
    }
}

/// The members of an object as text.
pub(crate) fn pairs(json: Option<&Json>) -> Vec<(String, String)> {
    let Some(Json::Object(members)) = json else {
        return Vec::new();
    };
    members
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.written()?)))
        .collect()
}
