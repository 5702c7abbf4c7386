//! One stream of the queue with its consumer group, in one shard. It knows nothing of what an entry means.

use super::link::unavailable;
use super::shard::Shard;
use crate::queue::{Entry, QueueError};
use redis::streams::{
    StreamAutoClaimReply, StreamId, StreamInfoConsumersReply, StreamRangeReply, StreamReadReply,
};
use redis::{Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind, Value, cmd, pipe};
use std::time::{Duration, UNIX_EPOCH};

/// The consumer group; every drain of a fleet is a member.
const GROUP: &str = "drain";
/// The only field of an entry.
const FIELD: &str = "p";
/// Members of the group that hold nothing and were not seen for this long are forgotten.
const MEMBER_FORGOTTEN_AFTER: Duration = Duration::from_secs(24 * 3600);

/// A stream, read in the name of one member of its group.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) shard: Shard,
    stream: String,
    member: String,
}

impl Stream {
    pub(super) fn new(shard: Shard, member: &str) -> Self {
        Stream {
            stream: shard.key("events"),
            shard,
            member: member.to_owned(),
        }
    }

    /// Makes the stream and its group if they are missing, and puts the group in order.
    pub(super) async fn reach(&self) -> Result<(), QueueError> {
        self.create_group().await?;
        self.forget_old_members().await
    }

    pub(super) async fn push(&self, payloads: &[Vec<u8>]) -> Result<(), QueueError> {
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
        self.shard.change(pipeline).await
    }

    pub(super) async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        let mut read = cmd("XREADGROUP");
        read.arg("GROUP").arg(GROUP).arg(&self.member);
        read.arg("COUNT").arg(max);
        read.arg("STREAMS").arg(&self.stream).arg(">");
        let reply: Option<StreamReadReply> = self.ask_group(&read).await?;
        let entries = reply
            .into_iter()
            .flat_map(|reply| reply.keys)
            .flat_map(|key| key.ids);
        Ok(entries.map(entry).collect())
    }

    pub(super) async fn ack(&self, ids: &[&str]) -> Result<(), QueueError> {
        let mut pipeline = pipe();
        pipeline.atomic();
        pipeline
            .cmd("XACK")
            .arg(&self.stream)
            .arg(GROUP)
            .arg(ids)
            .ignore();
        pipeline.cmd("XDEL").arg(&self.stream).arg(ids).ignore();
        self.shard.ask_all(&pipeline).await
    }

    pub(super) async fn reclaim(
        &self,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Entry>, QueueError> {
        let min_idle = u64::try_from(min_idle.as_millis()).unwrap_or(u64::MAX);
        let mut found = Vec::new();
        let mut start = "0-0".to_owned();
        loop {
            let mut take = cmd("XAUTOCLAIM");
            take.arg(&self.stream).arg(GROUP).arg(&self.member);
            take.arg(min_idle).arg(&start);
            take.arg("COUNT").arg((max - found.len()).max(1));
            let reply: StreamAutoClaimReply = self.ask_group(&take).await?;
            found.extend(reply.claimed.into_iter().map(entry));
            if found.len() >= max || reply.next_stream_id == "0-0" {
                return Ok(found);
            }
            start = reply.next_stream_id;
        }
    }

    pub(super) async fn depth(&self) -> Result<u64, QueueError> {
        self.shard.ask(cmd("XLEN").arg(&self.stream)).await
    }

    /// How long the oldest entry has waited: entries are named after the millisecond in which
    /// Redis took them.
    pub(super) async fn oldest(&self) -> Result<Option<Duration>, QueueError> {
        let mut range = cmd("XRANGE");
        range.arg(&self.stream).arg("-").arg("+");
        range.arg("COUNT").arg(1);
        let first: StreamRangeReply = self.shard.ask(&range).await?;
        let came = first.ids.first().and_then(|entry| {
            let (milliseconds, _) = entry.id.split_once('-')?;
            Some(UNIX_EPOCH + Duration::from_millis(milliseconds.parse().ok()?))
        });
        // Redis' clock may be ahead of ours.
        Ok(came.map(|came| came.elapsed().unwrap_or_default()))
    }

    /// Asks for entries of the group. Where somebody flushed Redis, or it came back empty,
    /// the group is made again first.
    async fn ask_group<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, QueueError> {
        match self.shard.try_ask(command).await? {
            Err(error) if lacks_group(&error) => {
                self.create_group().await?;
                self.shard.ask(command).await
            }
            said => said.map_err(unavailable),
        }
    }

    async fn create_group(&self) -> Result<(), QueueError> {
        let mut create = cmd("XGROUP");
        create.arg("CREATE").arg(&self.stream).arg(GROUP);
        create.arg("0").arg("MKSTREAM");
        match self.shard.try_ask::<Value>(&create).await? {
            Err(error) if error.code() != Some("BUSYGROUP") => Err(unavailable(error)),
            _ => Ok(()),
        }
    }

    /// Each start joins the group under a new name; without this the list of
    /// names would grow for ever. A member that holds entries is left alone.
    async fn forget_old_members(&self) -> Result<(), QueueError> {
        let mut list = cmd("XINFO");
        list.arg("CONSUMERS").arg(&self.stream).arg(GROUP);
        let members: StreamInfoConsumersReply = self.shard.ask(&list).await?;
        for member in members.consumers {
            if member.pending == 0 && member.idle as u128 > MEMBER_FORGOTTEN_AFTER.as_millis() {
                let mut forget = cmd("XGROUP");
                forget.arg("DELCONSUMER").arg(&self.stream).arg(GROUP);
                self.shard.ask::<Value>(forget.arg(&member.name)).await?;
            }
        }
        Ok(())
    }
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
