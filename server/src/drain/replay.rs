//! Dead letters drained once more, after what stood in their way was put right. Each takes
//! back the fate that it had, and gets the one that it has now.

use super::apply::{hold, is_erasure, note, write_all};
use super::fold::{Fate, Fates};
use crate::queue::Entry;
use crate::store::{Connection, StoreError, dead_letters, numbers};

/// Drains these dead letters, or all where none is named. One that still cannot be drained
/// is a dead letter again, under a new number.
///
/// # Errors
/// If the store fails; then nothing changed.
pub fn replay(store: &Connection, ids: &[i64], now: i64) -> Result<Fates, StoreError> {
    let mut letters = dead_letters::list(store)?;
    letters.retain(|letter| ids.is_empty() || ids.contains(&letter.id));
    let ids: Vec<i64> = letters.into_iter().map(|letter| letter.id).collect();
    // Looked at once more when it is held what they are about: whoever replays or erases at
    // the same moment may have taken some away.
    let (_, payloads) = entries(store, &ids)?;
    hold(store, &payloads, true)?;
    let (taken, batch) = entries(store, &ids)?;
    let events = batch.iter().filter(|entry| !is_erasure(&entry.payload));
    let taken_back = -i64::try_from(events.count()).unwrap_or(i64::MAX);
    let more = [(Fate::DeadLettered.name(), taken_back)];
    let noted = note(store, &batch, &[], now)?;
    let fates = write_all(store, noted, more.into(), now)?;
    // Only now, so that no number is given to another letter.
    for id in taken {
        dead_letters::remove(store, id)?;
    }
    let names: Vec<String> = batch.into_iter().map(|entry| entry.id).collect();
    numbers::forget_entries(store, &names)?;
    Ok(fates)
}

/// The letters that are still there, and what is in them as entries of a queue.
fn entries(store: &Connection, ids: &[i64]) -> Result<(Vec<i64>, Vec<Entry>), StoreError> {
    let (mut there, mut batch) = (Vec::new(), Vec::new());
    for id in ids {
        if let Some(payload) = dead_letters::payload(store, *id)? {
            there.push(*id);
            batch.push(Entry {
                // A name that no queue gives: the entry's own may be known as counted.
                id: format!("letter-{id}"),
                payload,
            });
        }
    }
    Ok((there, batch))
}
