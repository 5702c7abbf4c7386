//! The queue in Redis: one stream on one server, or a stream in each shard of a cluster. It knows nothing of what an entry means.

mod link;
mod place;
mod settings;
mod shard;
mod stream;
mod streams;

pub use place::{FORMS, is_url};
pub(crate) use shard::Shard;

use super::{Entry, QueueError};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use stream::Stream;
use streams::Streams;

/// How long the drain rests when it found nothing.
const POLL: Duration = Duration::from_millis(100);
/// How many shards are tried for one push.
const TRIES: usize = 3;

/// A handle on the queue; cheap to use from many tasks, which share the way to Redis.
/// Entries may be in any stream, because their order does not matter to anybody.
#[derive(Debug)]
pub struct RedisQueue {
    /// What is pushed goes here, and is refused where there are too few replicas.
    into: Arc<Streams>,
    /// What is drained comes from here, whether there are replicas or not.
    from: Arc<Streams>,
}

impl RedisQueue {
    /// The queue on the stream `tillside:{name}:events`, or in a cluster on the streams
    /// `tillside:{name-0}:events` and so on. Nothing is sent before the first use. Then, and
    /// after each failure, a Redis that could lose accepted events is refused. What is
    /// pushed is durable when `replicas` replicas have it.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] if the URL cannot be read.
    pub fn new(url: &str, name: &str, replicas: u32) -> Result<Self, QueueError> {
        let member = uuid::Uuid::new_v4().to_string();
        let shards = Shard::all(url, name, replicas)?;
        let alone = shards.iter().map(Shard::without_replicas).collect();
        let into = Arc::new(Streams::of(shards, &member));
        let from = match replicas {
            0 => Arc::clone(&into),
            _ => Arc::new(Streams::of(alone, &member)),
        };
        Ok(RedisQueue { into, from })
    }

    /// The same without replicas, and Redis was reached.
    ///
    /// # Errors
    /// As [`RedisQueue::reach`].
    pub async fn connect(url: &str, name: &str) -> Result<Self, QueueError> {
        let queue = Self::new(url, name, 0)?;
        queue.reach().await?;
        Ok(queue)
    }

    /// Looks whether Redis is there and keeps what it is told, and makes the streams and
    /// their groups if they are missing.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] with what to set, for any shard, or
    /// [`QueueError::Unavailable`] if no shard can be reached.
    pub async fn reach(&self) -> Result<(), QueueError> {
        sound(join_all(self.into.all.iter().map(Stream::reach)).await)
    }

    /// Looks whether a Redis could be the queue, and changes nothing there.
    ///
    /// # Errors
    /// As [`RedisQueue::reach`].
    pub async fn inspect(url: &str, replicas: u32) -> Result<(), QueueError> {
        let shards = Shard::all(url, "queue", replicas)?;
        sound(join_all(shards.iter().map(Shard::look)).await)
    }

    pub(super) async fn push(&self, payloads: &[Vec<u8>]) -> Result<(), QueueError> {
        if payloads.is_empty() {
            return Ok(());
        }
        let mut pushed = Ok(());
        for (_, stream) in self.into.in_turn().into_iter().take(TRIES) {
            pushed = stream.push(payloads).await;
            if pushed.is_ok() {
                break;
            }
            // Its server has other shards, which the next push need not find out.
            self.into.look_around();
        }
        pushed
    }

    pub(super) async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        self.take(None, max).await
    }

    pub(super) async fn reclaim(
        &self,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Entry>, QueueError> {
        self.take(Some(min_idle), max).await
    }

    /// Takes new entries of all streams, or idle ones. A shard that fails has its entries
    /// taken when it is back; only if all fail it is an error.
    async fn take(&self, min_idle: Option<Duration>, max: usize) -> Result<Vec<Entry>, QueueError> {
        let mut streams = self.from.working();
        let (mut found, mut failed, mut answered) = (Vec::new(), None, false);
        while !streams.is_empty() && found.len() < max {
            streams.truncate(max - found.len());
            let each = (max - found.len()) / streams.len();
            let taken = streams.iter().map(|(_, stream)| async move {
                match min_idle {
                    None => stream.claim(each).await,
                    Some(idle) => stream.reclaim(idle, each).await,
                }
            });
            let taken = join_all(taken).await;
            let mut has_more = Vec::new();
            for ((number, stream), taken) in streams.into_iter().zip(taken) {
                match taken {
                    Ok(entries) => {
                        answered = true;
                        // Idle entries may be idle still, and would be taken twice.
                        if min_idle.is_none() && entries.len() == each {
                            has_more.push((number, stream));
                        }
                        found.extend(entries.into_iter().map(|entry| self.named(number, entry)));
                    }
                    Err(error) => failed = Some(error),
                }
            }
            streams = has_more;
        }
        match failed {
            Some(error) if !answered => Err(error),
            _ => Ok(found),
        }
    }

    /// Removes entries, and returns those whose shard does not answer at the moment. They
    /// are to be removed later, and may be taken over before.
    pub(super) async fn ack(&self, ids: &[String]) -> Result<Vec<String>, QueueError> {
        self.from.look_after_rested();
        let mut by_stream = BTreeMap::<usize, Vec<&str>>::new();
        for id in ids {
            let (number, id) = self.place_of(id);
            by_stream.entry(number).or_default().push(id);
        }
        let acked = by_stream.into_iter().map(|(number, ids)| async move {
            let stream = self.from.all.get(number)?;
            if self.is_cluster() && stream.shard.is_failing() {
                return Some((number, None));
            }
            let error = stream.ack(&ids).await.err()?;
            Some((number, Some(error)))
        });
        let mut left = Vec::new();
        for (number, error) in join_all(acked).await.into_iter().flatten() {
            if let Some(error) = error {
                if !self.is_cluster() {
                    return Err(error);
                }
                tracing::warn!(%error, shard = number, "entries are acknowledged later");
            }
            left.extend(
                ids.iter()
                    .filter(|id| self.place_of(id).0 == number)
                    .cloned(),
            );
        }
        Ok(left)
    }

    /// How many entries there are.
    ///
    /// # Errors
    /// If any shard does not answer: what it has is not known.
    pub(super) async fn depth(&self) -> Result<u64, QueueError> {
        let depths = join_all(self.from.all.iter().map(Stream::depth)).await;
        depths.into_iter().sum()
    }

    /// Whether any shard is there.
    pub(super) async fn check(&self) -> Result<(), QueueError> {
        let mut checked = Ok(());
        for (_, stream) in self.into.in_turn().into_iter().take(TRIES) {
            checked = stream.depth().await.map(drop);
            if checked.is_ok() {
                break;
            }
        }
        checked
    }

    /// Whether Redis was there at any time since the start.
    pub(super) fn was_reached(&self) -> bool {
        let mut shards = self.into.all.iter().map(|stream| &stream.shard);
        shards.any(|shard| shard.was_reached())
    }

    /// How many shards do not do what they are asked.
    pub(super) fn failing(&self) -> usize {
        let failing = self.into.all.iter().filter(|s| s.shard.is_failing());
        failing.count()
    }

    /// How long the oldest entry has waited.
    ///
    /// # Errors
    /// As [`RedisQueue::depth`].
    pub(super) async fn oldest(&self) -> Result<Option<Duration>, QueueError> {
        let waited = join_all(self.from.all.iter().map(Stream::oldest)).await;
        let waited: Result<Vec<_>, _> = waited.into_iter().collect();
        Ok(waited?.into_iter().flatten().max())
    }

    pub(super) async fn ready(&self) {
        tokio::time::sleep(POLL).await;
    }

    fn is_cluster(&self) -> bool {
        self.into.all.len() > 1
    }

    /// Two servers may give the same id, so that in a cluster the shard's number belongs to it.
    fn named(&self, number: usize, entry: Entry) -> Entry {
        match self.is_cluster() {
            false => entry,
            true => Entry {
                id: format!("{number}/{}", entry.id),
                ..entry
            },
        }
    }

    fn place_of<'a>(&self, id: &'a str) -> (usize, &'a str) {
        let named = id.split_once('/');
        named
            .and_then(|(number, id)| Some((number.parse().ok()?, id)))
            .unwrap_or((0, id))
    }
}

/// What is to be said of all shards: that one of them could lose events, or that none is there.
fn sound(shards: Vec<Result<(), QueueError>>) -> Result<(), QueueError> {
    let is_any_there = shards.iter().any(Result::is_ok);
    let mut failed: Vec<_> = shards.into_iter().filter_map(Result::err).collect();
    let is_wrong = |error: &QueueError| matches!(error, QueueError::Misconfigured(_));
    match failed.iter().position(is_wrong) {
        Some(at) => Err(failed.swap_remove(at)),
        None if is_any_there => Ok(()),
        None => failed.pop().map_or(Ok(()), Err),
    }
}
