//! Dead letters drained once more, after what stood in their way was put right. Each takes
//! back the fate that it had, and gets the one that it has now.

use rusqlite::Transaction;

use super::apply::{apply, is_erasure};
use super::fold::{Fate, Fates};
use crate::queue::Entry;
use crate::store::{StoreError, dead_letters, numbers};

/// Drains these dead letters, or all where none is named. One that still cannot be drained
/// is a dead letter again, under a new number.
///
/// # Errors
/// If the store fails; then nothing changed.
pub fn replay(store: &Transaction<'_>, ids: &[i64], now: i64) -> Result<Fates, StoreError> {
    let letters = dead_letters::list(store)?;
    let chosen = letters
        .iter()
        .filter(|letter| ids.is_empty() || ids.contains(&letter.id));
    let (mut batch, mut taken) = (Vec::new(), Vec::new());
    for letter in chosen {
        let payload = dead_letters::payload(store, letter.id)?.unwrap_or_default();
        if !is_erasure(&payload) {
            numbers::count_fate(store, Fate::DeadLettered.name(), -1)?;
        }
        // A name that no queue gives: the entry's own may be known as counted.
        let id = format!("letter-{}", letter.id);
        batch.push(Entry { id, payload });
        taken.push(letter.id);
    }
    let names: Vec<String> = batch.iter().map(|entry| entry.id.clone()).collect();
    let fates = apply(store, &batch, &[], now)?;
    // Only now, so that no number is given to another letter.
    for id in taken {
        dead_letters::remove(store, id)?;
    }
    numbers::forget_entries(store, &names, 0)?;
    Ok(fates)
}
