//! One run of `wrk` against one address, and what it saw.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::Path;
use tokio::process::Command;

/// Connections that are kept busy.
pub const CONNECTIONS: u32 = 64;

/// How long each connection rests between a reply and its next request, so that all together
/// ask so often a second.
pub fn pause_ms(per_second: f64) -> u64 {
    (f64::from(CONNECTIONS) / per_second * 1e3).round() as u64
}

/// What is sent, where to and for how long.
#[derive(Debug)]
pub struct Load<'a> {
    /// The address of the events.
    pub url: &'a str,
    /// The batch, with `%ID%` wherever an id belongs.
    pub template: &'a Path,
    /// A number that no other run has.
    pub nonce: u32,
    /// How long, in seconds.
    pub seconds: u64,
    /// How long a connection rests before each request, on average, in milliseconds.
    pub pause_ms: u64,
}

/// What `wrk` saw.
#[derive(Clone, Debug, Deserialize)]
pub struct Seen {
    /// Requests that got a reply.
    pub requests: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Requests without a reply, or with one that is no success.
    pub failed: u64,
    /// The median time until the reply, in milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 were faster.
    pub p99_ms: f64,
    /// 999 of 1000 were faster.
    pub p999_ms: f64,
}

impl Seen {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }
}

impl Load<'_> {
    /// Sends.
    ///
    /// # Errors
    /// When `wrk` is not there, or a request failed.
    pub async fn send(&self) -> Result<Seen> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/ingest/load.lua");
        let output = Command::new("wrk")
            .args(["--threads", "1", "--timeout", "20s", "--script", script])
            .args(["--connections", &CONNECTIONS.to_string()])
            .args(["--duration", &format!("{}s", self.seconds)])
            .arg(self.url)
            .env("TEMPLATE", self.template)
            .env("NONCE", self.nonce.to_string())
            .env("PAUSE", self.pause_ms.to_string())
            .env("ORIGIN", tillside_tests::site::ORIGIN)
            .output()
            .await
            .context("wrk does not start; on Debian `apt-get install wrk` brings it")?;
        let said = String::from_utf8(output.stdout)?;
        let line = said.lines().find(|line| line.starts_with('{'));
        let line = line.with_context(|| format!("wrk said nothing of its requests: {said}"))?;
        let seen: Seen = serde_json::from_str(line)?;
        ensure!(
            seen.failed == 0,
            "{} of {} requests failed",
            seen.failed,
            seen.requests
        );
        Ok(seen)
    }
}
