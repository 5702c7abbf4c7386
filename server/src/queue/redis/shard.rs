//! A part of what is kept in Redis: all that has one hash tag, and the way to the server that has it. One server is one shard; in a cluster there are several, and one that fails does not stop the others.

use super::link::{Link, in_time, unavailable};
use super::place::Place;
use crate::queue::QueueError;
use arc_swap::ArcSwapOption;
use redis::{Cmd, FromRedisValue, Pipeline, RedisError, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many shards there are in a cluster: enough that each of a few masters has some. Where
/// a shard lies changes with the cluster, how many there are never does.
const IN_A_CLUSTER: usize = 16;
/// How long a shard that failed once is left alone, and how often that is doubled while it
/// fails.
const REST: (Duration, u32) = (Duration::from_secs(2), 2);
/// How long replicas may take to have a change, in milliseconds.
const REPLICAS_WITHIN: u32 = 1_000;

/// A shard. Before the first command, and before the next one after a failure, the settings
/// of its Redis are looked at: it may be another Redis by then.
#[derive(Debug)]
pub(crate) struct Shard {
    pub(super) link: Link,
    prefix: String,
    /// How many replicas must have a change before it is done.
    pub(super) replicas: u32,
    pub(super) is_sound: AtomicBool,
    /// Whether any shard was there since the start.
    pub(super) is_known: Arc<AtomicBool>,
    /// Since when it rests, and for how long.
    failed: ArcSwapOption<(Instant, Duration)>,
}

impl Shard {
    /// All shards of what is called `name`; they share one way to Redis, and nothing is sent
    /// before the first command.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] if the URL cannot be read.
    pub(crate) fn all(url: &str, name: &str, replicas: u32) -> Result<Vec<Self>, QueueError> {
        let place = Place::read(url)?;
        let tags = match place.is_cluster() {
            true => (0..IN_A_CLUSTER).map(|n| format!("{name}-{n}")).collect(),
            false => vec![name.to_owned()],
        };
        let link = Link::new(place);
        let is_known = Arc::<AtomicBool>::default();
        let shard = |tag| Shard {
            link: link.clone(),
            prefix: format!("tillside:{{{tag}}}"),
            replicas,
            is_sound: AtomicBool::new(false),
            is_known: Arc::clone(&is_known),
            failed: ArcSwapOption::empty(),
        };
        Ok(tags.into_iter().map(shard).collect())
    }

    /// The same by the same way, for those who change nothing that a replica must have.
    pub(super) fn without_replicas(&self) -> Self {
        Shard {
            link: self.link.clone(),
            prefix: self.prefix.clone(),
            replicas: 0,
            is_sound: AtomicBool::new(false),
            is_known: Arc::clone(&self.is_known),
            failed: ArcSwapOption::empty(),
        }
    }

    /// The key of this shard that ends like this.
    pub(crate) fn key(&self, rest: &str) -> String {
        format!("{}:{rest}", self.prefix)
    }

    /// Whether it, or another shard, was there since the start.
    pub(super) fn was_reached(&self) -> bool {
        self.is_known.load(Ordering::Relaxed)
    }

    /// Whether it did not do what it was asked last.
    pub(super) fn is_failing(&self) -> bool {
        self.failed.load().is_some()
    }

    /// Whether it failed and has rested since.
    pub(super) fn has_rested(&self) -> bool {
        let failed = self.failed.load();
        failed
            .as_ref()
            .is_some_and(|rest| rest.0.elapsed() >= rest.1)
    }

    /// Says a command whose refusal says all there is to say.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] with what to set, or [`QueueError::Unavailable`].
    pub(crate) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, QueueError> {
        self.try_ask(command).await?.map_err(unavailable)
    }

    /// Says a command, and hands on what Redis said against it.
    ///
    /// # Errors
    /// As [`Shard::ask`], where Redis said nothing.
    pub(super) async fn try_ask<T: FromRedisValue>(
        &self,
        command: &Cmd,
    ) -> Result<Result<T, RedisError>, QueueError> {
        self.look().await.inspect_err(|_| self.fails())?;
        let mut link = self.link.clone();
        let said = in_time(command.query_async(&mut link)).await;
        self.note(matches!(said, Ok(Ok(_))));
        said
    }

    /// Says several commands at once.
    ///
    /// # Errors
    /// As [`Shard::ask`].
    pub(super) async fn ask_all(&self, commands: &Pipeline) -> Result<(), QueueError> {
        self.look().await.inspect_err(|_| self.fails())?;
        let mut link = self.link.clone();
        let said = in_time(commands.query_async(&mut link)).await;
        self.note(matches!(said, Ok(Ok(()))));
        said?.map_err(unavailable)
    }

    /// Says commands that change something. When this returns, as many replicas as are
    /// wanted have the change.
    ///
    /// # Errors
    /// As [`Shard::ask`]. The change may be there all the same.
    pub(crate) async fn change<T: FromRedisValue>(
        &self,
        mut commands: Pipeline,
    ) -> Result<T, QueueError> {
        self.look().await.inspect_err(|_| self.fails())?;
        if self.replicas > 0 {
            let wait = commands.cmd("WAIT").arg(self.replicas);
            wait.arg(REPLICAS_WITHIN);
        }
        let mut link = self.link.clone();
        let said = in_time(commands.query_async::<Vec<Value>>(&mut link)).await;
        let done = said.and_then(|said| self.changed(said.map_err(unavailable)?));
        self.note(done.is_ok());
        done
    }

    fn changed<T: FromRedisValue>(&self, mut said: Vec<Value>) -> Result<T, QueueError> {
        if self.replicas > 0 {
            let have = said.pop().map_or(Ok(0), u32::from_redis_value);
            let have = have.map_err(|error| unavailable(error.into()))?;
            if have < self.replicas {
                return Err(self.too_few(have));
            }
        }
        T::from_redis_value(Value::Array(said)).map_err(|error| unavailable(error.into()))
    }

    pub(super) fn too_few(&self, have: u32) -> QueueError {
        let wanted = self.replicas;
        QueueError::Unavailable(format!("Redis: {have} replicas of {wanted} have it"))
    }

    fn note(&self, done: bool) {
        match done {
            true if self.failed.load().is_none() => {}
            true => self.failed.store(None),
            false => self.fails(),
        }
    }

    fn fails(&self) {
        self.is_sound.store(false, Ordering::Relaxed);
        let rest = match &*self.failed.load() {
            // Several commands may have failed at once.
            Some(rest) if rest.0.elapsed() < rest.1 => return,
            Some(rest) => (rest.1 * 2).min(REST.0 * 2_u32.pow(REST.1)),
            None => REST.0,
        };
        self.failed.store(Some(Arc::new((Instant::now(), rest))));
    }
}
