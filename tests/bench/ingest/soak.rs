//! Whether the memory of a collector grows: half of the highest rate for many minutes, every
//! event by another visitor, with limits on and the drain at work.

use super::load::{self, Load};
use super::target::Target;
use super::{EVERYSEC, template};
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// No limit is met, and every one is counted for; visitors have the usual one.
const LIMITS: [&str; 8] = [
    "--rate-address",
    "1000000",
    "--burst-address",
    "1000000",
    "--rate-shop",
    "1000000",
    "--burst-shop",
    "1000000",
];
/// How long the highest rate is looked for, in seconds.
const SEARCH: u64 = 5;

/// Runs so many minutes on the embedded queue, and as many on Redis.
///
/// # Errors
/// When an accepted event is not in the store in the end, or is there twice.
pub async fn run(minutes: u32) -> Result<Value> {
    let mut report = Map::new();
    for (name, redis) in [("embedded", None), ("redis_everysec", Some(&EVERYSEC[..]))] {
        let target = Target::limited(name, redis, true, &LIMITS).await?;
        report.insert(name.to_owned(), soak(target, minutes).await?);
    }
    Ok(Value::Object(report))
}

async fn soak(target: Target, minutes: u32) -> Result<Value> {
    let folder = TempDir::new()?;
    let template = template(folder.path(), &target.token().await?, 1)?;
    let load = |nonce, seconds, pause_ms| Load {
        url: &target.url,
        template: &template,
        nonce,
        seconds,
        pause_ms,
    };
    let highest = load(0, SEARCH, 0).send().await?.rate();
    let pause_ms = load::pause_ms(highest / 2.0);
    let (mut visitors, mut resident) = (0, Vec::new());
    for minute in 1..=minutes {
        visitors += load(minute, 60, pause_ms).send().await?.requests;
        let bytes = target.resident_bytes()?;
        eprintln!("{}: minute {minute}, {} MiB", target.name, bytes >> 20);
        resident.push(bytes);
    }
    let (first, last) = resident.first().zip(resident.last()).context("no minute")?;
    let ratio = (*last as f64 / *first as f64 * 1000.0).round() / 1000.0;
    let found = target.account().await?.map(|(events, _)| events);
    Ok(json!({
        "visitors": visitors,
        "resident_mib": resident.iter().map(|bytes| bytes >> 20).collect::<Vec<_>>(),
        "last_to_first_minute": ratio,
        "accepted_and_found_once": found,
    }))
}
