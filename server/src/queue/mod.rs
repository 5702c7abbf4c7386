//! Where accepted events wait for the drain, in the words of the domain. It knows nothing of what an entry means.

pub mod appender;
pub mod embedded;
pub mod redis;
pub mod spool;

use std::time::Duration;
use tracing::Instrument as _;

/// One waiting entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The queue's own name for it, unique for as long as the queue's data lives; give it to [`Queue::ack`].
    pub id: String,
    /// What was pushed; empty where it cannot be read any more. It was accepted all the
    /// same, and reaches its fate as a dead letter.
    pub payload: Vec<u8>,
}

/// Why the queue did not do what it was asked. Every kind means: nothing is promised, try again later.
#[derive(Clone, Debug, thiserror::Error)]
pub enum QueueError {
    /// The disk or Redis failed, or did not answer in time.
    #[error("the queue is not available: {0}")]
    Unavailable(String),
    /// The queue has grown to its bound; entries must be drained first.
    #[error("the queue is full: {used} of {limit} bytes are in use")]
    Full {
        /// Bytes that wait now.
        used: u64,
        /// Bytes that may wait.
        limit: u64,
    },
    /// An entry is larger than the queue takes.
    #[error("an entry of {0} bytes is too large")]
    EntryTooLarge(usize),
    /// The queue cannot be used as it is set up; the text says what to change.
    #[error("{0}")]
    Misconfigured(String),
}

/// The queue, wherever it lives.
#[derive(Debug)]
pub enum Queue {
    /// Redis Streams: for several collectors and drains.
    Redis(redis::RedisQueue),
    /// The same, and files of this process for as long as Redis takes nothing.
    Spooled(spool::SpooledQueue),
    /// Files of this process: for one machine.
    Embedded(embedded::EmbeddedQueue),
}

impl Queue {
    /// Appends all payloads in order. When this returns `Ok` they are durable;
    /// after an error some of them may still turn up, which the drain's
    /// idempotence makes harmless.
    pub async fn push(&self, payloads: Vec<Vec<u8>>) -> Result<(), QueueError> {
        let span = tracing::debug_span!("append", entries = payloads.len());
        let append = async {
            match self {
                Queue::Redis(queue) => queue.push(&payloads).await,
                Queue::Spooled(queue) => queue.push(payloads).await,
                Queue::Embedded(queue) => queue.push(payloads).await,
            }
        };
        append.instrument(span).await
    }

    /// Takes up to `max` entries, oldest first, that nobody has claimed yet.
    /// They stay in the queue until acknowledged.
    pub async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        match self {
            Queue::Redis(queue) => queue.claim(max).await,
            Queue::Spooled(queue) => queue.claim(max).await,
            Queue::Embedded(queue) => queue.claim(max).await,
        }
    }

    /// Removes entries for good, and returns those that could not be removed yet, because a
    /// part of the queue is away. Call it only after the store has committed them.
    pub async fn ack(&self, ids: &[String]) -> Result<Vec<String>, QueueError> {
        match self {
            Queue::Redis(queue) => queue.ack(ids).await,
            Queue::Spooled(queue) => queue.ack(ids).await,
            Queue::Embedded(queue) => queue.ack(ids).await.map(|()| Vec::new()),
        }
    }

    /// Takes over up to `max` entries that were claimed at least `min_idle`
    /// ago, by whomever, and never acknowledged.
    pub async fn reclaim(&self, min_idle: Duration, max: usize) -> Result<Vec<Entry>, QueueError> {
        match self {
            Queue::Redis(queue) => queue.reclaim(min_idle, max).await,
            Queue::Spooled(queue) => queue.reclaim(min_idle, max).await,
            Queue::Embedded(queue) => queue.reclaim(min_idle, max).await,
        }
    }

    /// How many entries are not yet acknowledged, claimed ones included.
    pub async fn depth(&self) -> Result<u64, QueueError> {
        match self {
            Queue::Redis(queue) => queue.depth().await,
            Queue::Spooled(queue) => queue.depth().await,
            Queue::Embedded(queue) => Ok(queue.depth()),
        }
    }

    /// How long the oldest entry that is not yet acknowledged has waited; `None` where there
    /// is none. With files, and in a spool, at most for as long as this process runs.
    pub async fn oldest(&self) -> Result<Option<Duration>, QueueError> {
        match self {
            Queue::Redis(queue) => queue.oldest().await,
            Queue::Spooled(queue) => queue.oldest().await,
            Queue::Embedded(queue) => Ok(queue.oldest()),
        }
    }

    /// Returns when there may be something to claim: at once after a push to
    /// the embedded queue, after a short while with Redis.
    pub async fn ready(&self) {
        match self {
            Queue::Redis(queue) => queue.ready().await,
            Queue::Spooled(queue) => queue.ready().await,
            Queue::Embedded(queue) => queue.ready().await,
        }
    }

    /// Whether events can be taken.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), QueueError> {
        match self {
            // What Redis does not take the spool takes.
            Queue::Spooled(_) => Ok(()),
            Queue::Redis(queue) => queue.check().await,
            Queue::Embedded(_) => Ok(()),
        }
    }

    /// How many shards of a Redis do not do what they are asked.
    pub fn failing_shards(&self) -> usize {
        match self {
            Queue::Redis(queue) => queue.failing(),
            Queue::Spooled(queue) => queue.failing(),
            Queue::Embedded(_) => 0,
        }
    }

    /// Whether the queue was there at any time since the start; what was never there may be
    /// named wrongly.
    pub fn was_reached(&self) -> bool {
        match self {
            Queue::Spooled(queue) => queue.was_reached(),
            Queue::Redis(queue) => queue.was_reached(),
            Queue::Embedded(_) => true,
        }
    }

    /// What the spool does; `None` where there is none.
    pub fn spool(&self) -> Option<spool::SpoolState> {
        match self {
            Queue::Spooled(queue) => Some(queue.state()),
            Queue::Redis(_) | Queue::Embedded(_) => None,
        }
    }

    /// Brings what waits elsewhere into the queue, for ever; without a spool there is nothing
    /// to bring. May be dropped at any moment.
    pub async fn replay(&self) {
        if let Queue::Spooled(queue) = self {
            queue.replay().await;
        }
    }
}
