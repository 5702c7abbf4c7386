//! `tillside dead-letters`: what could not be drained, seen and drained once more by the operator.

use anyhow::{Context as _, ensure};

use crate::drain::{Fates, replay};
use crate::store::dead_letters::{self, DeadLetter};
use crate::store::{Store, StoreError, StorePlace, now_ms};

/// The dead letters of a store, oldest first.
///
/// # Errors
/// If there is no store or it fails.
pub fn list(place: &StorePlace) -> Result<Vec<DeadLetter>, StoreError> {
    Store::open_existing(place)?.read_blocking(dead_letters::list)
}

/// What is in a dead letter, as it came from the queue.
///
/// # Errors
/// If there is no such letter, no store, or it fails.
pub fn payload(place: &StorePlace, id: i64) -> anyhow::Result<Vec<u8>> {
    let found = Store::open_existing(place)?.read_blocking(|tx| dead_letters::payload(tx, id))?;
    found.with_context(|| unknown(id))
}

/// Drains these dead letters once more, or all where none is named. May be done while a
/// server runs.
///
/// # Errors
/// If one of them is not there, there is no store, or it fails. Nothing is changed then.
pub fn drain_again(place: &StorePlace, ids: &[i64]) -> anyhow::Result<Fates> {
    Store::open_existing(place)?.write_blocking(|tx| {
        let there = dead_letters::list(tx)?;
        for id in ids {
            ensure!(there.iter().any(|letter| letter.id == *id), unknown(*id));
        }
        Ok(replay::replay(tx, ids, now_ms())?)
    })
}

fn unknown(id: i64) -> String {
    format!("there is no dead letter {id}; `tillside dead-letters list` shows those that are there")
}
