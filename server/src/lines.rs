//! Lines of a file, each a record as JSON behind its checksum, so that a torn or damaged one is known and the next one is found. What a record means is not known here.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;

/// A line: the checksum of what follows it, a space, the record.
///
/// # Errors
/// If the record has no form in JSON.
pub(crate) fn encode(record: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_string(record)?;
    let sum = crc32fast::hash(json.as_bytes());
    Ok(format!("{sum:08x} {json}\n").into_bytes())
}

/// The record of a line, with its end or without; `None` where it is damaged.
pub(crate) fn decode<T: DeserializeOwned>(line: &[u8]) -> Option<T> {
    let (sum, json) = line.split_at_checked(9)?;
    let json = json.strip_suffix(b"\n").unwrap_or(json);
    let sum = u32::from_str_radix(str::from_utf8(sum).ok()?.trim_end(), 16).ok()?;
    (crc32fast::hash(json) == sum)
        .then(|| serde_json::from_slice(json).ok())
        .flatten()
}
