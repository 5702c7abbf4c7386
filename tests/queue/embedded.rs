//! What only the embedded queue can meet: torn and damaged files, a second process, a full disk's worth of entries.

use crate::place::{claim_all, ids, numbered, open, payloads, take_over};
use anyhow::{Context, Result};
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tillside_server::queue::QueueError;
use tillside_server::queue::embedded::{DEFAULT_MAX_BYTES, EmbeddedQueue};
use tillside_tests::place::Place;

/// A folder in which a queue was left with entries `0..count`, and its only segment.
async fn left_behind(count: u32) -> Result<(Place, PathBuf)> {
    let folder = TempDir::new()?;
    let path = folder.path().to_owned();
    let place = Place::Folder(folder);
    open(&place).await?.push(numbered(0..count)).await?;
    let segment = segments(&path)?.pop().context("there is a segment")?;
    Ok((place, segment))
}

fn segments(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        found.push(file?.path());
    }
    found.retain(|path| path.extension().is_some_and(|e| e == "segment"));
    found.sort();
    Ok(found)
}

#[tokio::test]
async fn a_torn_tail_is_cut_and_the_queue_goes_on() -> Result<()> {
    for cut in 1..=20 {
        let (place, segment) = left_behind(3).await?;
        let length = fs::metadata(&segment)?.len();
        OpenOptions::new()
            .write(true)
            .open(&segment)?
            .set_len(length - cut)?;
        let queue = open(&place).await?;
        assert_eq!(queue.depth().await?, 2, "{cut} bytes cut");
        queue.push(numbered(3..4)).await?;
        let expected = [numbered(0..2), numbered(3..4)].concat();
        assert_eq!(payloads(&claim_all(&queue, 3).await?), expected);
    }
    Ok(())
}

#[tokio::test]
async fn a_tail_of_zeros_from_a_power_cut_is_cut() -> Result<()> {
    let (place, segment) = left_behind(3).await?;
    let length = fs::metadata(&segment)?.len();
    OpenOptions::new()
        .write(true)
        .open(&segment)?
        .set_len(length + 4096)?;
    let queue = open(&place).await?;
    assert_eq!(payloads(&claim_all(&queue, 3).await?), numbered(0..3));
    drop(queue);
    assert_eq!(fs::metadata(&segment)?.len(), length);
    Ok(())
}

/// Spoils an entry on disk.
fn damage(segment: &Path, payload: &[u8]) -> Result<()> {
    let mut bytes = fs::read(segment)?;
    let at = bytes
        .windows(payload.len())
        .position(|window| window == payload)
        .context("the entry is in the file")?;
    bytes[at] ^= 0xff;
    Ok(fs::write(segment, bytes)?)
}

#[tokio::test]
async fn a_damaged_entry_is_handed_out_empty_until_it_has_a_fate() -> Result<()> {
    let (place, segment) = left_behind(5).await?;
    damage(&segment, b"entry 2")?;
    let expected = [numbered(0..2), vec![vec![]], numbered(3..5)].concat();
    let queue = open(&place).await?;
    let entries = claim_all(&queue, 5).await?;
    assert_eq!(payloads(&entries), expected);
    // A drain that could not commit finds it again, in this process and in the next.
    assert_eq!(queue.reclaim(Duration::ZERO, 10).await?, entries);
    drop(queue);
    let queue = open(&place).await?;
    assert_eq!(queue.depth().await?, 5);
    let again = take_over(&queue).await?;
    assert_eq!(again, entries);
    queue.ack(&ids(&again)).await?;
    assert_eq!(queue.depth().await?, 0);
    drop(queue);
    assert!(take_over(&open(&place).await?).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_damaged_entry_that_was_acknowledged_is_not_missed() -> Result<()> {
    let (place, segment) = left_behind(5).await?;
    let queue = open(&place).await?;
    let entries = claim_all(&queue, 5).await?;
    queue.ack(&ids(&entries[2..3])).await?;
    drop(queue);
    damage(&segment, b"entry 2")?;
    let left = take_over(&open(&place).await?).await?;
    assert_eq!(payloads(&left), [numbered(0..2), numbered(3..5)].concat());
    Ok(())
}

#[tokio::test]
async fn many_damaged_entries_come_claim_by_claim_like_all_others() -> Result<()> {
    let (place, segment) = left_behind(300).await?;
    // All but the last: intact entries tell how many are missing before them.
    let mut bytes = fs::read(&segment)?;
    let end = bytes.len() - 30;
    bytes[..end].fill(0);
    fs::write(&segment, bytes)?;
    let queue = open(&place).await?;
    let mut entries = Vec::new();
    while entries.len() < 300 {
        let claimed = queue.claim(7).await?;
        assert!((1..=7).contains(&claimed.len()), "{}", claimed.len());
        entries.extend(claimed);
    }
    assert!(queue.claim(7).await?.is_empty());
    assert!(entries[..299].iter().all(|entry| entry.payload.is_empty()));
    assert_eq!(entries[299].payload, b"entry 299");
    assert_eq!(ids(&entries).into_iter().collect::<HashSet<_>>().len(), 300);
    queue.ack(&ids(&entries)).await?;
    assert_eq!(queue.depth().await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_entries_of_a_segment_that_went_missing_are_handed_out_empty() -> Result<()> {
    let folder = TempDir::new()?;
    let path = folder.path().to_owned();
    let place = Place::Folder(folder);
    let queue = open(&place).await?;
    for _ in 0..3 {
        queue.push(vec![vec![b'x'; 128 * 1024]; 140]).await?;
    }
    drop(queue);
    let [first, second, third] = &segments(&path)?[..] else {
        anyhow::bail!("there are not three segments");
    };
    fs::remove_file(first)?;
    fs::remove_file(second)?;
    assert!(third.exists());
    let queue = open(&place).await?;
    let entries = claim_all(&queue, 420).await?;
    let (empty, whole) = entries.split_at(280);
    assert!(empty.iter().all(|entry| entry.payload.is_empty()));
    assert!(whole.iter().all(|entry| entry.payload.len() == 128 * 1024));
    queue.ack(&ids(&entries)).await?;
    assert_eq!(queue.depth().await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_second_process_is_refused_and_told_why() -> Result<()> {
    let folder = TempDir::new()?;
    let first = EmbeddedQueue::open(folder.path(), DEFAULT_MAX_BYTES)?;
    let second = EmbeddedQueue::open(folder.path(), DEFAULT_MAX_BYTES);
    let error = second.err().context("the second one is refused")?;
    assert!(matches!(error, QueueError::Misconfigured(_)));
    assert!(
        error.to_string().contains("in use by another process"),
        "{error}"
    );
    drop(first);
    EmbeddedQueue::open(folder.path(), DEFAULT_MAX_BYTES)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drained_segments_leave_the_disk_and_the_rest_is_read_in_order() -> Result<()> {
    let folder = TempDir::new()?;
    let path = folder.path().to_owned();
    let place = Place::Folder(folder);
    let queue = open(&place).await?;
    // 700 entries of 64 KiB are some 46 MB, more than two segments.
    let large = |n: u32| [format!("{n:04}").as_bytes(), &vec![b'x'; 64 * 1024]].concat();
    for n in (0..700).step_by(50) {
        queue.push((n..n + 50).map(large).collect()).await?;
    }
    assert!(segments(&path)?.len() >= 3);
    let entries = claim_all(&queue, 700).await?;
    let numbers: Vec<_> = entries.iter().map(|entry| &entry.payload[..4]).collect();
    assert!(numbers.is_sorted());
    queue.ack(&ids(&entries[..699])).await?;
    assert_eq!(segments(&path)?.len(), 1);
    drop(queue);
    let left = take_over(&open(&place).await?).await?;
    assert_eq!(payloads(&left), [large(699)]);
    Ok(())
}

#[tokio::test]
async fn what_is_too_large_or_too_much_is_refused_without_harm() -> Result<()> {
    let folder = TempDir::new()?;
    let queue = tillside_server::queue::Queue::Embedded(EmbeddedQueue::open(folder.path(), 1_000)?);
    let too_large = queue.push(vec![vec![0; 1024 * 1024]]).await;
    assert!(matches!(too_large, Err(QueueError::EntryTooLarge(_))));
    queue.push(vec![vec![1; 900]]).await?;
    let full = queue.push(vec![vec![2; 900]]).await;
    assert!(matches!(full, Err(QueueError::Full { .. })), "{full:?}");
    let claimed = claim_all(&queue, 1).await?;
    queue.ack(&ids(&claimed)).await?;
    queue.push(vec![vec![3; 900]]).await?;
    assert_eq!(claim_all(&queue, 1).await?[0].payload, [3; 900]);
    Ok(())
}

#[tokio::test]
async fn what_was_drained_leaves_the_disk_and_the_queue_goes_on() -> Result<()> {
    let folder = TempDir::new()?;
    let path = folder.path().to_owned();
    let place = Place::Folder(folder);
    let queue = open(&place).await?;
    for round in 0..3 {
        queue.push(vec![vec![round; 100_000]; 20]).await?;
        let entries = claim_all(&queue, 20).await?;
        assert!(entries.iter().all(|entry| entry.payload[0] == round));
        queue.ack(&ids(&entries)).await?;
        let [segment] = &segments(&path)?[..] else {
            anyhow::bail!("more than one segment is left");
        };
        assert_eq!(fs::metadata(segment)?.len(), 0);
    }
    queue.push(numbered(0..2)).await?;
    drop(queue);
    assert_eq!(
        payloads(&take_over(&open(&place).await?).await?),
        numbered(0..2)
    );
    Ok(())
}
