//! Whether the Redis of a shard is set up so that it keeps what it accepts. It changes nothing there.

use super::link::{in_time, unavailable};
use super::shard::Shard;
use crate::queue::QueueError;
use redis::{Cmd, ErrorKind, FromRedisValue, RedisError, cmd};
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// What an operator has to know of a Redis that may be none.
const NEVER_REACHED: &str = "nothing has come from there yet; if that stays so, see whether --redis names the right host, port and password";

impl Shard {
    /// Refuses settings under which Redis would forget or evict what it accepted, unless
    /// they were looked at since the last failure.
    ///
    /// # Errors
    /// As [`Shard::ask`].
    pub(super) async fn look(&self) -> Result<(), QueueError> {
        if self.is_sound.load(Ordering::Relaxed) {
            return Ok(());
        }
        match self.inspect().await {
            Err(QueueError::Unavailable(what)) if !self.was_reached() => {
                let what = format!("{what}; {NEVER_REACHED}");
                Err(QueueError::Unavailable(what))
            }
            inspected => inspected,
        }
    }

    async fn inspect(&self) -> Result<(), QueueError> {
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
            self.count_replicas().await?;
            self.is_sound.store(true, Ordering::Relaxed);
            return Ok(());
        }
        Err(QueueError::Misconfigured(format!(
            "this Redis cannot be the queue: {}",
            wrong.join(", and ")
        )))
    }

    /// Without its replicas a change would be made again and again and never be done.
    async fn count_replicas(&self) -> Result<(), QueueError> {
        if self.replicas == 0 {
            return Ok(());
        }
        let connected = self.info("replication", "connected_slaves").await?;
        let have = connected.and_then(|number| number.parse().ok());
        match have.unwrap_or(0) {
            have if have < self.replicas => Err(self.too_few(have)),
            _ => Ok(()),
        }
    }

    async fn ask_server<T: FromRedisValue>(
        &self,
        command: &Cmd,
    ) -> Result<Result<T, RedisError>, QueueError> {
        let key = self.key("");
        let said = in_time(self.link.ask_server_of(&key, command)).await?;
        if said.is_ok() {
            self.is_known.store(true, Ordering::Relaxed);
        }
        Ok(said.and_then(|value| Ok(T::from_redis_value(value.extract_error()?)?)))
    }

    async fn info(&self, section: &str, field: &str) -> Result<Option<String>, QueueError> {
        let text: String = self
            .ask_server(cmd("INFO").arg(section))
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
            self.ask_server(cmd("CONFIG").arg("GET").arg(NAME)).await?;
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
