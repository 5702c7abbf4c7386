//! Whether a Redis is set up so that it keeps what it accepted. It changes nothing there.

use super::{RedisQueue, in_time, unavailable, within_time};
use crate::queue::QueueError;
use redis::{ErrorKind, RedisError, cmd};
use std::collections::HashMap;

impl RedisQueue {
    /// Refuses settings under which Redis would forget or evict accepted events.
    pub(super) async fn check_settings(&self) -> Result<(), QueueError> {
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
            return Ok(());
        }
        Err(QueueError::Misconfigured(format!(
            "this Redis cannot be the queue: {}",
            wrong.join(", and ")
        )))
    }

    async fn info(&self, section: &str, field: &str) -> Result<Option<String>, QueueError> {
        let mut connection = self.connection.clone();
        let text: String =
            within_time(cmd("INFO").arg(section).query_async(&mut connection)).await?;
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
        let mut connection = self.connection.clone();
        let mut command = cmd("CONFIG");
        command.arg("GET").arg(NAME);
        let reply: Result<HashMap<String, String>, RedisError> =
            in_time(command.query_async(&mut connection)).await?;
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
