//! Who is asked: rules on what is known about the visitor.

use crate::context::{Context, Device};

mod address;
mod fact;
mod found;
mod values;
mod wire;

pub use address::UrlMatch;
pub use fact::Fact;
pub(crate) use values::within;
pub use values::{Named, OneOf, Range};

/// One rule. Of several on a prompt all must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The address of the page.
    Url(UrlMatch),
    /// The address of the page from which the visitor came to the shop; empty where
    /// there was none or it was kept back.
    Referrer(UrlMatch),
    /// One of these devices.
    Device(Vec<Device>),
    /// One of these languages; `en` covers `en-GB`.
    Language(Vec<String>),
    /// This fact is one of these.
    Fact(Fact, OneOf),
    /// Whether the visitor was here before.
    Returning(bool),
    /// The number of visits, this one included, lies in this range.
    Visits(Range),
    /// The cart's value lies in this range, in this currency if one is named. A
    /// cart whose value is not known fits no range.
    CartValue {
        /// At least.
        min: Option<f64>,
        /// At most.
        max: Option<f64>,
        /// ISO 4217.
        currency: Option<String>,
    },
    /// The number of items lies in this range.
    CartItems(Range),
    /// A coupon is used, or not.
    Coupon(bool),
    /// All of these steps were reached before.
    StepsSeen(Vec<String>),
    /// Something was added to the cart in this visit, or not.
    AddedToCart(bool),
    /// A campaign parameter has this value.
    Utm(Named),
    /// An attribute that the shop set has this value.
    Attribute(Named),
    /// The rule does not hold.
    Not(Box<Rule>),
    /// At least one holds.
    Any(Vec<Rule>),
}

impl Rule {
    /// Whether the rule holds.
    pub fn holds(&self, context: &Context) -> bool {
        match self {
            Rule::Url(url) => url.holds(&context.url),
            Rule::Referrer(url) => url.holds(&context.referrer),
            Rule::Device(devices) => devices.contains(&context.device),
            Rule::Language(languages) => {
                let offered = languages.iter().map(String::as_str);
                crate::text::best_language(&context.language, offered).is_some()
            }
            Rule::Fact(fact, list) => fact.is_among(list, context),
            Rule::Returning(returning) => context.returning == *returning,
            Rule::Visits(visits) => visits.holds(context.visits),
            Rule::CartValue { min, max, currency } => {
                let in_currency = currency
                    .as_ref()
                    .is_none_or(|wanted| context.currency.as_ref() == Some(wanted));
                in_currency && context.value.is_some_and(|value| within(value, *min, *max))
            }
            Rule::CartItems(range) => context.items.is_some_and(|items| range.holds(items)),
            Rule::Coupon(used) => fact::has_coupon(context) == *used,
            Rule::StepsSeen(steps) => steps.iter().all(|step| context.steps_seen.contains(step)),
            Rule::AddedToCart(added) => context.added_to_cart == *added,
            Rule::Utm(named) => named.is_in(&context.utm),
            Rule::Attribute(named) => named.is_in(&context.attributes),
            Rule::Not(rule) => !rule.holds(context),
            Rule::Any(rules) => rules.iter().any(|rule| rule.holds(context)),
        }
    }

    /// Whether it asks if something was added to the cart.
    pub fn is_about_adding(&self) -> bool {
        match self {
            Rule::AddedToCart(_) => true,
            Rule::Not(rule) => rule.is_about_adding(),
            Rule::Any(rules) => rules.iter().any(Rule::is_about_adding),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_of_unknown_value_fits_no_range() {
        let rule = Rule::CartValue {
            min: None,
            max: None,
            currency: None,
        };
        assert!(!rule.holds(&Context::default()));
        assert!(Rule::Not(Box::new(rule)).holds(&Context::default()));
    }

    #[test]
    fn a_language_rule_covers_its_regions() {
        let rule = Rule::Language(vec!["en".into()]);
        let context = |language: &str| Context {
            language: language.into(),
            ..Context::default()
        };
        assert!(rule.holds(&context("en-GB")));
        assert!(!rule.holds(&context("ar")));
    }

    #[test]
    fn the_browsers_region_goes_before_the_pages() {
        let at = |browser_language: &str, language: &str| {
            let rule = Rule::Fact(Fact::Country, OneOf(vec!["at".into(), "CH".into()]));
            rule.holds(&Context {
                browser_language: browser_language.into(),
                language: language.into(),
                ..Context::default()
            })
        };
        assert!(at("de-AT", "de-DE") && at("de", "de-CH"));
        assert!(!at("de-DE", "de-AT") && !at("at", "ch") && !at("", ""));
    }
}
