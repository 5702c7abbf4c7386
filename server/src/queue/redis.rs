//! The queue in Redis: one stream on one server, or a stream in each shard of a cluster. It knows nothing of what an entry means.

mod link;
mod place;
mod settings;
mod shard;
mod stream;

pub use place::{FORMS, is_url};
pub(crate) use shard::Shard;

use super::{Entry, QueueError};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use stream::Stream;

/// How long the drain rests when it found nothing.
const POLL: Duration = Duration::from_millis(100);
/// How many shards are tried for one push.
const TRIES: usize = 3;

/// A handle on the queue; cheap to use from many tasks, which share the way to Redis.
/// Entries may be in any stream, because their order does not matter to anybody.
#[derive(Debug)]
pub struct RedisQueue {
    streams: Arc<[Stream]>,
    next: AtomicUsize,
    is_looking_around: Arc<AtomicBool>,
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
        Ok(RedisQueue {
            streams: shards
                .into_iter()
                .map(|shard| Stream::new(shard, &member))
                .collect(),
            next: AtomicUsize::new(0),
            is_looking_around: Arc::default(),
        })
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
        sound(join_all(self.streams.iter().map(Stream::reach)).await)
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
        for (_, stream) in self.in_turn().into_iter().take(TRIES) {
            pushed = stream.push(payloads).await;
            if pushed.is_ok() {
                break;
            }
            // Its server has other shards, which the next push need not find out.
            self.look_around();
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
        let mut streams = self.working();
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
        self.look_after_rested();
        let mut by_stream = BTreeMap::<usize, Vec<&str>>::new();
        for id in ids {
            let (number, id) = self.place_of(id);
            by_stream.entry(number).or_default().push(id);
        }
        let acked = by_stream.into_iter().map(|(number, ids)| async move {
            let stream = self.streams.get(number)?;
            if self.streams.len() > 1 && stream.shard.is_failing() {
                return Some((number, None));
            }
            let error = stream.ack(&ids).await.err()?;
            Some((number, Some(error)))
        });
        let mut left = Vec::new();
        for (number, error) in join_all(acked).await.into_iter().flatten() {
            if let Some(error) = error {
                if self.streams.len() == 1 {
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
        let depths = join_all(self.streams.iter().map(Stream::depth)).await;
        depths.into_iter().sum()
    }

    /// Whether any shard is there.
    pub(super) async fn check(&self) -> Result<(), QueueError> {
        let mut checked = Ok(());
        for (_, stream) in self.in_turn().into_iter().take(TRIES) {
            checked = stream.depth().await.map(drop);
            if checked.is_ok() {
                break;
            }
        }
        checked
    }

    /// Whether Redis was there at any time since the start.
    pub(super) fn was_reached(&self) -> bool {
        let mut shards = self.streams.iter().map(|stream| &stream.shard);
        shards.any(|shard| shard.was_reached.load(Ordering::Relaxed))
    }

    /// How many shards do not do what they are asked.
    pub(super) fn failing(&self) -> usize {
        let failing = self.streams.iter().filter(|s| s.shard.is_failing());
        failing.count()
    }

    /// How long the oldest entry has waited.
    ///
    /// # Errors
    /// As [`RedisQueue::depth`].
    pub(super) async fn oldest(&self) -> Result<Option<Duration>, QueueError> {
        let waited = join_all(self.streams.iter().map(Stream::oldest)).await;
        let waited: Result<Vec<_>, _> = waited.into_iter().collect();
        Ok(waited?.into_iter().flatten().max())
    }

    pub(super) async fn ready(&self) {
        tokio::time::sleep(POLL).await;
    }

    /// Asks all shards in a task of its own, so that nobody has to wait for one that does not
    /// answer to know that, or that it answers again.
    fn look_around(&self) {
        if self.streams.len() == 1 || self.is_looking_around.swap(true, Ordering::Relaxed) {
            return;
        }
        let (streams, is_looking) = (self.streams.clone(), self.is_looking_around.clone());
        tokio::spawn(async move {
            // Each notes for itself how it went.
            let _depths = join_all(streams.iter().map(Stream::depth)).await;
            is_looking.store(false, Ordering::Relaxed);
        });
    }

    /// Looks whether shards that failed are there again, when it is time to.
    fn look_after_rested(&self) {
        if self.streams.iter().any(|stream| stream.shard.has_rested()) {
            self.look_around();
        }
    }

    /// All streams with their numbers, beginning with another one each time, those of failing
    /// shards last.
    fn in_turn(&self) -> Vec<(usize, &Stream)> {
        self.look_after_rested();
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let number = self.streams.len();
        let mut streams: Vec<_> = (0..number)
            .map(|at| (first.wrapping_add(at)) % number)
            .map(|at| (at, &self.streams[at]))
            .collect();
        streams.sort_by_key(|(_, stream)| stream.shard.is_failing());
        streams
    }

    /// The streams of shards that do not fail, or all where all do.
    fn working(&self) -> Vec<(usize, &Stream)> {
        let mut streams = self.in_turn();
        let working = streams.partition_point(|(_, stream)| !stream.shard.is_failing());
        if working > 0 {
            streams.truncate(working);
        }
        streams
    }

    /// Two servers may give the same id, so that in a cluster the shard's number belongs to it.
    fn named(&self, number: usize, entry: Entry) -> Entry {
        match self.streams.len() {
            1 => entry,
            _ => Entry {
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
