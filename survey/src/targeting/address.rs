//! How an address is compared: the page's own, or that of the page before.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::text::contains;

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

impl UrlMatch {
    pub(crate) fn holds(&self, url: &str) -> bool {
        let url = url.split(['#']).next().unwrap_or(url);
        match self {
            UrlMatch::Exact(whole) => whole == url,
            UrlMatch::Contains(part) => contains(url, part),
            UrlMatch::Glob(pattern) => glob(pattern.as_bytes(), url.as_bytes()),
        }
    }

    pub(crate) fn decode(json: &Json) -> Decoded<UrlMatch> {
        let (how, value) = json.only_member()?;
        let text = value.string().map_err(|error| error.under(how))?;
        match how {
            "exact" => Ok(UrlMatch::Exact(text)),
            "contains" => Ok(UrlMatch::Contains(text)),
            "glob" => Ok(UrlMatch::Glob(text)),
            _ => Err(DecodeError::new(Fault::OneOf("exact, contains, glob"))),
        }
    }

    pub(crate) fn encode(&self) -> Json {
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
}
