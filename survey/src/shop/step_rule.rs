//! By which signs of a page the loader takes it for a step, after what the page itself says.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::question::id;
use crate::targeting::UrlMatch;

/// A sign of a step: the address or an element of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRule {
    /// The step.
    pub step: String,
    /// A regular expression that the page's whole address is searched for, whatever its case.
    pub pattern: String,
    /// A selector of an element that such a page has; empty means none.
    pub selector: String,
}

/// A rule of the shop's own, as its file has it: the address that pages of a step have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The step.
    pub step: String,
    /// How the address is compared; here its fragment counts, for routes may stand in it.
    pub url: UrlMatch,
}

impl Address {
    pub(super) fn decode(json: &Json) -> Decoded<Address> {
        let url = json.field("url", UrlMatch::decode)?;
        let (UrlMatch::Exact(text) | UrlMatch::Contains(text) | UrlMatch::Glob(text)) = &url;
        if text.is_empty() || text.len() > 500 {
            return Err(DecodeError::new(Fault::Length(1, 500)).under("url"));
        }
        Ok(Address {
            step: json.field("step", id)?,
            url,
        })
    }

    pub(super) fn encode(&self) -> Json {
        Json::object([("step", (&self.step).into()), ("url", self.url.encode())])
    }

    /// Whether a page has it, as the loader finds by [`Address::rule`]: whatever the case, and
    /// with a fragment or without.
    pub fn fits(&self, address: &str) -> bool {
        // A fragment is compared like any other part here, so it must not look like one.
        let plain = |text: &str| text.to_ascii_lowercase().replace('#', "\u{1}");
        let address = plain(address);
        let fits = |url: UrlMatch| {
            let mut ends = address.match_indices('\u{1}').map(|(end, _)| end);
            url.holds(&address) || ends.any(|end| url.holds(&address[..end]))
        };
        match &self.url {
            UrlMatch::Contains(part) => address.contains(&plain(part)),
            UrlMatch::Exact(whole) => fits(UrlMatch::Exact(plain(whole))),
            UrlMatch::Glob(glob) => fits(UrlMatch::Glob(plain(glob))),
        }
    }

    /// The rule that the loader can follow.
    pub fn rule(&self) -> StepRule {
        let pattern = match &self.url {
            UrlMatch::Contains(part) => escape(part),
            UrlMatch::Exact(whole) => ["^", &escape(whole), "(#|$)"].concat(),
            UrlMatch::Glob(glob) => {
                let parts: Vec<String> = glob.split('*').map(escape).collect();
                ["^", &parts.join(".*"), "(#|$)"].concat()
            }
        };
        StepRule {
            step: self.step.clone(),
            pattern,
            selector: String::new(),
        }
    }
}

/// A regular expression of exactly this text, as browsers write it in an address.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'/'
            | b'-'
            | b'_'
            | b'='
            | b'&'
            | b':'
            | b'%'
            | b'#'
            | b'~'
            | b','
            | b';'
            | b'@'
            | b'!' => escaped.push(char::from(byte)),
            b' '..=b'~' => {
                escaped.push('\\');
                escaped.push(char::from(byte));
            }
            _ => {
                let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value & 15)]);
                escaped.extend(['%', digit(byte >> 4), digit(byte)]);
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(url: UrlMatch) -> String {
        let step = "cart".to_owned();
        Address { step, url }.rule().pattern
    }

    #[test]
    fn addresses_become_patterns_that_mean_the_same() {
        assert_eq!(
            pattern(UrlMatch::Contains("/cart?a.b".into())),
            "/cart\\?a\\.b"
        );
        assert_eq!(
            pattern(UrlMatch::Glob("*/basket*".into())),
            "^.*/basket.*(#|$)"
        );
        assert_eq!(
            pattern(UrlMatch::Exact("https://a.example/é".into())),
            "^https://a\\.example/%C3%A9(#|$)"
        );
    }

    #[test]
    fn a_page_is_compared_with_its_fragment_and_whatever_its_case() {
        let fits = |url: UrlMatch, page: &str| {
            let step = "cart".to_owned();
            Address { step, url }.fits(page)
        };
        let exact = || UrlMatch::Exact("https://a.example/Cart".into());
        assert!(fits(exact(), "https://A.example/cart"));
        assert!(fits(exact(), "https://a.example/cart#top"));
        assert!(!fits(exact(), "https://a.example/cart?x=1"));
        let route = || UrlMatch::Glob("*#/cart*".into());
        assert!(fits(route(), "https://a.example/#/cart/2"));
        assert!(!fits(route(), "https://a.example/cart"));
        assert!(fits(
            UrlMatch::Contains("#/Ca".into()),
            "https://a.example/#/cart"
        ));
    }

    #[test]
    fn an_address_that_would_fit_every_page_by_mistake_is_refused() {
        let read = |text: &str| {
            Address::decode(&Json::object([
                ("step", "cart".into()),
                ("url", Json::object([("contains", text.into())])),
            ]))
        };
        assert!(read("").is_err());
        assert!(read("/basket").is_ok_and(|rule| rule.encode().get("step").is_some()));
    }
}
