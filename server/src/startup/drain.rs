//! A process that only drains: it takes no events and answers no shopper.

use super::operation::Operation;
use crate::config::{DrainConfig, QueuePlace};
use crate::drain::Drain;
use crate::ops::metrics::Metrics;
use crate::queue::embedded::EmbeddedQueue;
use crate::queue::redis::RedisQueue;
use crate::queue::{Queue, QueueError};
use crate::routes::Counts;
use crate::store::Store;
use actix_web::web;
use std::future::Future;
use std::sync::Arc;

/// The drain with everything that it needs, not yet at work.
pub struct Draining {
    drain: Drain,
    operation: Option<Operation>,
}

impl Draining {
    /// Opens store and queue, be Redis there or not, and binds the listener for metrics where there is one.
    ///
    /// # Errors
    /// Says which part could not be opened and what to do.
    pub async fn build(config: DrainConfig) -> anyhow::Result<Self> {
        let store = Store::open_existing(&config.store)?;
        let queue = Arc::new(match &config.queue {
            // The spool belongs to the servers that fill it.
            QueuePlace::Redis { url, .. } => {
                let redis = RedisQueue::new(url.reveal(), "queue", 0)?;
                match redis.reach().await {
                    Err(error @ QueueError::Unavailable(_)) => {
                        tracing::error!(%error, "started without Redis: nothing is drained until it is there");
                    }
                    reached => reached?,
                }
                Queue::Redis(redis)
            }
            QueuePlace::Embedded { max_bytes } => {
                Queue::Embedded(EmbeddedQueue::open(&config.data.join("queue"), *max_bytes)?)
            }
        });
        let metrics = Metrics::new()?;
        let drain = Drain::new(Arc::clone(&queue), store.clone()).telling(metrics.drain());
        let counts = Counts {
            queue: web::Data::from(queue),
            metrics: web::Data::new(metrics),
            store: web::Data::new(store),
        };
        Ok(Draining {
            drain,
            operation: match config.metrics.listen {
                Some(address) => Some(Operation::bind(address, counts)?),
                None => None,
            },
        })
    }

    /// The line that says that it works or waits, and where it tells what it counts.
    pub fn announcement(&self) -> String {
        let state = match self.drain.queue().was_reached() {
            true => "draining",
            false => "waiting for Redis",
        };
        match &self.operation {
            Some(operation) => format!("{state} metrics={}", operation.url()),
            None => state.to_owned(),
        }
    }

    /// Drains until `stop` is over. What was not acknowledged by then comes again at the next
    /// start, and counts once.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let drain = tokio::spawn(async move { self.drain.run().await });
        let operation = self
            .operation
            .map(|operation| tokio::spawn(operation.run()));
        stop.await;
        for task in [Some(drain), operation].into_iter().flatten() {
            task.abort();
            // An aborted task ends at its next step; it holds the queue until then.
            let _aborted = task.await;
        }
    }
}
