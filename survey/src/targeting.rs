//! Who is asked: rules on what is known about the visitor.

use crate::context::{Context, Device};
use crate::json::{DecodeError, Decoded, Json};
use crate::prompt::strings;
use crate::text::contains;

/// One rule. Of several on a prompt all must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The address of the page.
    Url(UrlMatch),
    /// One of these devices.
    Device(Vec<Device>),
    /// One of these languages; `en` covers `en-GB`.
    Language(Vec<String>),
    /// Whether the visitor was here before.
    Returning(bool),
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
    CartItems {
        /// At least.
        min: Option<u32>,
        /// At most.
        max: Option<u32>,
    },
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

/// How an address is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlMatch {
    /// The whole address without its fragment.
    Exact(String),
    /// A part of it.
    Contains(String),
    /// The whole of it, where `*` stands for anything.
    Glob(String),
}

/// A name and the value that it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The value.
    pub is: String,
}

impl Rule {
    /// Whether the rule holds.
    pub fn holds(&self, context: &Context) -> bool {
        match self {
            Rule::Url(url) => url.holds(&context.url),
            Rule::Device(devices) => devices.contains(&context.device),
            Rule::Language(languages) => {
                let offered = languages.iter().map(String::as_str);
                crate::text::best_language(&context.language, offered).is_some()
            }
            Rule::Returning(returning) => context.returning == *returning,
            Rule::CartValue { min, max, currency } => {
                let in_currency = currency
                    .as_ref()
                    .is_none_or(|wanted| context.currency.as_ref() == Some(wanted));
                in_currency && context.value.is_some_and(|value| within(value, *min, *max))
            }
            Rule::CartItems { min, max } => {
                context.items.is_some_and(|items| within(items, *min, *max))
            }
            Rule::StepsSeen(steps) => steps.iter().all(|step| context.steps_seen.contains(step)),
            Rule::AddedToCart(added) => context.added_to_cart == *added,
            Rule::Utm(named) => named.is_in(&context.utm),
            Rule::Attribute(named) => named.is_in(&context.attributes),
            Rule::Not(rule) => !rule.holds(context),
            Rule::Any(rules) => rules.iter().any(|rule| rule.holds(context)),
        }
    }

    /// Reads a rule, such as `{"device":["phone"]}`.
    ///
    /// # Errors
    /// When it is unknown or malformed.
    pub fn decode(json: &Json) -> Decoded<Rule> {
        let (name, value) = json.only_member()?;
        let read = || match name {
            "url" => UrlMatch::decode(value).map(Rule::Url),
            "device" => value.each(Device::decode).map(Rule::Device),
            "language" => value.each(Json::string).map(Rule::Language),
            "visitor" => match value.str()? {
                "new" => Ok(Rule::Returning(false)),
                "returning" => Ok(Rule::Returning(true)),
                _ => Err(DecodeError::new("must be new or returning")),
            },
            "cart_value" => Ok(Rule::CartValue {
                min: value.optional("min", Json::number)?,
                max: value.optional("max", Json::number)?,
                currency: value.optional("currency", Json::string)?,
            }),
            "cart_items" => Ok(Rule::CartItems {
                min: value.optional("min", |n| n.count(u32::MAX))?,
                max: value.optional("max", |n| n.count(u32::MAX))?,
            }),
            "steps_seen" => value.each(Json::string).map(Rule::StepsSeen),
            "added_to_cart" => value.bool().map(Rule::AddedToCart),
            "utm" => Named::decode(value).map(Rule::Utm),
            "attribute" => Named::decode(value).map(Rule::Attribute),
            "not" => Rule::decode(value).map(|rule| Rule::Not(Box::new(rule))),
            "any" => value.each(Rule::decode).map(Rule::Any),
            _ => Err(DecodeError::new("is no targeting rule")),
        };
        read().map_err(|error| error.under(name))
    }

    /// Writes what [`Rule::decode`] reads.
    pub fn encode(&self) -> Json {
        let (name, value) = match self {
            Rule::Url(url) => ("url", url.encode()),
            Rule::Device(devices) => (
                "device",
                Json::array(devices.iter().map(|device| device.name().into())),
            ),
            Rule::Language(languages) => ("language", strings(languages)),
            Rule::Returning(true) => ("visitor", "returning".into()),
            Rule::Returning(false) => ("visitor", "new".into()),
            Rule::CartValue { min, max, currency } => (
                "cart_value",
                Json::object([
                    ("min", (*min).into()),
                    ("max", (*max).into()),
                    ("currency", currency.as_ref().into()),
                ]),
            ),
            Rule::CartItems { min, max } => (
                "cart_items",
                Json::object([("min", (*min).into()), ("max", (*max).into())]),
            ),
            Rule::StepsSeen(steps) => ("steps_seen", strings(steps)),
            Rule::AddedToCart(added) => ("added_to_cart", (*added).into()),
            Rule::Utm(named) => ("utm", named.encode()),
            Rule::Attribute(named) => ("attribute", named.encode()),
            Rule::Not(rule) => ("not", rule.encode()),
            Rule::Any(rules) => ("any", Json::array(rules.iter().map(Rule::encode))),
        };
        Json::object([(name, value)])
    }
}

/// Whether a value is neither below nor above.
pub(crate) fn within<T: PartialOrd>(value: T, min: Option<T>, max: Option<T>) -> bool {
    min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
}

impl Named {
    fn is_in(&self, pairs: &[(String, String)]) -> bool {
        pairs
            .iter()
            .any(|(name, value)| *name == self.name && *value == self.is)
    }

    fn decode(json: &Json) -> Decoded<Named> {
        Ok(Named {
            name: json.field("name", Json::string)?,
            is: json.field("is", Json::string)?,
        })
    }

    fn encode(&self) -> Json {
        Json::object([("name", (&self.name).into()), ("is", (&self.is).into())])
    }
}

impl UrlMatch {
    fn holds(&self, url: &str) -> bool {
        let url = url.split('#').next().unwrap_or(url);
        match self {
            UrlMatch::Exact(whole) => whole == url,
            UrlMatch::Contains(part) => contains(url, part),
            UrlMatch::Glob(pattern) => glob(pattern.as_bytes(), url.as_bytes()),
        }
    }

    fn decode(json: &Json) -> Decoded<UrlMatch> {
        let (how, value) = json.only_member()?;
        let text = value.string().map_err(|error| error.under(how))?;
        match how {
            "exact" => Ok(UrlMatch::Exact(text)),
            "contains" => Ok(UrlMatch::Contains(text)),
            "glob" => Ok(UrlMatch::Glob(text)),
            _ => Err(DecodeError::new("must be exact, contains or glob")),
        }
    }

    fn encode(&self) -> Json {
        let (how, text) = match self {
            UrlMatch::Exact(text) => ("exact", text),
            UrlMatch::Contains(text) => ("contains", text),
            UrlMatch::Glob(text) => ("glob", text),
        };
        Json::object([(how, text.into())])
    }
}

/// Whether `pattern`, where `*` stands for anything, covers all of `text`. Linear
/// in memory and at worst quadratic in time: on a mismatch only the last star is
/// tried again.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            star = Some((star_p, star_t + 1));
            p = star_p + 1;
            t = star_t + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_covers_the_whole_address() {
        let covers = |pattern: &str, text: &str| glob(pattern.as_bytes(), text.as_bytes());
        assert!(covers(
            "https://shop.example/*/cart*",
            "https://shop.example/ar/cart?x=1"
        ));
        assert!(covers("*cart", "https://shop.example/cart"));
        assert!(covers("*a*b", "aab_aab"));
        assert!(!covers("*cart", "https://shop.example/cart/2"));
        assert!(!covers("cart", "carts"));
    }

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
}
