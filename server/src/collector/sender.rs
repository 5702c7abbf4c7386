//! From which address a request comes: the socket's, or what the operator's own proxies wrote down. It believes nobody else.

use actix_web::http::header::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// Each proxy writes at the end of this header who asked it.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a request's limits count for. With `trusted_proxies` proxies in
/// front of the server, the address that the first of them saw stands that many places
/// from the right; what stands left of it is the sender's own claim. Where it is missing
/// or unreadable, the socket's address counts, as it does without a proxy.
pub fn address(
    socket: Option<SocketAddr>,
    headers: &HeaderMap,
    trusted_proxies: usize,
) -> Option<IpAddr> {
    let told = trusted_proxies
        .checked_sub(1)
        .and_then(|place| from_the_right(headers, place));
    told.or(socket.map(|socket| socket.ip()))
}

/// A header that is sent in several lines is one list, in their order.
fn from_the_right(headers: &HeaderMap, place: usize) -> Option<IpAddr> {
    let lines: Vec<_> = headers.get_all(FORWARDED_FOR).collect();
    let entries = lines
        .iter()
        .rev()
        .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    read(entries.into_iter().nth(place)?)
}

/// Some proxies add the port, and brackets around an IPv6 address.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim();
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| Some(entry.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};
    use anyhow::Result;

    const SOCKET: &str = "192.0.2.9";

    fn address_of(lines: &[&str], trusted_proxies: usize) -> Result<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_bytes(line.as_bytes())?;
            headers.append(HeaderName::from_static(FORWARDED_FOR), value);
        }
        let socket = SocketAddr::new(SOCKET.parse()?, 40_000);
        let found = address(Some(socket), &headers, trusted_proxies);
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
}
