//! The queue on one Redis stream with one consumer group. It knows nothing of Redis Cluster or of what an entry means.

mod settings;

use super::{Entry, QueueError};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::streams::{StreamAutoClaimReply, StreamId, StreamReadReply};
use redis::{Client, ErrorKind, RedisError, ServerErrorKind, Value, cmd, pipe};
use std::fmt;
use std::future::Future;
use std::time::Duration;

/// How long any one command may take before the push counts as failed.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(2);
/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long the drain rests when it found nothing.
const POLL: Duration = Duration::from_millis(100);
/// The consumer group; every drain of a fleet is a member.
const GROUP: &str = "drain";
/// The only field of an entry.
const FIELD: &str = "p";
/// Members of the group that hold nothing and were not seen for this long are forgotten.
const MEMBER_FORGOTTEN_AFTER: Duration = Duration::from_secs(24 * 3600);

/// A handle on the stream; cheap to use from many tasks, all share one connection.
pub struct RedisQueue {
    connection: ConnectionManager,
    stream: String,
    member: String,
}

impl fmt::Debug for RedisQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The connection would print its address, which may hold a password.
        f.debug_struct("RedisQueue")
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

impl RedisQueue {
    /// Connects, refuses a Redis that could lose accepted events, and makes the
    /// stream `tillside:{name}:events` and its group if they are missing.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] with what to set, or
    /// [`QueueError::Unavailable`] if Redis cannot be reached.
    pub async fn connect(url: &str, name: &str) -> Result<Self, QueueError> {
        let connection = connection(url).await?;
        let queue = RedisQueue {
            connection,
            // The braces make it one hash tag, so that a cluster keeps the stream together.
            stream: format!("tillside:{{{name}}}:events"),
            member: uuid::Uuid::new_v4().to_string(),
        };
        queue.check_settings().await?;
        queue.create_group().await?;
        queue.forget_old_members().await?;
        Ok(queue)
    }

    pub(super) async fn push(&self, payloads: &[Vec<u8>]) -> Result<(), QueueError> {
        if payloads.is_empty() {
            return Ok(());
        }
        let mut pipeline = pipe();
        for payload in payloads {
            pipeline
                .cmd("XADD")
                .arg(&self.stream)
                .arg("*")
                .arg(FIELD)
                .arg(payload)
                .ignore();
        }
        let mut connection = self.connection.clone();
        within_time(pipeline.query_async::<()>(&mut connection)).await
    }

    pub(super) async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        match in_time(self.read_new(max)).await? {
            // Somebody flushed Redis; the group is made again and what comes now is read.
            Err(error) if lacks_group(&error) => {
                self.create_group().await?;
                within_time(self.read_new(max)).await
            }
            other => other.map_err(unavailable),
        }
    }

    async fn read_new(&self, max: usize) -> Result<Vec<Entry>, RedisError> {
        let mut connection = self.connection.clone();
        let reply: Option<StreamReadReply> = cmd("XREADGROUP")
            .arg("GROUP")
            .arg(GROUP)
            .arg(&self.member)
            .arg("COUNT")
            .arg(max)
            .arg("STREAMS")
            .arg(&self.stream)
            .arg(">")
            .query_async(&mut connection)
            .await?;
        let entries = reply
            .into_iter()
            .flat_map(|reply| reply.keys)
            .flat_map(|key| key.ids);
        Ok(entries.map(entry).collect())
    }

    pub(super) async fn ack(&self, ids: &[String]) -> Result<(), QueueError> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut pipeline = pipe();
        pipeline.atomic();
        pipeline
            .cmd("XACK")
            .arg(&self.stream)
            .arg(GROUP)
            .arg(ids)
            .ignore();
        pipeline.cmd("XDEL").arg(&self.stream).arg(ids).ignore();
        let mut connection = self.connection.clone();
        within_time(pipeline.query_async::<()>(&mut connection)).await
    }

    pub(super) async fn reclaim(
        &self,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Entry>, QueueError> {
        let mut found = Vec::new();
        let mut start = "0-0".to_owned();
        loop {
            let wanted = (max - found.len()).max(1);
            let reply = match in_time(self.take_idle(min_idle, &start, wanted)).await? {
                // Redis came back empty, and the drain looks here first: without a group
                // it would never come to read what is new.
                Err(error) if lacks_group(&error) => {
                    self.create_group().await?;
                    return Ok(found);
                }
                reply => reply.map_err(unavailable)?,
            };
            found.extend(reply.claimed.into_iter().map(entry));
            if found.len() >= max || reply.next_stream_id == "0-0" {
                return Ok(found);
            }
            start = reply.next_stream_id;
        }
    }

    async fn take_idle(
        &self,
        min_idle: Duration,
        start: &str,
        max: usize,
    ) -> Result<StreamAutoClaimReply, RedisError> {
        let mut connection = self.connection.clone();
        cmd("XAUTOCLAIM")
            .arg(&self.stream)
            .arg(GROUP)
            .arg(&self.member)
            .arg(u64::try_from(min_idle.as_millis()).unwrap_or(u64::MAX))
            .arg(start)
            .arg("COUNT")
            .arg(max)
            .query_async(&mut connection)
            .await
    }

    pub(super) async fn depth(&self) -> Result<u64, QueueError> {
        let mut connection = self.connection.clone();
        within_time(cmd("XLEN").arg(&self.stream).query_async(&mut connection)).await
    }

    pub(super) async fn ready(&self) {
        tokio::time::sleep(POLL).await;
    }

    async fn create_group(&self) -> Result<(), QueueError> {
        let mut connection = self.connection.clone();
        let made: Result<Value, RedisError> = cmd("XGROUP")
            .arg("CREATE")
            .arg(&self.stream)
            .arg(GROUP)
            .arg("0")
            .arg("MKSTREAM")
            .query_async(&mut connection)
            .await;
        match made {
            Err(error) if error.code() != Some("BUSYGROUP") => Err(unavailable(error)),
            _ => Ok(()),
        }
    }

    /// Each start joins the group under a new name; without this the list of
    /// names would grow for ever. A member that holds entries is left alone.
    async fn forget_old_members(&self) -> Result<(), QueueError> {
        let mut connection = self.connection.clone();
        let members: redis::streams::StreamInfoConsumersReply = within_time(
            cmd("XINFO")
                .arg("CONSUMERS")
                .arg(&self.stream)
                .arg(GROUP)
                .query_async(&mut connection),
        )
        .await?;
        for member in members.consumers {
            if member.pending == 0 && member.idle as u128 > MEMBER_FORGOTTEN_AFTER.as_millis() {
                within_time(
                    cmd("XGROUP")
                        .arg("DELCONSUMER")
                        .arg(&self.stream)
                        .arg(GROUP)
                        .arg(&member.name)
                        .query_async::<()>(&mut connection),
                )
                .await?;
            }
        }
        Ok(())
    }
}

/// Connects to Redis; the connection is made anew by itself when it breaks.
pub(crate) async fn connection(url: &str) -> Result<ConnectionManager, QueueError> {
    let client = Client::open(url)
        .map_err(|_| QueueError::Misconfigured("the Redis URL cannot be read".into()))?;
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(Some(COMMAND_TIMEOUT))
        .set_number_of_retries(1)
        .set_max_delay(Duration::from_millis(200));
    within_time(ConnectionManager::new_with_config(client, config)).await
}

/// Runs a command whose refusal says all there is to say.
pub(crate) async fn within_time<T>(
    command: impl Future<Output = Result<T, RedisError>>,
) -> Result<T, QueueError> {
    in_time(command).await?.map_err(unavailable)
}

/// Runs a command, and keeps apart what Redis said to it and that it said nothing. The
/// limit also covers the wait for a reconnection.
async fn in_time<T>(
    command: impl Future<Output = Result<T, RedisError>>,
) -> Result<Result<T, RedisError>, QueueError> {
    tokio::time::timeout(COMMAND_TIMEOUT + CONNECT_TIMEOUT, command)
        .await
        .map_err(|_| QueueError::Unavailable("Redis did not answer in time".into()))
}

/// Redis's own words can repeat arguments, so only the kind of failure is kept.
fn unavailable(error: RedisError) -> QueueError {
    QueueError::Unavailable(format!("Redis: {}", error.category()))
}

fn lacks_group(error: &RedisError) -> bool {
    error.code() == Some("NOGROUP")
        || matches!(error.kind(), ErrorKind::Server(ServerErrorKind::ResponseError) if error.to_string().contains("NOGROUP"))
}

fn entry(mut stream_id: StreamId) -> Entry {
    let payload = match stream_id.map.remove(FIELD) {
        Some(Value::BulkString(bytes)) => bytes,
        Some(Value::SimpleString(text)) => text.into_bytes(),
        // An entry that we did not write; the drain will dead-letter the empty payload.
        _ => Vec::new(),
    };
    Entry {
        id: stream_id.id,
        payload,
    }
}
