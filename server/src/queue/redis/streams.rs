//! All streams of the queue, one in each shard, and which of them to turn to first. It knows nothing of what an entry means.

use super::shard::Shard;
use super::stream::Stream;
use futures_util::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The streams, each at the place of its number.
#[derive(Debug)]
pub(super) struct Streams {
    pub(super) all: Arc<[Stream]>,
    next: AtomicUsize,
    is_looking_around: Arc<AtomicBool>,
}

impl Streams {
    /// The streams of these shards, read in the name of one member of their groups.
    pub(super) fn of(shards: Vec<Shard>, member: &str) -> Self {
        let streams = shards.into_iter().map(|shard| Stream::new(shard, member));
        Streams {
            all: streams.collect(),
            next: AtomicUsize::new(0),
            is_looking_around: Arc::default(),
        }
    }

    /// Asks all shards in a task of its own, so that nobody has to wait for one that does not
    /// answer to know that, or that it answers again.
    pub(super) fn look_around(&self) {
        if self.all.len() == 1 || self.is_looking_around.swap(true, Ordering::Relaxed) {
            return;
        }
        let (streams, is_looking) = (self.all.clone(), self.is_looking_around.clone());
        tokio::spawn(async move {
            // Each notes for itself how it went.
            let _depths = join_all(streams.iter().map(Stream::depth)).await;
            is_looking.store(false, Ordering::Relaxed);
        });
    }

    /// Looks whether shards that failed are there again, when it is time to.
    pub(super) fn look_after_rested(&self) {
        if self.all.iter().any(|stream| stream.shard.has_rested()) {
            self.look_around();
        }
    }

    /// All streams with their numbers, beginning with another one each time, those of failing
    /// shards last.
    pub(super) fn in_turn(&self) -> Vec<(usize, &Stream)> {
        self.look_after_rested();
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let number = self.all.len();
        let mut streams: Vec<_> = (0..number)
            .map(|at| (first.wrapping_add(at)) % number)
            .map(|at| (at, &self.all[at]))
            .collect();
        streams.sort_by_key(|(_, stream)| stream.shard.is_failing());
        streams
    }

    /// The streams of shards that do not fail, or all where all do.
    pub(super) fn working(&self) -> Vec<(usize, &Stream)> {
        let mut streams = self.in_turn();
        let working = streams.partition_point(|(_, stream)| !stream.shard.is_failing());
        if working > 0 {
            streams.truncate(working);
        }
        streams
    }
}
