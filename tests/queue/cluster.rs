//! What only a queue on a cluster can meet: entries of several streams, and a part of them out of reach.

use crate::place::{claim_all, ids, numbered, payloads, take_over};
use anyhow::Result;
use std::collections::HashSet;
use std::time::Duration;
use tillside_server::queue::Queue;
use tillside_server::queue::redis::RedisQueue;
use tillside_tests::redis_fleet::Cluster;
use tillside_tests::wait;

async fn open(cluster: &Cluster) -> Result<Queue> {
    Ok(Queue::Redis(
        RedisQueue::connect(&cluster.url(), "queue").await?,
    ))
}

/// Pushes entries one by one, so that they are spread.
async fn push(queue: &Queue, numbers: std::ops::Range<u32>) -> Result<()> {
    for payload in numbered(numbers) {
        queue.push(vec![payload]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_are_spread_over_the_masters_claimed_once_and_gone_when_acknowledged() -> Result<()>
{
    let cluster = Cluster::start().await?;
    let queue = open(&cluster).await?;
    push(&queue, 0..200).await?;
    for master in &cluster.masters {
        let keys: u64 = master.ask(&["DBSIZE"]).await?;
        assert!(keys >= 2, "a master has {keys} of the streams");
    }
    assert_eq!(queue.depth().await?, 200);
    let entries = claim_all(&queue, 200).await?;
    let names: HashSet<_> = ids(&entries).into_iter().collect();
    assert_eq!(names.len(), 200);
    let mut found = payloads(&entries);
    found.sort();
    let mut expected = numbered(0..200);
    expected.sort();
    assert_eq!(found, expected);
    assert!(queue.ack(&ids(&entries[..150])).await?.is_empty());
    drop(queue);
    let queue = open(&cluster).await?;
    assert_eq!(queue.depth().await?, 50);
    assert_eq!(take_over(&queue).await?.len(), 50);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledgements_for_a_master_that_is_gone_are_left_and_taken_when_it_is_back()
-> Result<()> {
    let mut cluster = Cluster::start().await?;
    let queue = open(&cluster).await?;
    push(&queue, 0..100).await?;
    let entries = claim_all(&queue, 100).await?;
    cluster.masters[0].kill().await?;
    let left = queue.ack(&ids(&entries)).await?;
    assert!((1..100).contains(&left.len()), "{}", left.len());
    // What is left is of no consequence for the others.
    push(&queue, 100..150).await?;
    assert_eq!(queue.claim(1_000).await?.len(), 50);
    assert!(queue.depth().await.is_err());
    assert!(queue.check().await.is_ok());
    cluster.masters[0].restart().await?;
    wait::until("the last acknowledgements", || async {
        Ok(queue.ack(&left).await?.is_empty().then_some(()))
    })
    .await?;
    assert_eq!(queue.reclaim(Duration::ZERO, 1_000).await?.len(), 50);
    Ok(())
}
