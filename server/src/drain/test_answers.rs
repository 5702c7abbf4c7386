//! Answers of the team itself go out of all numbers, and back, in one transaction. A rebuild
//! from the askings gives the same.

use std::collections::BTreeSet;

use super::fold::Known;
use super::learn::prompt_known;
use crate::store::asked::{InShop, Rollups, add, subtract};
use crate::store::{Connection, StoreError, askings, changes, marks, numbers, shops};

/// Marks an answer as a test, or as none; with `visitor`, all that its visitor was asked so far
/// as well. Returns how many askings it was about; 0 where there is no such answer. The number
/// of answers that `stop_at` is held against stays, as it does after an erasure.
///
/// # Errors
/// If the store fails or an asking cannot be read; then the transaction must be rolled back.
pub fn mark(
    store: &Connection,
    answer: &InShop,
    is_test: bool,
    visitor: bool,
) -> Result<usize, StoreError> {
    let shop = answer.0.as_str();
    shops::hold(store, [shop], false)?;
    let mut known = Known::default();
    let mut prompt_of = |id: &str, version| {
        let prompt = (shop.to_owned(), id.to_owned());
        prompt_known(store, &mut known, &prompt, version)
    };
    let found = askings::find(store, BTreeSet::from([answer.clone()]))?.remove(answer);
    let Some(found) = found else {
        return Ok(0);
    };
    let found = found.read(&mut prompt_of)?;
    let who = found.visitor.clone().filter(|_| visitor);
    let about = match who {
        Some(who) => askings::of_visitor(store, &(shop.to_owned(), who), prompt_of)?,
        None => vec![found],
    };
    let mut rollups = Rollups::new();
    for mut asked in about.iter().cloned() {
        subtract(&mut rollups, &asked);
        asked.is_test = is_test;
        add(&mut rollups, &asked);
    }
    let keys: Vec<InShop> = about.iter().map(|asked| asked.key()).collect();
    marks::set_test(store, &keys, is_test)?;
    numbers::change_rollups(store, &rollups)?;
    changes::note(store, &BTreeSet::from([shop]))?;
    Ok(keys.len())
}
