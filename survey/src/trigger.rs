//! What must happen inside a step before a prompt is asked.

use crate::context::Signals;
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, require};

mod condition;
mod found;

pub use condition::Conditions;

/// A trigger, read against what happened on the page so far.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// So many seconds on the step; 0 asks at once.
    Time(u32),
    /// So many percent of the page scrolled into view, 0 to 100.
    Scroll(u32),
    /// So many seconds without any input.
    Inactivity(u32),
    /// Signs that the visitor is about to leave.
    ExitIntent,
    /// An event of this name, pushed to the dataLayer or by `tillside('event')`, for
    /// which all conditions hold.
    Event(String, Conditions),
    /// A field of the page turned out to be wrong, by the browser's own check or by the
    /// page's.
    FormError,
    /// A click on an element that matches this selector.
    Click(String),
    /// A call of `tillside('ask', id)`.
    Call,
    /// At least one of these.
    Any(Vec<Trigger>),
    /// Every one of these.
    All(Vec<Trigger>),
}

impl Trigger {
    /// Whether it has happened. A call for the prompt by name fires any trigger.
    pub fn has_fired(&self, prompt: &str, signals: &Signals) -> bool {
        let called = || signals.calls.iter().any(|id| id == prompt);
        let fired = match self {
            Trigger::Time(seconds) => signals.seconds >= *seconds,
            Trigger::Scroll(percent) => signals.scroll >= *percent,
            Trigger::Inactivity(seconds) => signals.inactive >= *seconds,
            Trigger::ExitIntent => signals.exit_intent,
            Trigger::Event(wanted, conditions) => signals
                .events
                .iter()
                .any(|(name, told)| name == wanted && conditions.hold(told)),
            Trigger::FormError => signals.form_error,
            Trigger::Click(selector) => signals.clicks.contains(selector),
            Trigger::Call => false,
            Trigger::Any(list) => list.iter().any(|one| one.has_fired(prompt, signals)),
            Trigger::All(list) => list.iter().all(|one| one.has_fired(prompt, signals)),
        };
        fired || called()
    }

    /// Whether it may fire while the page is still arriving.
    pub fn is_immediate(&self) -> bool {
        match self {
            Trigger::Time(seconds) => *seconds < 2,
            Trigger::Scroll(percent) => *percent == 0,
            Trigger::Any(list) => list.iter().any(Trigger::is_immediate),
            Trigger::All(list) => list.iter().all(Trigger::is_immediate),
            _ => false,
        }
    }

    /// Whether an event of this name may fire it.
    pub fn hears(&self, event: &str) -> bool {
        match self {
            Trigger::Event(name, _) => name == event,
            Trigger::Any(list) | Trigger::All(list) => list.iter().any(|one| one.hears(event)),
            _ => false,
        }
    }

    /// Every selector whose clicks matter.
    pub fn selectors(&self) -> Vec<&str> {
        match self {
            Trigger::Click(selector) => vec![selector],
            Trigger::Any(list) | Trigger::All(list) => {
                list.iter().flat_map(Trigger::selectors).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Reads a trigger, such as `{"any":[{"inactivity":20},{"exit_intent":true}]}`.
    ///
    /// # Errors
    /// When it is unknown, empty or out of range.
    pub fn decode(json: &Json) -> Decoded<Trigger> {
        let (name, value) = json.only_member()?;
        let list = || {
            let list = value.each(Trigger::decode)?;
            require(!list.is_empty(), Fault::Empty)?;
            Ok(list)
        };
        let read = || match name {
            "time" => value.count(86_400).map(Trigger::Time),
            "scroll" => value.count(100).map(Trigger::Scroll),
            "inactivity" => value.count(86_400).map(Trigger::Inactivity),
            "exit_intent" => Ok(Trigger::ExitIntent),
            "event" => match value.as_str() {
                Some(name) => Ok(Trigger::Event(name.to_owned(), Conditions::default())),
                None => Ok(Trigger::Event(
                    value.field("name", Json::string)?,
                    value
                        .optional("where", Conditions::decode)?
                        .unwrap_or_default(),
                )),
            },
            "form_error" => {
                require(*value == Json::Bool(true), Fault::OneOf("true"))?;
                Ok(Trigger::FormError)
            }
            "click" => value.string().map(Trigger::Click),
            "call" => Ok(Trigger::Call),
            "any" => list().map(Trigger::Any),
            "all" => list().map(Trigger::All),
            _ => Err(DecodeError::new(Fault::Unknown)),
        };
        read().map_err(|error| error.under(name))
    }

    /// Writes what [`Trigger::decode`] reads.
    pub fn encode(&self) -> Json {
        let list = |list: &[Trigger]| Json::array(list.iter().map(Trigger::encode));
        let (name, value) = match self {
            Trigger::Time(seconds) => ("time", (*seconds).into()),
            Trigger::Scroll(percent) => ("scroll", (*percent).into()),
            Trigger::Inactivity(seconds) => ("inactivity", (*seconds).into()),
            Trigger::ExitIntent => ("exit_intent", true.into()),
            Trigger::Event(name, conditions) if *conditions == Conditions::default() => {
                ("event", name.into())
            }
            Trigger::Event(name, conditions) => (
                "event",
                Json::object([("name", name.into()), ("where", conditions.encode())]),
            ),
            Trigger::FormError => ("form_error", true.into()),
            Trigger::Click(selector) => ("click", selector.into()),
            Trigger::Call => ("call", true.into()),
            Trigger::Any(triggers) => ("any", list(triggers)),
            Trigger::All(triggers) => ("all", list(triggers)),
        };
        Json::object([(name, value)])
    }
}
