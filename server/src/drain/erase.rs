//! What a visitor's wish to be forgotten does to the store: rows go, and the numbers lose what they counted for, in the drain's own transaction.

use std::collections::BTreeSet;

use survey::event::Erasure;

use super::fold::Known;
use crate::store::asked::{self, Rollups};
use crate::store::numbers::{self, MoreFates};
use crate::store::{Connection, StoreError, askings, changes, erasure};

/// Erases what is stored of a visitor; what comes later is met by what this leaves. The
/// number of answers that `stop_at` is held against stays: it says how many were given.
/// Returns the fates that change, to be counted at the end of the transaction; the shop must
/// be held.
///
/// # Errors
/// If the store fails, or an asking of the visitor cannot be read; then nothing changed.
pub fn erase(
    store: &Connection,
    known: &mut Known,
    wish: &Erasure,
    now: i64,
) -> Result<MoreFates, StoreError> {
    let who = (wish.shop.clone(), wish.visitor.clone());
    let mut rollups = Rollups::new();
    let asked = askings::of_visitor(store, &who, |id, version| {
        let prompt = (wish.shop.clone(), id.to_owned());
        super::learn::prompt_known(store, known, &prompt, version)
    })?;
    for asked in asked {
        asked::subtract(&mut rollups, &asked);
    }
    numbers::change_rollups(store, &rollups)?;
    changes::note(store, &BTreeSet::from([wish.shop.as_str()]))?;
    erasure::erase(store, &who, now)
}
