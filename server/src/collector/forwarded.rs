//! The lists that proxies write into a header, read from the end: what stands there they wrote themselves, and what stands before it may be anything at all.

use actix_web::http::header::{HeaderMap, HeaderName};

/// The element that stands `place` elements from the right, where 0 is the last one. A
/// header that is sent in several lines is one list, in their order. A comma inside quotes
/// parts nothing; quotes are followed from the right too, so that one which a sender left
/// open cannot hide or shift what a proxy appended.
pub fn from_the_right(headers: &HeaderMap, name: &HeaderName, mut place: usize) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).collect();
    for line in lines.into_iter().rev() {
        let mut rest = line.as_bytes();
        loop {
            let comma = last_comma(rest);
            let element = &rest[comma.map_or(0, |comma| comma + 1)..];
            if place == 0 {
                let element = std::str::from_utf8(element).ok()?;
                return Some(element.trim().to_owned());
            }
            place -= 1;
            match comma {
                Some(comma) => rest = &rest[..comma],
                None => break,
            }
        }
    }
    None
}

/// Where the last comma outside quotes stands. A quote after an odd number of backslashes
/// is part of a quoted text.
fn last_comma(list: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in list.iter().enumerate().rev() {
        match byte {
            b'"' => {
                let before = list[..at].iter().rev();
                let escapes = before.take_while(|byte| **byte == b'\\').count();
                quoted ^= escapes % 2 == 0;
            }
            b',' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// A parameter of an element of `Forwarded`, such as `for`, without its quotes. `None`
/// where it is missing or there twice, or the element is not as RFC 7239 has it.
pub fn parameter(element: &str, name: &str) -> Option<String> {
    let mut rest = element.trim();
    let mut found = None;
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let (value, after) = match after.strip_prefix('"') {
            Some(text) => unquoted(text)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        if key.trim().eq_ignore_ascii_case(name) && found.replace(value).is_some() {
            return None;
        }
        rest = match after.trim_start() {
            "" => "",
            after => after.strip_prefix(';')?.trim_start(),
        };
    }
    found
}

/// The text up to the quote that ends it, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            _ => value.push(char),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{FORWARDED, HeaderValue};
    use anyhow::Result;

    fn element(lines: &[&str], place: usize) -> Result<Option<String>> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_bytes(line.as_bytes())?);
        }
        Ok(from_the_right(&headers, &FORWARDED, place))
    }

    #[test]
    fn elements_are_counted_from_the_right_over_all_lines() -> Result<()> {
        let lines = ["for=a, for=b", "for=c"];
        for (place, wanted) in [Some("for=c"), Some("for=b"), Some("for=a"), None]
            .into_iter()
            .enumerate()
        {
            assert_eq!(element(&lines, place)?.as_deref(), wanted);
        }
        assert_eq!(element(&[], 0)?, None);
        Ok(())
    }

    #[test]
    fn quotes_of_a_sender_hide_nothing_that_a_proxy_appended() -> Result<()> {
        let appended = "for=198.51.100.1;host=\"a, \\\" b\"";
        for forged in ["for=\"", "for=\"x, y", "\"\"\"", "\\\"", "for=\"a\\"] {
            let line = format!("{forged}, {appended}");
            assert_eq!(element(&[&line], 0)?.as_deref(), Some(appended), "{forged}");
        }
        Ok(())
    }

    #[test]
    fn what_a_sender_puts_into_a_quoted_host_names_nobody() -> Result<()> {
        // A proxy that repeats the Host header quotes what is no token.
        let line = "for=198.51.100.1;host=\"x, for=203.0.113.9;y=\\\"z\"";
        let last = element(&[line], 0)?.unwrap_or_default();
        assert_eq!(parameter(&last, "for").as_deref(), Some("198.51.100.1"));
        Ok(())
    }

    #[test]
    fn parameters_are_read_with_and_without_quotes_in_any_case_and_order() {
        let element = "proto=https; For=\"[2001:db8::1]:47\";host=\"a\\\\b\"";
        assert_eq!(
            parameter(element, "for").as_deref(),
            Some("[2001:db8::1]:47")
        );
        assert_eq!(parameter(element, "proto").as_deref(), Some("https"));
        assert_eq!(parameter(element, "host").as_deref(), Some("a\\b"));
        assert_eq!(parameter(element, "by"), None);
    }

    #[test]
    fn what_is_no_element_tells_nothing() {
        for element in [
            "",
            "for",
            "for=\"192.0.2.1",
            "for=\"192.0.2.1\" x",
            "for=192.0.2.1;for=192.0.2.2",
        ] {
            assert_eq!(parameter(element, "for"), None, "{element}");
        }
    }
}
