//! The worker that moves accepted events from the queue into the store, so that each
//! counts once. What a batch means is worked out in `fold`; what is written, in `apply`.

pub mod apply;
pub mod erase;
pub mod fold;
mod learn;
mod notices;
pub mod rebuild;
pub mod replay;
pub mod retention;
pub mod test_answers;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tracing::Instrument as _;

use crate::ops::metrics::DrainCounts;
use crate::queue::{Entry, Queue, QueueError};
use crate::store::{Store, StoreError, now_ms};

pub use fold::{Fate, Fates};

/// The most entries that go into one transaction.
const BATCH: usize = 500;

/// Entries claimed this long ago and still not acknowledged are taken over: whoever
/// claimed them is most likely gone. If not, it has let go of them by itself, or the store
/// knows them already; so nothing is counted twice, and this may be short.
const IDLE: Duration = Duration::from_secs(15);

/// How long a drain may hold entries before it begins to write them.
const HOLD: Duration = Duration::from_millis(7_500);

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
    /// The entries were held for so long that another drain may soon have them too. They
    /// come again, to this one or that.
    #[error("the store took too long; the entries are claimed anew")]
    Late,
}

/// What one turn did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many entries were taken from the queue; 0 means there was nothing to do.
    pub claimed: usize,
    /// What became of them. Entries that an earlier turn had committed are not counted.
    pub fates: Fates,
}

/// The drain. Several may share a queue and a store, so that one takes over from another; the
/// changes of one shop follow one another.
#[derive(Debug)]
pub struct Drain {
    queue: Arc<Queue>,
    store: Store,
    hands: Mutex<Hands>,
    counts: Option<DrainCounts>,
}

/// What the drain has in its hands between two turns.
#[derive(Debug, Default)]
struct Hands {
    /// Claimed and not committed: the store failed.
    claimed: Vec<Entry>,
    /// When those were claimed, or a little before.
    claimed_at: Option<Instant>,
    /// Committed and not acknowledged: the queue failed.
    committed: Vec<String>,
    /// Acknowledged, and since when. The store may forget them as soon as no other drain
    /// can hold them that had taken them over before.
    acknowledged: Vec<(Instant, String)>,
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
            counts: None,
        }
    }

    /// The same, and it tells what it does.
    pub fn telling(self, counts: DrainCounts) -> Self {
        Self {
            counts: Some(counts),
            ..self
        }
    }

    /// The queue that it drains.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Takes what waits in the queue, up to a batch, commits it to the store and
    /// acknowledges it, in this order.
    ///
    /// # Errors
    /// If the store or the queue fails. Call it again: it goes on where it stopped.
    pub async fn once(&self) -> Result<Outcome, DrainError> {
        let mut hands = self.hands.lock().await;
        self.acknowledge(&mut hands).await?;
        if hands.claimed_at.is_some_and(|at| at.elapsed() >= HOLD) {
            hands.claimed.clear();
        }
        if hands.claimed.is_empty() {
            let now = Instant::now();
            hands.claimed = self.claim(&mut hands.looked).await?;
            hands.claimed_at = Some(now);
        }
        let Some(claimed_at) = hands.claimed_at.filter(|_| !hands.claimed.is_empty()) else {
            return Ok(Outcome::default());
        };
        // The batch is shared with the thread that writes, so that it is still at hand
        // if the write fails.
        let batch = Arc::new(std::mem::take(&mut hands.claimed));
        let turn = tracing::debug_span!("drain", entries = batch.len());
        let forget = hands.nobody_holds();
        let written = {
            let batch = Arc::clone(&batch);
            let forget = forget.clone();
            self.store
                .write(move |tx| {
                    let now = now_ms();
                    let noted = apply::note(tx, &batch, &forget, now)?;
                    // Now that it is our turn to write: whoever has taken these entries over
                    // writes after us, and finds them noted.
                    if claimed_at.elapsed() >= HOLD {
                        return Err(DrainError::Late);
                    }
                    Ok(noted.apply(tx, now)?)
                })
                .instrument(tracing::debug_span!(parent: &turn, "store"))
                .await
        };
        let fates = match written {
            Ok(fates) => fates,
            Err(error) => {
                hands.claimed = Arc::unwrap_or_clone(batch);
                return Err(error);
            }
        };
        self.tell(&batch);
        hands.acknowledged.drain(..forget.len());
        let committed = batch.iter().map(|entry| entry.id.clone());
        hands.committed.extend(committed);
        self.acknowledge(&mut hands)
            .instrument(tracing::debug_span!(parent: &turn, "acknowledge"))
            .await?;
        Ok(Outcome {
            claimed: batch.len(),
            fates,
        })
    }

    /// Drains for ever. May be dropped at any moment: what was committed and not yet
    /// acknowledged comes again and is known.
    pub async fn run(&self) {
        tokio::join!(self.drain(), retention::enforce(&self.store));
    }

    async fn drain(&self) {
        let mut pause = BACK_OFF.0;
        let mut is_failing = false;
        loop {
            let turn = self.once().await;
            if turn.is_ok() && std::mem::take(&mut is_failing) {
                tracing::info!("the drain works again");
            }
            match turn {
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
                    if let Some(counts) = &self.counts {
                        counts.failed();
                    }
                    is_failing = true;
                    tracing::error!(%error, "the drain could not finish; it tries again");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(BACK_OFF.1);
                }
            }
        }
    }

    /// Counts how long the first, and most often the oldest, entry of a batch had waited.
    fn tell(&self, batch: &[Entry]) {
        if let Some(counts) = &self.counts
            && let Some(first) = batch.first()
            && let Some(accepted) = apply::accepted_at(&first.payload)
        {
            counts.drained(now_ms() - accepted);
        }
    }

    async fn acknowledge(&self, hands: &mut Hands) -> Result<(), QueueError> {
        if !hands.committed.is_empty() {
            let left = self.queue.ack(&hands.committed).await?;
            let now = Instant::now();
            let committed = std::mem::replace(&mut hands.committed, left);
            let left: HashSet<&String> = hands.committed.iter().collect();
            let acknowledged = committed.into_iter().filter(|id| !left.contains(id));
            hands.acknowledged.extend(acknowledged.map(|id| (now, id)));
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

impl Hands {
    /// What was acknowledged so long ago that nobody has it any more, the oldest first.
    fn nobody_holds(&self) -> Vec<String> {
        let long_ago = |(at, _): &&(Instant, String)| at.elapsed() >= IDLE;
        let held = self.acknowledged.iter().take_while(long_ago);
        held.map(|(_, id)| id.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
