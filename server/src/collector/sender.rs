//! Who asks and by which address: what the connection says, or what the operator's own proxies wrote down. It believes nobody else.

use super::forwarded::{from_the_right, parameter};
use crate::config::{Proxies, ProxyHeader};
use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HOST, HeaderMap, HeaderName, X_FORWARDED_FOR};
use std::net::{IpAddr, SocketAddr};

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The address that a request's limits count for. With proxies in front of the server, the
/// address that the first of them saw stands as many places from the right as there are
/// proxies; what stands left of it is the sender's own claim. Where it is missing or
/// unreadable, the socket's address counts, as it does without a proxy.
pub fn address(
    socket: Option<SocketAddr>,
    headers: &HeaderMap,
    proxies: Proxies,
) -> Option<IpAddr> {
    let told = told(headers, proxies, &X_FORWARDED_FOR, "for");
    told.and_then(|told| read(&told))
        .or(socket.map(|socket| socket.ip()))
}

/// Whether the sender reached the first proxy over https, as far as that is known.
fn is_https(headers: &HeaderMap, proxies: Proxies) -> bool {
    told(headers, proxies, &FORWARDED_PROTO, "proto")
        .is_some_and(|proto| proto.eq_ignore_ascii_case("https"))
}

/// The host, perhaps with a port, that the sender asked for.
fn host(headers: &HeaderMap, proxies: Proxies) -> String {
    told(headers, proxies, &FORWARDED_HOST, "host")
        .or_else(|| Some(headers.get(HOST)?.to_str().ok()?.to_owned()))
        .unwrap_or_default()
}

/// Whether a request came by https: to the first proxy, or to this server itself.
pub fn came_by_https(request: &HttpRequest, proxies: Proxies) -> bool {
    request.app_config().secure() || is_https(request.headers(), proxies)
}

/// The origin that the sender asked.
pub fn asked(request: &HttpRequest, proxies: Proxies) -> String {
    let scheme = match came_by_https(request, proxies) {
        true => "https",
        false => "http",
    };
    let host = host(request.headers(), proxies);
    match request.uri().authority() {
        // HTTP/2 has the host in the address, and no header for it.
        Some(authority) if host.is_empty() => format!("{scheme}://{authority}"),
        _ => format!("{scheme}://{host}"),
    }
}

/// What the first of the proxies wrote: into a header of its own, or into the parameter of
/// the one header for all. Some proxies overwrite the scheme and the host where others
/// append, so of those the last one counts where there are fewer than proxies; whoever
/// forges them deceives nobody else.
fn told(headers: &HeaderMap, proxies: Proxies, name: &HeaderName, key: &str) -> Option<String> {
    let place = proxies.trusted.checked_sub(1)?;
    match proxies.header {
        ProxyHeader::Forwarded => parameter(&from_the_right(headers, &FORWARDED, place)?, key),
        ProxyHeader::XForwardedFor if name == X_FORWARDED_FOR => {
            from_the_right(headers, name, place)
        }
        ProxyHeader::XForwardedFor => {
            from_the_right(headers, name, place).or_else(|| from_the_right(headers, name, 0))
        }
    }
}

/// Some proxies add the port, and brackets around an IPv6 address.
fn read(node: &str) -> Option<IpAddr> {
    let bare = node.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| Some(node.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use anyhow::Result;

    const SOCKET: &str = "192.0.2.9";

    fn proxies(trusted: usize, header: ProxyHeader) -> Proxies {
        Proxies { trusted, header }
    }

    fn headers(lines: &[(HeaderName, &str)]) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(name.clone(), HeaderValue::from_bytes(line.as_bytes())?);
        }
        Ok(headers)
    }

    fn address_of(lines: &[&str], trusted: usize) -> Result<String> {
        let lines: Vec<_> = lines.iter().map(|line| (X_FORWARDED_FOR, *line)).collect();
        let proxies = proxies(trusted, ProxyHeader::XForwardedFor);
        address_told(&lines, proxies)
    }

    fn address_told(lines: &[(HeaderName, &str)], proxies: Proxies) -> Result<String> {
        let socket = SocketAddr::new(SOCKET.parse()?, 40_000);
        let found = address(Some(socket), &headers(lines)?, proxies);
        Ok(found.map_or_else(String::new, |found| found.to_string()))
    }

    #[test]
    fn without_a_proxy_a_forged_header_changes_nothing() -> Result<()> {
        assert_eq!(address_of(&["198.51.100.1"], 0)?, SOCKET);
        assert_eq!(address_of(&[], 0)?, SOCKET);
        Ok(())
    }

    #[test]
    fn behind_a_proxy_only_what_it_wrote_itself_counts() -> Result<()> {
        assert_eq!(address_of(&["198.51.100.1"], 1)?, "198.51.100.1");
        let forged = "203.0.113.1, 203.0.113.2,203.0.113.3 , 198.51.100.1";
        assert_eq!(address_of(&[forged], 1)?, "198.51.100.1");
        assert_eq!(
            address_of(&["203.0.113.1", "203.0.113.2, 198.51.100.1"], 1)?,
            "198.51.100.1"
        );
        Ok(())
    }

    #[test]
    fn behind_two_proxies_the_first_one_is_asked() -> Result<()> {
        let line = "203.0.113.1, 198.51.100.1, 192.0.2.77";
        assert_eq!(address_of(&[line], 2)?, "198.51.100.1");
        let lines = ["203.0.113.1, 198.51.100.1", "192.0.2.77"];
        assert_eq!(address_of(&lines, 2)?, "198.51.100.1");
        Ok(())
    }

    #[test]
    fn a_missing_or_unreadable_entry_leaves_the_socket() -> Result<()> {
        for (lines, trusted_proxies) in [
            (&[][..], 1),
            (&["198.51.100.1"], 2),
            (&["198.51.100.1, unknown"], 1),
            (&["198.51.100.1,"], 1),
            (&["198.51.100.1, \u{fc}"], 1),
            (&["198.51.100.1"], usize::MAX),
        ] {
            assert_eq!(address_of(lines, trusted_proxies)?, SOCKET, "{lines:?}");
        }
        Ok(())
    }

    #[test]
    fn ports_and_brackets_are_understood() -> Result<()> {
        for (line, wanted) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(address_of(&[line], 1)?, wanted);
        }
        Ok(())
    }

    #[test]
    fn a_header_that_is_not_the_configured_one_is_never_believed() -> Result<()> {
        let both = [
            (FORWARDED, "for=203.0.113.1;proto=https;host=a.example"),
            (X_FORWARDED_FOR, "203.0.113.2"),
            (FORWARDED_PROTO, "https"),
            (FORWARDED_HOST, "b.example"),
            (HOST, "c.example"),
        ];
        for (trusted, header, wanted, is, asked) in [
            (0, ProxyHeader::XForwardedFor, SOCKET, false, "c.example"),
            (0, ProxyHeader::Forwarded, SOCKET, false, "c.example"),
            (
                1,
                ProxyHeader::XForwardedFor,
                "203.0.113.2",
                true,
                "b.example",
            ),
            (1, ProxyHeader::Forwarded, "203.0.113.1", true, "a.example"),
        ] {
            let proxies = proxies(trusted, header);
            assert_eq!(address_told(&both, proxies)?, wanted, "{proxies:?}");
            let headers = headers(&both)?;
            assert_eq!(is_https(&headers, proxies), is, "{proxies:?}");
            assert_eq!(host(&headers, proxies), asked, "{proxies:?}");
        }
        let other = [(X_FORWARDED_FOR, "203.0.113.2"), (FORWARDED_PROTO, "https")];
        let proxies = proxies(1, ProxyHeader::Forwarded);
        assert_eq!(address_told(&other, proxies)?, SOCKET);
        assert!(!is_https(&headers(&other)?, proxies));
        Ok(())
    }

    #[test]
    fn forwarded_is_read_as_its_proxies_write_it() -> Result<()> {
        let of = |line, trusted| {
            address_told(
                &[(FORWARDED, line)],
                proxies(trusted, ProxyHeader::Forwarded),
            )
        };
        for (line, trusted, wanted) in [
            ("for=198.51.100.1", 1, "198.51.100.1"),
            ("For=\"198.51.100.1:4711\";proto=http", 1, "198.51.100.1"),
            ("for=\"[2001:db8::1]:4711\"", 1, "2001:db8::1"),
            ("for=203.0.113.1, for=198.51.100.1", 1, "198.51.100.1"),
            ("for=\", for=198.51.100.1, for=192.0.2.7", 2, "198.51.100.1"),
            ("for=unknown", 1, SOCKET),
            ("for=_hidden", 1, SOCKET),
            ("by=198.51.100.1", 1, SOCKET),
            ("for=198.51.100.1", 2, SOCKET),
        ] {
            assert_eq!(of(line, trusted)?, wanted, "{line}");
        }
        Ok(())
    }
}
