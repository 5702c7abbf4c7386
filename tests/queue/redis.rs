//! What only the Redis queue can meet: settings that would lose events, a restart, a flush, a second drain.

use crate::place::{claim_all, ids, numbered, open, payloads, take_over};
use anyhow::{Context, Result};
use std::time::Duration;
use tillside_server::queue::redis::RedisQueue;
use tillside_server::queue::{Queue, QueueError};
use tillside_tests::place::Place;
use tillside_tests::redis_server::RedisServer;

async fn refusal(settings: &[&str]) -> Result<String> {
    let server = RedisServer::start_with(settings).await?;
    let refused = RedisQueue::connect(&server.url(), "queue").await;
    let error = refused.err().context("it is refused")?;
    assert!(matches!(error, QueueError::Misconfigured(_)), "{error}");
    Ok(error.to_string())
}

#[tokio::test]
async fn a_redis_that_could_lose_events_is_refused_with_what_to_set() -> Result<()> {
    let no_file = refusal(&["--appendonly", "no"]).await?;
    assert!(no_file.contains("`appendonly yes`"), "{no_file}");
    let unsynced = refusal(&["--appendonly", "yes", "--appendfsync", "no"]).await?;
    assert!(unsynced.contains("`appendfsync everysec`"), "{unsynced}");
    let evicting = ["--appendonly", "yes", "--maxmemory-policy", "allkeys-lru"];
    let evicting = refusal(&evicting).await?;
    assert!(
        evicting.contains("`maxmemory-policy noeviction`"),
        "{evicting}"
    );
    let both = refusal(&["--appendonly", "no", "--maxmemory-policy", "volatile-ttl"]).await?;
    assert!(
        both.contains("appendonly") && both.contains("noeviction"),
        "{both}"
    );
    Ok(())
}

#[tokio::test]
async fn a_redis_that_forbids_to_look_at_its_settings_is_used_all_the_same() -> Result<()> {
    let closed = ["--appendonly", "yes", "--rename-command", "CONFIG", ""];
    let server = RedisServer::start_with(&closed).await?;
    let mut connection = redis::Client::open(server.url())?
        .get_multiplexed_async_connection()
        .await?;
    let asked: redis::RedisResult<redis::Value> = redis::cmd("CONFIG")
        .arg("GET")
        .arg("appendfsync")
        .query_async(&mut connection)
        .await;
    assert!(asked.is_err(), "{asked:?}");
    let queue = Queue::Redis(RedisQueue::connect(&server.url(), "queue").await?);
    queue.push(numbered(0..1)).await?;
    assert_eq!(payloads(&claim_all(&queue, 1).await?), numbered(0..1));
    Ok(())
}

#[tokio::test]
async fn an_absent_redis_is_an_error_and_not_a_wait() -> Result<()> {
    let mut server = RedisServer::start().await?;
    let url = server.url();
    server.kill().await?;
    let refused = RedisQueue::connect(&url, "queue").await;
    assert!(
        matches!(refused, Err(QueueError::Unavailable(_))),
        "{refused:?}"
    );
    Ok(())
}

#[tokio::test]
async fn pushed_entries_survive_a_restart_and_the_queue_finds_redis_again() -> Result<()> {
    let mut server = RedisServer::start().await?;
    let queue = Queue::Redis(RedisQueue::connect(&server.url(), "queue").await?);
    queue.push(numbered(0..3)).await?;
    server.kill().await?;
    assert!(queue.push(numbered(3..4)).await.is_err());
    assert!(queue.depth().await.is_err());
    server.restart().await?;
    // The connection is made anew in the background; each try costs a moment only.
    let reconnected = tokio::time::timeout(Duration::from_secs(20), async {
        while queue.push(numbered(4..5)).await.is_err() {}
    });
    reconnected.await?;
    let expected = [numbered(0..3), numbered(4..5)].concat();
    assert_eq!(payloads(&claim_all(&queue, 4).await?), expected);
    Ok(())
}

#[tokio::test]
async fn a_flushed_redis_is_used_again_without_a_restart() -> Result<()> {
    let server = RedisServer::start().await?;
    let queue = Queue::Redis(RedisQueue::connect(&server.url(), "queue").await?);
    let client = redis::Client::open(server.url())?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    redis::cmd("FLUSHALL")
        .query_async::<()>(&mut connection)
        .await?;
    queue.push(numbered(0..2)).await?;
    // A drain looks for what others left lying before it claims what is new.
    assert!(queue.reclaim(Duration::ZERO, 10).await?.is_empty());
    assert_eq!(payloads(&claim_all(&queue, 2).await?), numbered(0..2));
    // The same once more, for a drain that has just looked.
    redis::cmd("FLUSHALL")
        .query_async::<()>(&mut connection)
        .await?;
    queue.push(numbered(2..3)).await?;
    assert_eq!(payloads(&claim_all(&queue, 1).await?), numbered(2..3));
    Ok(())
}

#[tokio::test]
async fn two_drains_share_the_work_and_one_takes_over_from_the_other() -> Result<()> {
    let place = Place::redis().await?;
    let (one, other) = (open(&place).await?, open(&place).await?);
    one.push(numbered(0..4)).await?;
    let first = one.claim(2).await?;
    let second = other.claim(10).await?;
    assert_eq!(payloads(&first), numbered(0..2));
    assert_eq!(payloads(&second), numbered(2..4));
    other.ack(&ids(&second)).await?;
    drop(one);
    assert_eq!(take_over(&other).await?, first);
    Ok(())
}

#[tokio::test]
async fn an_acknowledged_entry_is_gone_from_redis() -> Result<()> {
    let server = RedisServer::start().await?;
    let queue = Queue::Redis(RedisQueue::connect(&server.url(), "queue").await?);
    queue.push(numbered(0..2)).await?;
    queue.ack(&ids(&claim_all(&queue, 2).await?)).await?;
    let client = redis::Client::open(server.url())?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let length: u64 = redis::cmd("XLEN")
        .arg("tillside:{queue}:events")
        .query_async(&mut connection)
        .await?;
    let pending: redis::Value = redis::cmd("XPENDING")
        .arg("tillside:{queue}:events")
        .arg("drain")
        .query_async(&mut connection)
        .await?;
    assert_eq!(length, 0);
    assert!(
        format!("{pending:?}").starts_with("array([int(0)"),
        "{pending:?}"
    );
    Ok(())
}
