//! A Redis that was looked at: whether it is set up so that it keeps what it accepts. It changes nothing there.

use super::link::{Link, in_time, unavailable};
use crate::queue::QueueError;
use redis::{Cmd, ErrorKind, FromRedisValue, Pipeline, RedisError, cmd};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// A way to a Redis that keeps what it is told. Before the first command, and before the
/// next one after a failure, its settings are looked at: it may be another Redis by then.
#[derive(Debug)]
pub(crate) struct SoundLink {
    link: Link,
    is_sound: AtomicBool,
}

impl SoundLink {
    /// A way to the Redis at this URL. Nothing is sent before the first command.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] if the URL cannot be read.
    pub(crate) fn new(url: &str) -> Result<Self, QueueError> {
        Ok(SoundLink {
            link: Link::new(url)?,
            is_sound: AtomicBool::new(false),
        })
    }

    /// Says a command whose refusal says all there is to say.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] with what to set, or [`QueueError::Unavailable`].
    pub(crate) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, QueueError> {
        self.try_ask(command).await?.map_err(unavailable)
    }

    /// The same for several commands at once.
    ///
    /// # Errors
    /// As [`SoundLink::ask`].
    pub(crate) async fn ask_all<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
    ) -> Result<T, QueueError> {
        self.look().await?;
        let mut link = self.link.clone();
        let said = in_time(commands.query_async(&mut link)).await;
        self.note(&said);
        said?.map_err(unavailable)
    }

    /// Says a command, and hands on what Redis said against it.
    ///
    /// # Errors
    /// As [`SoundLink::ask`], where Redis said nothing.
    pub(crate) async fn try_ask<T: FromRedisValue>(
        &self,
        command: &Cmd,
    ) -> Result<Result<T, RedisError>, QueueError> {
        self.look().await?;
        let said = self.say(command).await;
        self.note(&said);
        said
    }

    /// Refuses settings under which Redis would forget or evict what it accepted.
    ///
    /// # Errors
    /// As [`SoundLink::ask`].
    pub(crate) async fn look(&self) -> Result<(), QueueError> {
        if self.is_sound.load(Ordering::Relaxed) {
            return Ok(());
        }
        let mut wrong = Vec::new();
        if self.info("persistence", "aof_enabled").await?.as_deref() != Some("1") {
            wrong.push("it keeps no append-only file (set `appendonly yes`)".to_owned());
        }
        if self.appendfsync().await?.as_deref() == Some("no") {
            wrong.push(
                "it leaves it to the system when that file reaches the disk (set `appendfsync everysec` or `always`)"
                    .to_owned(),
            );
        }
        let policy = self.info("memory", "maxmemory_policy").await?;
        if policy.as_deref() != Some("noeviction") {
            wrong.push(format!(
                "it may evict events (maxmemory-policy is {}; set `maxmemory-policy noeviction`)",
                policy.as_deref().unwrap_or("unknown")
            ));
        }
        if wrong.is_empty() {
            self.is_sound.store(true, Ordering::Relaxed);
            return Ok(());
        }
        Err(QueueError::Misconfigured(format!(
            "this Redis cannot be the queue: {}",
            wrong.join(", and ")
        )))
    }

    fn note<T>(&self, said: &Result<Result<T, RedisError>, QueueError>) {
        if !matches!(said, Ok(Ok(_))) {
            self.is_sound.store(false, Ordering::Relaxed);
        }
    }

    async fn say<T: FromRedisValue>(
        &self,
        command: &Cmd,
    ) -> Result<Result<T, RedisError>, QueueError> {
        let mut link = self.link.clone();
        in_time(command.query_async(&mut link)).await
    }

    async fn info(&self, section: &str, field: &str) -> Result<Option<String>, QueueError> {
        let text: String = self
            .say(cmd("INFO").arg(section))
            .await?
            .map_err(unavailable)?;
        Ok(text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| *name == field)
            .map(|(_, value)| value.trim().to_owned()))
    }

    /// When the append-only file reaches the disk; no `INFO` shows it. Hosted Redis often
    /// forbids `CONFIG`, which is no reason not to use it, but the operator has to know
    /// what was not checked.
    async fn appendfsync(&self) -> Result<Option<String>, QueueError> {
        const NAME: &str = "appendfsync";
        let reply: Result<HashMap<String, String>, RedisError> =
            self.say(cmd("CONFIG").arg("GET").arg(NAME)).await?;
        match reply {
            Ok(mut settings) => Ok(settings.remove(NAME)),
            Err(error) if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) => {
                tracing::warn!(
                    "Redis does not tell its `appendfsync`; see to it that it is `everysec` or `always`"
                );
                Ok(None)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
