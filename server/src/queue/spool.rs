//! Redis with a spool: while Redis is away, full or read-only, accepted events wait in files of
//! this process and go to Redis when it takes them again. It knows nothing of what an entry means.

use super::embedded::EmbeddedQueue;
use super::redis::RedisQueue;
use super::{Entry, QueueError};
use arc_swap::ArcSwapOption;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many bytes may wait in the spool by default: one gigabyte.
pub const DEFAULT_MAX_BYTES: u64 = 1 << 30;
/// The most entries that go to Redis at once.
const BATCH: usize = 500;
/// The first and the longest pause before Redis is tried again.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(4));
/// How often it is said again that Redis was never there: its address may be wrong.
const WARN_EVERY: Duration = Duration::from_secs(60);
/// How many processes may have a spool in one data directory.
const SPOOLS: usize = 8;

/// A queue on Redis that goes on while Redis does not.
#[derive(Debug)]
pub struct SpooledQueue {
    redis: RedisQueue,
    spool: EmbeddedQueue,
    /// Spools that processes left here which are gone; they are emptied, and nothing is added.
    left: Vec<EmbeddedQueue>,
    /// Why Redis did not take the last thing that it was given, if so. Then nothing waits for
    /// it but what is in the spool.
    away: ArcSwapOption<String>,
    spooled: AtomicU64,
    replayed: AtomicU64,
}

/// What the spool has done since the start, and what waits in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpoolState {
    /// Why Redis takes nothing at the moment; `None` while it does.
    pub away: Option<Arc<String>>,
    /// Entries that wait for Redis.
    pub depth: u64,
    /// Entries that were put into the spool.
    pub spooled: u64,
    /// Entries that went from the spool to Redis.
    pub replayed: u64,
}

impl SpooledQueue {
    /// Opens a spool in the data directory, and those that processes left there which are gone.
    /// Processes that share the directory get one each. `away` is why Redis could not be
    /// reached at the start, if so.
    ///
    /// # Errors
    /// As [`EmbeddedQueue::open`], when none of them can be opened.
    pub fn open(
        redis: RedisQueue,
        away: Option<QueueError>,
        data: &Path,
        max_bytes: u64,
    ) -> Result<Self, QueueError> {
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
        let queue = SpooledQueue {
            redis,
            spool,
            left: opened.collect(),
            away: ArcSwapOption::empty(),
            spooled: AtomicU64::new(0),
            replayed: AtomicU64::new(0),
        };
        if let Some(error) = &away {
            queue.goes(error);
        }
        Ok(queue)
    }

    pub(super) async fn push(&self, payloads: Vec<Vec<u8>>) -> Result<(), QueueError> {
        if self.away.load().is_none() {
            match self.redis.push(&payloads).await {
                Ok(()) => return Ok(()),
                Err(error) => self.goes(&error),
            }
        }
        let entries = payloads.len() as u64;
        self.spool.push(payloads).await?;
        self.spooled.fetch_add(entries, Ordering::Relaxed);
        Ok(())
    }

    /// Notes that Redis takes nothing, and says so once. One that is there and could lose
    /// what it takes is no better than one that is away, but does not come back by itself.
    fn goes(&self, error: &QueueError) {
        let why = Arc::new(error.to_string());
        let before = self.away.swap(Some(Arc::clone(&why)));
        match error {
            QueueError::Misconfigured(_) if before != Some(why) => {
                tracing::error!(%error, "events wait in the spool until that is put right");
            }
            _ if !self.was_reached() && before.is_none() => self.warn_of_start(error),
            _ if before.is_none() => {
                tracing::warn!(%error, "events wait in the spool until Redis takes them");
            }
            _ => {}
        }
    }

    fn warn_of_start(&self, error: &QueueError) {
        tracing::error!(%error, "started without Redis: events wait in the spool and none is drained until Redis is there");
    }

    fn comes_back(&self) {
        if self.away.swap(None).is_some() {
            tracing::info!("Redis takes events again; what waits in the spool goes there");
        }
    }

    pub(super) async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        self.redis.claim(max).await
    }

    pub(super) async fn ack(&self, ids: &[String]) -> Result<Vec<String>, QueueError> {
        self.redis.ack(ids).await
    }

    pub(super) fn was_reached(&self) -> bool {
        self.redis.was_reached()
    }

    pub(super) fn failing(&self) -> usize {
        self.redis.failing()
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

    pub(super) async fn oldest(&self) -> Result<Option<Duration>, QueueError> {
        let spools = self.left.iter().chain([&self.spool]);
        let spooled = spools.filter_map(EmbeddedQueue::oldest).max();
        // What is in a Redis that is away is not known; what is here is.
        match self.redis.oldest().await {
            Err(_) if spooled.is_some() => Ok(spooled),
            waiting => Ok(waiting?.max(spooled)),
        }
    }

    pub(super) async fn ready(&self) {
        self.redis.ready().await;
    }

    pub(super) fn state(&self) -> SpoolState {
        SpoolState {
            away: self.away.load_full(),
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
            // A spool that is full, or whose disk fails, wakes nobody when Redis has gone.
            let _woken = tokio::time::timeout(PAUSES.1, self.spool.ready()).await;
        }
    }

    /// Hands over until Redis takes events and nothing is left.
    async fn empty(&self, spool: &EmbeddedQueue) {
        let mut pause = PAUSES.0;
        let mut warned = Instant::now();
        loop {
            match self.hand_over(spool).await {
                Ok(0) => return,
                Ok(_) => {
                    pause = PAUSES.0;
                    continue;
                }
                Err(error) if !self.was_reached() && warned.elapsed() >= WARN_EVERY => {
                    warned = Instant::now();
                    self.warn_of_start(&error);
                }
                Err(error) => tracing::debug!(%error, "the spool waits for Redis"),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Hands some over, and says how many. With nothing to hand over it looks whether Redis
    /// is there, if it was away.
    async fn hand_over(&self, spool: &EmbeddedQueue) -> Result<usize, QueueError> {
        let entries = waiting(spool).await.inspect_err(|error| {
            tracing::error!(%error, "the spool cannot be read");
        })?;
        if entries.is_empty() && self.away.load().is_none() {
            return Ok(0);
        }
        let (ids, payloads): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .map(|entry| (entry.id, entry.payload))
            .unzip();
        let taken = match payloads.is_empty() {
            true => self.redis.reach().await,
            false => self.redis.push(&payloads).await,
        };
        taken.inspect_err(|error| self.goes(error))?;
        self.comes_back();
        spool.ack(&ids).await?;
        self.replayed.fetch_add(ids.len() as u64, Ordering::Relaxed);
        Ok(ids.len())
    }
}

/// Some entries of a spool. What was claimed and not let go, because something failed in
/// between, comes first.
async fn waiting(spool: &EmbeddedQueue) -> Result<Vec<Entry>, QueueError> {
    match spool.reclaim(Duration::ZERO, BATCH).await? {
        idle if idle.is_empty() => spool.claim(BATCH).await,
        idle => Ok(idle),
    }
}
