//! The shop's last word: a text, perhaps with facts of the cart, a link or a coupon.

use super::When;
use crate::fault::Fault;
use crate::json::{Decoded, Json, check, require};
use crate::question::id;
use crate::text::{Text, contains};

/// In a reply, the value of the cart at the time of asking, as it is written in the language.
pub const CART_VALUE: &str = "{cart_value}";
/// In a reply, the number of items in the cart at the time of asking.
pub const CART_ITEMS: &str = "{cart_items}";

/// One possible last word of the shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The answers to which it belongs.
    pub when: When,
    /// What the shop says; [`CART_VALUE`] and [`CART_ITEMS`] in it stand for facts.
    pub text: Text,
    /// Where the shopper may go on.
    pub link: Option<Link>,
    /// The pool from which a coupon is handed out.
    pub coupon: Option<String>,
}

/// A link in a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// An `https:`, `http:`, `mailto:`, `tel:` or relative address.
    pub url: String,
    /// What the link says.
    pub text: Text,
}

impl Reply {
    /// Whether all that its text speaks of is known: a cart's value with its currency, or the
    /// number of items in it.
    pub fn can_be_said(&self, has_value: bool, has_items: bool) -> bool {
        self.text.iter().all(|(_, text)| {
            (has_value || !contains(text, CART_VALUE)) && (has_items || !contains(text, CART_ITEMS))
        })
    }

    /// Its text in a book, with the facts in their places.
    pub fn filled(&self, cart_value: &str, cart_items: &str) -> String {
        let mut rest = self.text.str();
        let mut filled = String::with_capacity(rest.len());
        // Not by the standard library's search, which a shopper would download for this alone.
        while let Some(next) = rest.chars().next() {
            let (fact, length) = if rest.starts_with(CART_VALUE) {
                (cart_value, CART_VALUE.len())
            } else if rest.starts_with(CART_ITEMS) {
                (cart_items, CART_ITEMS.len())
            } else {
                let length = next.len_utf8();
                (&rest[..length], length)
            };
            filled.push_str(fact);
            rest = &rest[length..];
        }
        filled
    }

    pub(super) fn decode(json: &Json) -> Decoded<Reply> {
        Ok(Reply {
            when: When::of(json)?,
            text: json.field("text", Text::decode)?,
            link: json.optional("link", Link::decode)?,
            coupon: json.optional("coupon", id)?,
        })
    }

    pub(super) fn encode(&self) -> Json {
        Json::object([
            ("when", self.when.encode()),
            ("text", self.text.encode()),
            ("link", self.link.as_ref().map(Link::encode).into()),
            ("coupon", self.coupon.as_ref().into()),
        ])
    }
}

impl Link {
    pub(super) fn decode(json: &Json) -> Decoded<Link> {
        let url = json.field("url", Json::string)?;
        check(|| is_harmless(&url)).map_err(|error| error.under("url"))?;
        Ok(Link {
            url,
            text: json.field("text", Text::decode)?,
        })
    }

    pub(super) fn encode(&self) -> Json {
        Json::object([("url", (&self.url).into()), ("text", self.text.encode())])
    }
}

fn is_harmless(url: &str) -> Decoded<()> {
    // A scheme is what stands before a colon that comes before any / ? or #.
    let scheme = url
        .find([':', '/', '?', '#'])
        .filter(|&end| url[end..].starts_with(':'))
        .map(|end| url[..end].to_ascii_lowercase());
    let allowed = ["https", "http", "mailto", "tel"];
    require(
        scheme.is_none_or(|scheme| allowed.contains(&scheme.as_str())),
        Fault::Link,
    )?;
    require(
        !url.bytes().any(|b| b.is_ascii_control() || b == b' '),
        Fault::Spaces,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Reply {
        let texts = Json::object([("en", text.into())]);
        Reply::decode(&Json::object([("text", texts)])).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn facts_of_the_cart_take_their_places() {
        let reply = reply("Your {cart_items} things for {cart_value}: {other} ü{cart_value}");
        assert_eq!(
            reply.filled("€5.00", "3"),
            "Your 3 things for €5.00: {other} ü€5.00"
        );
    }

    #[test]
    fn a_reply_that_speaks_of_what_is_not_known_cannot_be_said() {
        assert!(reply("Thanks").can_be_said(false, false));
        assert!(!reply("{cart_value}").can_be_said(false, true));
        assert!(!reply("{cart_items}").can_be_said(true, false));
        assert!(reply("{cart_items} {cart_value}").can_be_said(true, true));
    }
}
