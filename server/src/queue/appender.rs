//! The way into the queue for requests: what comes in while Redis answers goes there together, so
//! that many requests share one round trip and, with `appendfsync always`, one flush.

use super::{Queue, QueueError};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// The most entries that go to Redis together.
const MOST: usize = 1024;
/// How many requests may wait to be taken along; more wait for their turn.
const WAITING: usize = 4096;

/// Appends entries to a queue for many requests. The embedded queue gathers them by itself.
#[derive(Debug)]
pub struct Appender {
    queue: Arc<Queue>,
    jobs: Option<mpsc::Sender<Job>>,
}

/// What one request appends, and where it is told what became of that.
struct Job {
    payloads: Vec<Vec<u8>>,
    done: oneshot::Sender<Result<(), QueueError>>,
}

impl Appender {
    /// Needs a runtime, in which it goes on until it and all that waits is gone.
    pub fn new(queue: Arc<Queue>) -> Self {
        let jobs = match *queue {
            Queue::Embedded(_) => None,
            Queue::Redis(_) | Queue::Spooled(_) => {
                let (jobs, waiting) = mpsc::channel(WAITING);
                tokio::spawn(work(Arc::clone(&queue), waiting));
                Some(jobs)
            }
        };
        Appender { queue, jobs }
    }

    /// As [`Queue::push`].
    ///
    /// # Errors
    /// As [`Queue::push`]; what went together fails together.
    pub async fn append(&self, payloads: Vec<Vec<u8>>) -> Result<(), QueueError> {
        let Some(jobs) = &self.jobs else {
            return self.queue.push(payloads).await;
        };
        let gone = || QueueError::Unavailable("the server is stopping".into());
        let (done, told) = oneshot::channel();
        let job = Job { payloads, done };
        jobs.send(job).await.map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

async fn work(queue: Arc<Queue>, mut waiting: mpsc::Receiver<Job>) {
    while let Some(first) = waiting.recv().await {
        let mut payloads = first.payloads;
        let mut told = vec![first.done];
        while payloads.len() < MOST
            && let Ok(mut job) = waiting.try_recv()
        {
            payloads.append(&mut job.payloads);
            told.push(job.done);
        }
        let pushed = queue.push(payloads).await;
        for done in told {
            // Whoever has gone away meanwhile needs no answer.
            let _gone = done.send(pushed.clone());
        }
    }
}
