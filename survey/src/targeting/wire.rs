//! Rules as they stand in files and books.

use super::{Fact, Named, OneOf, Range, Rule, UrlMatch};
use crate::context::Device;
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, check, require};
use crate::prompt::strings;

impl Rule {
    /// Reads a rule, such as `{"device":["phone"]}`.
    ///
    /// # Errors
    /// When it is unknown or malformed.
    pub fn decode(json: &Json) -> Decoded<Rule> {
        let (name, value) = json.only_member()?;
        let one_of = |fact| OneOf::decode(value).map(|list| Rule::Fact(fact, list));
        let read = || match name {
            "url" => UrlMatch::decode(value).map(Rule::Url),
            "referrer" => UrlMatch::decode(value).map(Rule::Referrer),
            "device" => value.each(Device::decode).map(Rule::Device),
            "language" => value.each(Json::string).map(Rule::Language),
            "country" => {
                check(|| value.each(is_country).map(drop))?;
                one_of(Fact::Country)
            }
            "visitor" => match value.str()? {
                "new" => Ok(Rule::Returning(false)),
                "returning" => Ok(Rule::Returning(true)),
                _ => Err(DecodeError::new(Fault::OneOf("new, returning"))),
            },
            "visits" => {
                let visits = Range::decode(value)?;
                let (least, most) = (visits.min.unwrap_or(0), visits.max.unwrap_or(u32::MAX));
                require(visits != Range::default(), Fault::Lacks("min, max"))?;
                require(least <= most, Fault::BelowMin).map_err(|error| error.under("max"))?;
                Ok(Rule::Visits(visits))
            }
            "cart_value" => Ok(Rule::CartValue {
                min: value.optional("min", Json::number)?,
                max: value.optional("max", Json::number)?,
                currency: value.optional("currency", Json::string)?,
            }),
            "cart_items" => Range::decode(value).map(Rule::CartItems),
            "cart_product" => one_of(Fact::Product),
            "cart_category" => one_of(Fact::Category),
            "payment" => one_of(Fact::Payment),
            "shipping" => one_of(Fact::Shipping),
            "coupon" => value.bool().map(Rule::Coupon),
            "steps_seen" => value.each(Json::string).map(Rule::StepsSeen),
            "added_to_cart" => value.bool().map(Rule::AddedToCart),
            "utm" => Named::decode(value).map(Rule::Utm),
            "attribute" => Named::decode(value).map(Rule::Attribute),
            "not" => Rule::decode(value).map(|rule| Rule::Not(Box::new(rule))),
            "any" => value.each(Rule::decode).map(Rule::Any),
            _ => Err(DecodeError::new(Fault::Unknown)),
        };
        read().map_err(|error| error.under(name))
    }

    /// Writes what [`Rule::decode`] reads.
    pub fn encode(&self) -> Json {
        let (name, value) = match self {
            Rule::Url(url) => ("url", url.encode()),
            Rule::Referrer(url) => ("referrer", url.encode()),
            Rule::Device(devices) => (
                "device",
                Json::array(devices.iter().map(|device| device.name().into())),
            ),
            Rule::Language(languages) => ("language", strings(languages)),
            Rule::Fact(fact, list) => (fact.name(), list.encode()),
            Rule::Returning(true) => ("visitor", "returning".into()),
            Rule::Returning(false) => ("visitor", "new".into()),
            Rule::Visits(visits) => ("visits", visits.encode()),
            Rule::CartValue { min, max, currency } => (
                "cart_value",
                Json::object([
                    ("min", (*min).into()),
                    ("max", (*max).into()),
                    ("currency", currency.as_ref().into()),
                ]),
            ),
            Rule::CartItems(items) => ("cart_items", items.encode()),
            Rule::Coupon(used) => ("coupon", (*used).into()),
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

impl Fact {
    fn name(self) -> &'static str {
        match self {
            Fact::Country => "country",
            Fact::Product => "cart_product",
            Fact::Category => "cart_category",
            Fact::Payment => "payment",
            Fact::Shipping => "shipping",
        }
    }
}

fn is_country(json: &Json) -> Decoded<()> {
    let code = json.str()?;
    let right = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
    require(right, Fault::Country)
}
