//! Whether the page that sends events may use the shop's key. It keeps honest browsers in line; whoever writes the header by hand can pretend anything.

use crate::errors::{Code, Problem};
use actix_web::http::header::{self, HeaderMap};
use survey::shop::Shop;

/// Refuses origins that the shop does not list. Servers send no `Origin` and are
/// let through; `null` (sandboxed frames, files) is an origin that is not listed.
///
/// # Errors
/// `origin_not_allowed`, telling the integrator which origin to add.
pub fn check(headers: &HeaderMap, shop: &Shop) -> Result<(), Problem> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or("null").to_ascii_lowercase();
    if shop.allows_origin(&origin) {
        return Ok(());
    }
    Err(Problem::new(
        Code::OriginNotAllowed,
        format!(
            "The origin {} is not in the shop's list; add it there if the page is yours.",
            // An origin says which site, not who; still it is cut to a sane length.
            origin.chars().take(200).collect::<String>()
        ),
    ))
}

/// The origin of the page that asks, in lower case: what the browser says, or else what
/// the referrer tells. `None` where neither says anything, as programs do.
pub fn of_page(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::ORIGIN) {
        Some(origin) => Some(origin.to_ascii_lowercase()),
        None => of_address(text(header::REFERER)?),
    }
}

/// The origin in the absolute address of a page, in lower case.
pub fn of_address(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    // Browsers read a backslash as a slash, and what stands before `@` is no host.
    let is_plain = !host.is_empty() && !host.contains(['@', '\\', ' ']);
    let origin = format!("{scheme}://{host}").to_ascii_lowercase();
    (is_plain && (origin.starts_with("https://") || origin.starts_with("http://")))
        .then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use survey::json::Json;

    fn check_origin(origin: Option<&'static str>) -> anyhow::Result<bool> {
        let json: Json = serde_json::from_str(
            r#"{"v":1,"key":"pk_demo","name":"Demo","origins":["https://shop.example","http://127.0.0.1:*"],
                "default_language":"en","languages":["en"],"prompts":[]}"#,
        )?;
        let shop = Shop::decode(&json)?;
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        Ok(check(&headers, &shop).is_ok())
    }

    #[test]
    fn listed_origins_and_servers_pass_and_others_do_not() -> anyhow::Result<()> {
        for origin in [
            None,
            Some("https://shop.example"),
            Some("HTTP://127.0.0.1:8080"),
        ] {
            assert!(check_origin(origin)?, "{origin:?}");
        }
        for origin in ["null", "", "https://evil.example", "http://shop.example"] {
            assert!(!check_origin(Some(origin))?, "{origin}");
        }
        Ok(())
    }

    #[test]
    fn a_page_is_known_by_its_origin_or_else_by_its_referrer() {
        let page = |origin: Option<&'static str>, referrer: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            for (name, value) in [(header::ORIGIN, origin), (header::REFERER, referrer)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            of_page(&headers)
        };
        let shop = Some("https://shop.example:8443".to_owned());
        assert_eq!(page(Some("https://Shop.example:8443"), None), shop);
        assert_eq!(page(None, Some("https://shop.example:8443/a?b#c")), shop);
        assert_eq!(page(None, None), None);
        for address in [
            "",
            "/cart",
            "ftp://shop.example",
            "https://",
            "https://a@b/",
        ] {
            assert_eq!(of_address(address), None, "{address}");
        }
        assert_eq!(of_address("https://shop.example\\@evil.example"), None);
    }
}
