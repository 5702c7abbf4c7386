//! The shop's last word: a text, and perhaps a link or a coupon.

use super::When;
use crate::json::{Decoded, Json, check, require};
use crate::question::id;
use crate::text::Text;

/// One possible last word of the shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The answers to which it belongs.
    pub when: When,
    /// What the shop says.
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
        "must be an https, http, mailto, tel or relative address",
    )?;
    require(
        !url.bytes().any(|b| b.is_ascii_control() || b == b' '),
        "must not contain spaces or control characters",
    )
}
