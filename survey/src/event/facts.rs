//! The facts that an event carries for the numbers.

use crate::context::{Device, pairs};
use crate::json::{Decoded, Json};
use crate::redact::{acts, redact};
use crate::text::is_language;

/// The longest path that is kept, in characters.
const MAX_PAGE: usize = 300;
/// The longest value of an attribute that is kept, in characters.
const MAX_VALUE: usize = 64;

/// The facts that an event carries for the numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The step.
    pub step: String,
    /// The device.
    pub device: Device,
    /// The language that the shopper read, a BCP 47 tag.
    pub lang: String,
    /// Whether it was not the first visit.
    pub returning: bool,
    /// The cart's value, in `currency`.
    pub value: Option<f64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The number of items in the cart.
    pub items: Option<u32>,
    /// The path of the page, without query and fragment.
    pub page: Option<String>,
    /// What the shop said of the visit, as far as it is to be kept; redacted, in the order of
    /// the names, of which each has one value.
    pub kept: Vec<(String, String)>,
}

impl Facts {
    /// Reads an event's `context`. Pages tell strange things, and an answer is worth
    /// more than its facts: one that makes no sense is dropped or brought into shape.
    ///
    /// # Errors
    /// When it is no context at all: device or language are missing.
    pub(super) fn decode(json: &Json) -> Decoded<Facts> {
        // Pages write `ar_EG` too.
        let lang = json.field("lang", Json::string)?.replace('_', "-");
        let text = |name| json.get(name).and_then(Json::as_str);
        let number = |name| {
            let value = json.get(name)?;
            value
                .as_number()
                .or_else(|| value.as_str()?.trim().parse().ok())
        };
        Ok(Facts {
            step: step(text("step").unwrap_or_default()),
            device: json.field("device", Device::decode)?,
            lang: if is_language(&lang) {
                lang
            } else {
                "und".to_owned()
            },
            returning: json.get("returning") == Some(&Json::Bool(true)),
            value: number("value").filter(|value| *value > 0.0 && *value <= 1e12),
            currency: text("currency")
                .filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()))
                .map(str::to_owned),
            items: number("items")
                .filter(|items| (0.0..=1e6).contains(items))
                .map(|items| items.round() as u32),
            page: text("page").map(|page| {
                let seen = page.chars().filter(|c| !c.is_control() && !acts(*c));
                seen.take(MAX_PAGE).collect()
            }),
            kept: kept(json.get("kept")),
        })
    }

    /// Lets go of all attributes but those of these names.
    pub fn keep(&mut self, names: &[String]) {
        self.kept.retain(|(name, _)| names.contains(name));
    }

    /// The kept attributes as an object; null where there are none.
    pub fn kept_json(&self) -> Json {
        let member = |(name, value): &(String, String)| (name.clone(), value.into());
        match self.kept.is_empty() {
            true => Json::Null,
            false => Json::Object(self.kept.iter().map(member).collect()),
        }
    }

    /// Writes what an event's `context` holds.
    pub fn encode(&self) -> Json {
        let step = (!self.step.is_empty()).then_some(&self.step);
        Json::object([
            ("step", step.into()),
            ("device", self.device.name().into()),
            ("lang", (&self.lang).into()),
            ("returning", self.returning.into()),
            ("value", self.value.into()),
            ("currency", self.currency.as_ref().into()),
            ("items", self.items.into()),
            ("page", self.page.as_ref().into()),
            ("kept", self.kept_json()),
        ])
    }
}

/// Attributes with their values, without what says nothing. They are the shop's own words, but a
/// shop may have put a customer's into them.
pub fn kept(json: Option<&Json>) -> Vec<(String, String)> {
    let value = |value: String| -> String {
        // A longer one has been cut by whoever sent it, or is none.
        let text: String = value.chars().take(4 * MAX_VALUE).collect();
        redact(text.trim()).chars().take(MAX_VALUE).collect()
    };
    let mut kept: Vec<(String, String)> = pairs(json)
        .into_iter()
        .map(|(name, text)| (name, value(text)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    kept.sort();
    kept.dedup_by(|one, before| one.0 == before.0);
    kept
}

/// A step's name in the shape of an id: small letters, anything else as `-`, at most
/// 64 characters.
fn step(name: &str) -> String {
    let small = |c: char| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9' | '-' | '_') => c,
        _ => '-',
    };
    name.chars().take(64).map(small).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_text_redacted_short_and_in_order() {
        let long = "ä".repeat(100);
        let told = Json::object([
            ("plan", "pro".into()),
            ("orders", 3_u32.into()),
            ("member", true.into()),
            ("mail", "jane@shop.example".into()),
            ("none", "".into()),
            ("list", Json::array([1_u32.into()])),
            ("long", (&long).into()),
            ("plan", "second".into()),
        ]);
        let read = kept(Some(&told));
        let short = &long[..128];
        let wanted = [
            ("long", short),
            ("mail", "[email]"),
            ("member", "true"),
            ("orders", "3"),
            ("plan", "pro"),
        ];
        let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read, wanted);
        let mut facts = Facts {
            kept: read,
            ..Facts::default()
        };
        assert_eq!(kept(Some(&facts.kept_json())), facts.kept);
        facts.keep(&["plan".to_owned(), "colour".to_owned()]);
        assert_eq!(facts.kept, [("plan".to_owned(), "pro".to_owned())]);
        facts.keep(&[]);
        assert_eq!(facts.kept_json(), Json::Null);
    }

    #[test]
    fn a_fact_that_makes_no_sense_is_dropped_or_brought_into_shape() {
        let json = Json::object([
            ("step", "Wish List".into()),
            ("device", "phone".into()),
            ("lang", "no language!".into()),
            ("value", (-1.0).into()),
            ("currency", Json::array([1_u32.into()])),
            ("items", "two".into()),
            ("page", format!("/\0\u{202e}\t{}", "/".repeat(1_000)).into()),
        ]);
        let facts = Facts::decode(&json).unwrap();
        assert_eq!(
            (facts.step.as_str(), facts.lang.as_str()),
            ("wish-list", "und")
        );
        assert_eq!(
            (facts.value, facts.currency, facts.items),
            (None, None, None)
        );
        assert_eq!(facts.page, Some("/".repeat(MAX_PAGE)));
    }

    #[test]
    fn a_page_without_a_step_has_facts_too() {
        let json = Json::object([
            ("step", "".into()),
            ("device", "desktop".into()),
            ("lang", "en".into()),
        ]);
        assert_eq!(Facts::decode(&json).unwrap().step, "");
    }
}
