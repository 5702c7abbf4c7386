//! Where a shop's script tag may stand.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// Reads an origin or a pattern of origins.
pub(super) fn origin(json: &Json) -> Decoded<String> {
    let origin = json.str()?;
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(origin.to_ascii_lowercase())
        }
        _ => Err(DecodeError::new(Fault::Origin)),
    }
}

/// Whether `origin`, as a browser sends it, is one of `pattern`.
pub(super) fn origin_matches(pattern: &str, origin: &str) -> bool {
    let Some((scheme, pattern_host)) = pattern.split_once("://") else {
        return false;
    };
    let Some((origin_scheme, origin_host)) = origin.split_once("://") else {
        return false;
    };
    let (pattern_name, pattern_port) = split_port(pattern_host);
    let (name, port) = split_port(origin_host);
    let name_fits = match pattern_name.strip_prefix('*') {
        // `*.shop.example` covers every name below it, not the name itself.
        Some(suffix) => name.len() > suffix.len() && name.ends_with(suffix),
        None => name == pattern_name,
    };
    scheme == origin_scheme && name_fits && (pattern_port == "*" || pattern_port == port)
}

fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        // The last colon of `[::1]` is no port's.
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_must_match_in_scheme_host_and_port() {
        let allows = |pattern: &str, origin: &str| origin_matches(pattern, origin);
        assert!(allows("https://shop.example", "https://shop.example"));
        assert!(allows("http://localhost:*", "http://localhost:8080"));
        assert!(allows("http://[::1]:*", "http://[::1]:8080"));
        assert!(allows("https://*.shop.example", "https://www.shop.example"));
        assert!(!allows("https://shop.example", "http://shop.example"));
        assert!(!allows("https://shop.example", "https://shop.example:8443"));
        assert!(!allows("https://*.shop.example", "https://shop.example"));
        assert!(!allows(
            "https://*.shop.example",
            "https://evilshop.example"
        ));
        assert!(!allows("https://shop.example", "null"));
    }
}
