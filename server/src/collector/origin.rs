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
}
