//! One HTTP GET, enough to ask our own server on this machine for a file. It
//! knows no redirects, no TLS and no compression.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The body of `path`, uncompressed.
///
/// # Errors
/// When the server does not answer within 10 s, or with another status than 200.
pub fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let failed = || format!("cannot get http://{address}{path}");
    let limit = Some(Duration::from_secs(10));
    let mut stream = TcpStream::connect(address).with_context(failed)?;
    stream.set_read_timeout(limit).with_context(failed)?;
    // Version 1.0, so that the body comes in one piece and ends with the connection.
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).with_context(failed)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).with_context(failed)?;
    body(&answer).with_context(failed).map(<[u8]>::to_vec)
}

fn body(answer: &[u8]) -> Result<&[u8]> {
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("the answer has no end of headers")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        bail!("the answer is `{status}`");
    }
    for coding in ["content-encoding:", "transfer-encoding:"] {
        if head.lines().any(|line| line.starts_with(coding)) {
            bail!("the answer is encoded (`{coding}`) though none was asked for");
        }
    }
    Ok(&answer[end + 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_follows_its_headers() -> Result<()> {
        assert_eq!(body(b"HTTP/1.1 200 OK\r\nETag: \"1\"\r\n\r\n{}")?, b"{}");
        Ok(())
    }

    #[test]
    fn other_answers_are_errors() {
        assert!(body(b"HTTP/1.1 404 Not Found\r\n\r\n{}").is_err());
        assert!(body(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n{}").is_err());
        assert!(body(b"HTTP/1.1 200 OK\r\n").is_err());
    }
}
