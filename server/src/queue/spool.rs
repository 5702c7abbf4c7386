//! Redis with a spool: while Redis is away, full or read-only, accepted events wait in files of
//! this process and go to Redis when it takes them again. It knows nothing of what an entry means.

use super::embedded::EmbeddedQueue;
use super::redis::RedisQueue;
use super::{Entry, QueueError};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How many bytes may wait in the spool by default: one gigabyte.
pub const DEFAULT_MAX_BYTES: u64 = 1 << 30;
/// The most entries that go to Redis at once.
const BATCH: usize = 500;
/// The pause before Redis is tried again.
const PAUSE: Duration = Duration::from_millis(500);
/// How many processes may have a spool in one data directory.
const SPOOLS: usize = 8;

/// A queue on Redis that goes on while Redis does not.
#[derive(Debug)]
pub struct SpooledQueue {
    redis: RedisQueue,
    spool: EmbeddedQueue,
    /// Spools that processes left here which are gone; they are emptied, and nothing is added.
    left: Vec<EmbeddedQueue>,
    /// Whether Redis has refused the last thing that it was given. Then nothing waits for it
    /// but what is in the spool.
    away: AtomicBool,
    spooled: AtomicU64,
    replayed: AtomicU64,
}

/// What the spool has done since the start, and what waits in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpoolState {
    /// Whether Redis takes nothing at the moment.
    pub away: bool,
    /// Entries that wait for Redis.
    pub depth: u64,
    /// Entries that were put into the spool.
    pub spooled: u64,
    /// Entries that went from the spool to Redis.
    pub replayed: u64,
}

impl SpooledQueue {
    /// Opens a spool in the data directory, and those that processes left there which are gone.
    /// Processes that share the directory get one each.
    ///
    /// # Errors
    /// As [`EmbeddedQueue::open`], when none of them can be opened.
    pub fn open(redis: RedisQueue, data: &Path, max_bytes: u64) -> Result<Self, QueueError> {
        let mut opened = Vec::new();
        let mut refused = None;
        for number in 0..SPOOLS {
            let dir = data.join(format!("spool-{number}"));
            // One that is not there yet is made where there is no other.
            if opened.is_empty() || dir.exists() {
                match EmbeddedQueue::open(&dir, max_bytes) {
                    Ok(spool) => opened.push(spool),
                    Err(error) => refused = Some(error),
                }
            }
        }
        let mut opened = opened.into_iter();
        let Some(spool) = opened.next() else {
            let none = || QueueError::Misconfigured("there is no room for a spool".into());
            return Err(refused.unwrap_or_else(none));
        };
        Ok(SpooledQueue {
            redis,
            spool,
            left: opened.collect(),
            away: AtomicBool::new(false),
            spooled: AtomicU64::new(0),
            replayed: AtomicU64::new(0),
        })
    }

    pub(super) async fn push(&self, payloads: Vec<Vec<u8>>) -> Result<(), QueueError> {
        if !self.away.load(Ordering::Relaxed) {
            match self.redis.push(&payloads).await {
                Err(error @ QueueError::Unavailable(_)) => {
                    if !self.away.swap(true, Ordering::Relaxed) {
                        tracing::warn!(%error, "events wait in the spool until Redis takes them");
                    }
                }
                done => return done,
            }
        }
        let entries = payloads.len() as u64;
        let spooled = self.spool.push(payloads).await;
        match &spooled {
            Ok(()) => {
                self.spooled.fetch_add(entries, Ordering::Relaxed);
            }
            // Nothing may wait in the spool that would find out that Redis is back.
            Err(_) => self.away.store(false, Ordering::Relaxed),
        }
        spooled
    }

    pub(super) async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        self.redis.claim(max).await
    }

    pub(super) async fn ack(&self, ids: &[String]) -> Result<(), QueueError> {
        self.redis.ack(ids).await
    }

    pub(super) async fn reclaim(
        &self,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Entry>, QueueError> {
        self.redis.reclaim(min_idle, max).await
    }

    pub(super) async fn depth(&self) -> Result<u64, QueueError> {
        Ok(self.redis.depth().await? + self.waiting())
    }

    pub(super) async fn ready(&self) {
        self.redis.ready().await;
    }

    pub(super) fn state(&self) -> SpoolState {
        SpoolState {
            away: self.away.load(Ordering::Relaxed),
            depth: self.waiting(),
            spooled: self.spooled.load(Ordering::Relaxed),
            replayed: self.replayed.load(Ordering::Relaxed),
        }
    }

    fn waiting(&self) -> u64 {
        let left: u64 = self.left.iter().map(EmbeddedQueue::depth).sum();
        left + self.spool.depth()
    }

    /// Hands what waits in the spool over to Redis, for ever. May be dropped at any moment:
    /// what Redis has and the spool has not let go yet is handed over again, and counts once.
    pub(super) async fn replay(&self) {
        for left in &self.left {
            self.empty(left).await;
        }
        loop {
            // An earlier process may have left something here too.
            self.empty(&self.spool).await;
            self.spool.ready().await;
        }
    }

    /// Hands over until nothing is left.
    async fn empty(&self, spool: &EmbeddedQueue) {
        // What was claimed and not let go, because something failed in between, comes first.
        loop {
            let claimed = match spool.reclaim(Duration::ZERO, BATCH).await {
                Ok(idle) if idle.is_empty() => spool.claim(BATCH).await,
                idle => idle,
            };
            match claimed {
                Ok(entries) if entries.is_empty() => return,
                Ok(entries) => match self.hand_over(spool, entries).await {
                    Ok(()) => continue,
                    Err(error) => tracing::debug!(%error, "the spool waits for Redis"),
                },
                Err(error) => tracing::error!(%error, "the spool cannot be read"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn hand_over(
        &self,
        spool: &EmbeddedQueue,
        entries: Vec<Entry>,
    ) -> Result<(), QueueError> {
        let (ids, payloads): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .map(|entry| (entry.id, entry.payload))
            .unzip();
        let taken = self.redis.push(&payloads).await;
        if self.away.swap(taken.is_err(), Ordering::Relaxed) && taken.is_ok() {
            tracing::info!("Redis takes events again; what waits in the spool goes there");
        }
        taken?;
        spool.ack(&ids).await?;
        self.replayed.fetch_add(ids.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}
