//! What every queue promises, written once and run on both kinds.

use crate::place::{claim_all, ids, numbered, open, payloads, take_over};
use anyhow::Result;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tillside_tests::on_both_kinds;
use tillside_tests::place::Place;
use tokio::time::timeout;

on_both_kinds!(
    what_is_pushed_is_claimed_in_order_and_once,
    an_unacknowledged_entry_is_delivered_again_after_reopening,
    an_acknowledged_entry_never_comes_again,
    an_idle_entry_is_reclaimed_and_a_fresh_one_is_not,
    depth_counts_what_is_not_acknowledged,
    many_pushers_lose_and_double_nothing,
    ids_are_never_used_twice,
    payloads_come_back_byte_by_byte,
    an_empty_push_and_an_empty_ack_are_nothing,
    ready_returns_after_a_push,
);

async fn what_is_pushed_is_claimed_in_order_and_once(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    assert!(queue.claim(10).await?.is_empty());
    queue.push(numbered(0..250)).await?;
    queue.push(numbered(250..300)).await?;
    let entries = claim_all(&queue, 300).await?;
    assert_eq!(payloads(&entries), numbered(0..300));
    assert_eq!(ids(&entries).into_iter().collect::<HashSet<_>>().len(), 300);
    Ok(())
}

async fn an_unacknowledged_entry_is_delivered_again_after_reopening(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    queue.push(numbered(0..5)).await?;
    let claimed = queue.claim(3).await?;
    assert_eq!(payloads(&claimed), numbered(0..3));
    queue.ack(&ids(&claimed[..1])).await?;
    drop(queue);
    let queue = open(&place).await?;
    assert_eq!(queue.depth().await?, 4);
    assert_eq!(payloads(&take_over(&queue).await?), numbered(1..5));
    Ok(())
}

async fn an_acknowledged_entry_never_comes_again(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    queue.push(numbered(0..6)).await?;
    let claimed = claim_all(&queue, 6).await?;
    // Out of order, so that holes have to be remembered.
    queue.ack(&ids(&claimed[4..6])).await?;
    queue.ack(&ids(&claimed[0..2])).await?;
    assert_eq!(payloads(&take_over(&queue).await?), numbered(2..4));
    drop(queue);
    let queue = open(&place).await?;
    let again = take_over(&queue).await?;
    assert_eq!(payloads(&again), numbered(2..4));
    queue.ack(&ids(&again)).await?;
    queue.ack(&ids(&claimed)).await?;
    drop(queue);
    let queue = open(&place).await?;
    assert!(take_over(&queue).await?.is_empty());
    assert_eq!(queue.depth().await?, 0);
    Ok(())
}

async fn an_idle_entry_is_reclaimed_and_a_fresh_one_is_not(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    queue.push(numbered(0..3)).await?;
    let hour = Duration::from_secs(3600);
    assert!(queue.reclaim(Duration::ZERO, 10).await?.is_empty());
    let claimed = claim_all(&queue, 3).await?;
    assert!(queue.reclaim(hour, 10).await?.is_empty());
    let reclaimed = queue.reclaim(Duration::ZERO, 2).await?;
    assert_eq!(reclaimed, claimed[..2]);
    queue.ack(&ids(&claimed)).await?;
    assert!(queue.reclaim(Duration::ZERO, 10).await?.is_empty());
    Ok(())
}

async fn depth_counts_what_is_not_acknowledged(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    assert_eq!(queue.depth().await?, 0);
    queue.push(numbered(0..4)).await?;
    assert_eq!(queue.depth().await?, 4);
    let claimed = claim_all(&queue, 4).await?;
    assert_eq!(queue.depth().await?, 4);
    queue.ack(&ids(&claimed[1..])).await?;
    assert_eq!(queue.depth().await?, 1);
    Ok(())
}

async fn many_pushers_lose_and_double_nothing(place: Place) -> Result<()> {
    let queue = Arc::new(open(&place).await?);
    let pushers: Vec<_> = (0..50)
        .map(|pusher| {
            let queue = queue.clone();
            tokio::spawn(async move {
                for n in 0..20 {
                    let payload = format!("{pusher}/{n:02}").into_bytes();
                    queue.push(vec![payload]).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for pusher in pushers {
        pusher.await??;
    }
    let entries = claim_all(&queue, 1_000).await?;
    let mut found = payloads(&entries);
    // What one pusher sent one after the other stays in its order.
    let of_one: Vec<_> = found.iter().filter(|p| p.starts_with(b"7/")).collect();
    assert!(of_one.is_sorted(), "{of_one:?}");
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 1_000);
    Ok(())
}

async fn ids_are_never_used_twice(place: Place) -> Result<()> {
    let mut seen = HashSet::new();
    for round in 0..3 {
        let queue = open(&place).await?;
        queue.push(numbered(0..4)).await?;
        let claimed = claim_all(&queue, 4).await?;
        queue.ack(&ids(&claimed)).await?;
        for id in ids(&claimed) {
            assert!(seen.insert(id), "an id of round {round} was used before");
        }
    }
    Ok(())
}

async fn payloads_come_back_byte_by_byte(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    let payloads_in: Vec<Vec<u8>> = vec![
        vec![],
        (0..=255).collect(),
        b"line\r\nbreak\0".to_vec(),
        vec![b'x'; 64 * 1024],
    ];
    queue.push(payloads_in.clone()).await?;
    assert_eq!(payloads(&claim_all(&queue, 4).await?), payloads_in);
    Ok(())
}

async fn an_empty_push_and_an_empty_ack_are_nothing(place: Place) -> Result<()> {
    let queue = open(&place).await?;
    queue.push(vec![]).await?;
    queue.ack(&[]).await?;
    assert_eq!(queue.depth().await?, 0);
    Ok(())
}

async fn ready_returns_after_a_push(place: Place) -> Result<()> {
    let queue = Arc::new(open(&place).await?);
    let pusher = queue.clone();
    let pushing = tokio::spawn(async move { pusher.push(numbered(0..1)).await });
    timeout(Duration::from_secs(20), queue.ready()).await?;
    pushing.await??;
    assert_eq!(claim_all(&queue, 1).await?.len(), 1);
    Ok(())
}
