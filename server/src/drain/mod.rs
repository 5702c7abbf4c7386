//! The worker that moves accepted events from the queue into the store, so that each
//! counts once. What a batch means is worked out in `fold`; what is written, in `apply`.

pub mod apply;
pub mod erase;
pub mod fold;
pub mod rebuild;
pub mod replay;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::queue::{Entry, Queue, QueueError};
use crate::store::{Store, StoreError, now_ms};

pub use fold::{Fate, Fates};

/// The most entries that go into one transaction.
const BATCH: usize = 500;

/// Entries claimed this long ago and still not acknowledged are taken over: whoever
/// claimed them is most likely gone. If not, the store knows them already and nothing is
/// counted twice, so this may be short.
const IDLE: Duration = Duration::from_secs(15);

/// How often such entries are looked for.
const LOOK_FOR_IDLE: Duration = Duration::from_secs(5);

/// The longest wait for news of the queue, so that idle entries are looked for.
const WAIT: Duration = Duration::from_secs(5);

/// The first and the longest pause after a failure.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// Why one turn of the drain did not finish. Nothing is lost either way: what was not
/// committed is tried again, what was committed is not counted twice.
#[derive(Debug, thiserror::Error)]
pub enum DrainError {
    /// Nothing was committed and nothing acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Entries could not be claimed, or committed ones could not be acknowledged.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// What one turn did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many entries were taken from the queue; 0 means there was nothing to do.
    pub claimed: usize,
    /// What became of them. Entries that an earlier turn had committed are not counted.
    pub fates: Fates,
}

/// The drain. One per store; a second one is harmless but gains nothing.
#[derive(Debug)]
pub struct Drain {
    queue: Arc<Queue>,
    store: Store,
    hands: Mutex<Hands>,
}

/// What the drain has in its hands between two turns.
#[derive(Debug, Default)]
struct Hands {
    /// Claimed and not committed: the store failed.
    claimed: Vec<Entry>,
    /// Committed and not acknowledged: the queue failed.
    committed: Vec<String>,
    /// Acknowledged, so that the store may forget them.
    acknowledged: Vec<String>,
    /// When idle entries were last looked for.
    looked: Option<Instant>,
}

impl Drain {
    /// A drain from this queue into this store.
    pub fn new(queue: Arc<Queue>, store: Store) -> Self {
        Self {
            queue,
            store,
            hands: Mutex::default(),
        }
    }

    /// Takes what waits in the queue, up to a batch, commits it to the store and
    /// acknowledges it, in this order.
    ///
    /// # Errors
    /// If the store or the queue fails. Call it again: it goes on where it stopped.
    pub async fn once(&self) -> Result<Outcome, DrainError> {
        let mut hands = self.hands.lock().await;
        self.acknowledge(&mut hands).await?;
        if hands.claimed.is_empty() {
            hands.claimed = self.claim(&mut hands.looked).await?;
        }
        if hands.claimed.is_empty() {
            return Ok(Outcome::default());
        }
        // The batch is shared with the thread that writes, so that it is still at hand
        // if the write fails.
        let batch = Arc::new(std::mem::take(&mut hands.claimed));
        let forget = hands.acknowledged.clone();
        let written = {
            let batch = Arc::clone(&batch);
            self.store
                .write(move |tx| apply::apply(tx, &batch, &forget, now_ms()))
                .await
        };
        let fates = match written {
            Ok(fates) => fates,
            Err(error) => {
                hands.claimed = Arc::unwrap_or_clone(batch);
                return Err(error.into());
            }
        };
        hands.acknowledged.clear();
        hands.committed = batch.iter().map(|entry| entry.id.clone()).collect();
        self.acknowledge(&mut hands).await?;
        Ok(Outcome {
            claimed: batch.len(),
            fates,
        })
    }

    /// Drains for ever. May be dropped at any moment: what was committed and not yet
    /// acknowledged comes again and is known.
    pub async fn run(&self) {
        let mut pause = BACK_OFF.0;
        loop {
            match self.once().await {
                Ok(Outcome { claimed: 0, .. }) => {
                    pause = BACK_OFF.0;
                    // Both ways of waking lead to the next look at the queue.
                    let _woken = tokio::time::timeout(WAIT, self.queue.ready()).await;
                }
                Ok(outcome) => {
                    pause = BACK_OFF.0;
                    tracing::debug!(claimed = outcome.claimed, fates = ?outcome.fates, "drained");
                }
                Err(error) => {
                    tracing::error!(%error, "the drain could not finish; it tries again");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(BACK_OFF.1);
                }
            }
        }
    }

    async fn acknowledge(&self, hands: &mut Hands) -> Result<(), QueueError> {
        if !hands.committed.is_empty() {
            self.queue.ack(&hands.committed).await?;
            hands.acknowledged.append(&mut hands.committed);
        }
        Ok(())
    }

    async fn claim(&self, looked: &mut Option<Instant>) -> Result<Vec<Entry>, QueueError> {
        if looked.is_none_or(|at| at.elapsed() >= LOOK_FOR_IDLE) {
            let idle = self.queue.reclaim(IDLE, BATCH).await?;
            if !idle.is_empty() {
                return Ok(idle);
            }
            *looked = Some(Instant::now());
        }
        self.queue.claim(BATCH).await
    }
}

#[cfg(test)]
mod tests;
