//! A moment in the shop as somebody describes it: what is asked about it, and how the server
//! is told. It stands in the address too, so that it can be handed on. No browser here.

use serde_json::{Value, json};

use crate::filters::query::Query;
use crate::json;

/// How a part of a moment is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// One of several.
    Choice,
    /// So or not.
    Check,
}

/// What every moment is told by.
pub const FIRST: [(&str, Kind); 9] = [
    ("url", Kind::Text),
    ("step", Kind::Choice),
    ("device", Kind::Choice),
    ("language", Kind::Choice),
    ("visitor", Kind::Choice),
    ("value", Kind::Number),
    ("currency", Kind::Text),
    ("items", Kind::Number),
    ("seconds", Kind::Number),
];

/// What happened before, which is seldom asked about.
pub const MORE: [(&str, Kind); 8] = [
    ("visits", Kind::Number),
    ("times", Kind::Number),
    ("scroll", Kind::Number),
    ("inactive", Kind::Number),
    ("answered", Kind::Check),
    ("added", Kind::Check),
    ("exit_intent", Kind::Check),
    ("form_error", Kind::Check),
];

/// The names of all that a moment is told by.
pub fn names() -> impl Iterator<Item = &'static str> {
    FIRST.into_iter().chain(MORE).map(|(name, _)| name)
}

/// The moment as the server is asked about it, for the prompt of this id.
pub fn asked(moment: &Query, prompt: &str) -> Value {
    let text = |name: &str| Some(moment.get(name)).filter(|text| !text.is_empty());
    let number = |name: &str| json::number(text(name)?);
    let is = |name: &str| moment.get(name) == "true";
    let returning = moment.get("visitor") == "returning";
    let visits = number("visits").unwrap_or(if returning { 2.0 } else { 1.0 });
    let mut context = json!({
        "step": moment.get("step"), "device": moment.get("device"), "language": moment.get("language"),
        "returning": returning, "visits": visits, "added": is("added"),
        "exit_intent": is("exit_intent"), "form_error": is("form_error"),
    });
    for name in ["value", "items", "seconds", "scroll", "inactive"] {
        if let Some(number) = number(name) {
            context[name] = json!(number);
        }
    }
    if let Some(currency) = text("currency") {
        context["currency"] = json!(currency.to_uppercase());
    }
    let times = number("times").unwrap_or(0.0);
    let history = match (times > 0.0, is("answered")) {
        (false, false) => json!({}),
        (_, answered) => {
            json!({ "shown": { prompt: { "n": times.max(1.0), "at": 1, "answered": answered } } })
        }
    };
    json!({ "url": moment.get("url"), "context": context, "history": history })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(pairs: &'static [(&'static str, &'static str)]) -> Query {
        let get = |name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Query::read(names(), get)
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        let asked = asked(
            &moment(&[("url", "https://shop.example/"), ("value", "")]),
            "why",
        );
        assert_eq!(asked["url"], "https://shop.example/");
        assert_eq!(asked["context"].get("value"), None);
        assert_eq!(asked["history"], json!({}));
    }

    #[test]
    fn a_visitor_who_returns_has_been_there_and_an_answer_was_shown() {
        let asked = asked(
            &moment(&[("visitor", "returning"), ("answered", "true")]),
            "why",
        );
        assert_eq!(asked["context"]["visits"], 2.0);
        assert_eq!(asked["history"]["shown"]["why"]["n"], 1.0);
        assert_eq!(asked["history"]["shown"]["why"]["answered"], true);
    }
}
