//! Opens the queue under test, and says in short what its tests ask of it.

use anyhow::{Result, ensure};
use std::time::{Duration, Instant};
use tillside_server::queue::embedded::{DEFAULT_MAX_BYTES, EmbeddedQueue};
use tillside_server::queue::redis::RedisQueue;
use tillside_server::queue::{Entry, Queue};
use tillside_tests::place::Place;

/// How long anything may take before a test gives up on it.
const DEADLINE: Duration = Duration::from_secs(20);

/// Opens the queue, as a process does at its start.
pub async fn open(place: &Place) -> Result<Queue> {
    Ok(match place {
        Place::Folder(folder) => {
            Queue::Embedded(EmbeddedQueue::open(folder.path(), DEFAULT_MAX_BYTES)?)
        }
        Place::Redis(server) => Queue::Redis(RedisQueue::connect(&server.url(), "queue").await?),
    })
}

/// Payloads `from..to`, each with its number in it.
pub fn numbered(numbers: std::ops::Range<u32>) -> Vec<Vec<u8>> {
    numbers.map(|n| format!("entry {n}").into_bytes()).collect()
}

pub fn payloads(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.payload.clone()).collect()
}

pub fn ids(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}

/// Claims until `count` entries came; more than that is an error.
pub async fn claim_all(queue: &Queue, count: usize) -> Result<Vec<Entry>> {
    let start = Instant::now();
    let mut entries = Vec::new();
    while entries.len() < count {
        ensure!(
            start.elapsed() < DEADLINE,
            "{} of {count} came",
            entries.len()
        );
        entries.extend(queue.claim(100).await?);
    }
    entries.extend(queue.claim(100).await?);
    ensure!(
        entries.len() == count,
        "{} came instead of {count}",
        entries.len()
    );
    Ok(entries)
}

/// What a process finds that takes over from one that died: what was never
/// claimed, and what was claimed and not acknowledged.
pub async fn take_over(queue: &Queue) -> Result<Vec<Entry>> {
    let mut entries = queue.reclaim(Duration::ZERO, 1_000).await?;
    loop {
        let claimed = queue.claim(1_000).await?;
        if claimed.is_empty() {
            return Ok(entries);
        }
        entries.extend(claimed);
    }
}
