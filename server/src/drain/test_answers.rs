//! Answers of the team itself go out of all numbers, and back, in one transaction. A rebuild
//! from the askings gives the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use survey::prompt::Prompt;

use super::fold::Known;
use super::learn::prompt_known;
use crate::store::asked::{Asked, InShop, Rollups, add, subtract};
use crate::store::{
    Connection, StoreError, askings, changes, marks, numbers, reached, shops, testers,
};

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
    let mut prompt_of = prompts(store, shop);
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
    set(store, shop, &about, is_test)?;
    Ok(about.len())
}

/// Takes a visitor as one of the team: all that it was asked so far is a test, and so is what
/// comes later; at the steps of the shop it counts no more.
///
/// # Errors
/// As [`mark`].
pub fn take_in(store: &Connection, who: &InShop, now: i64) -> Result<(), StoreError> {
    let shop = who.0.as_str();
    shops::hold(store, [shop], false)?;
    if testers::put(store, who, now)? {
        reached::uncount(store, who)?;
        changes::note(store, &BTreeSet::from([shop]))?;
    }
    let mut about = askings::of_visitor(store, who, prompts(store, shop))?;
    about.retain(|asked| !asked.is_test);
    set(store, shop, &about, true)
}

/// The published prompts of a shop, each read once.
fn prompts(
    store: &Connection,
    shop: &str,
) -> impl FnMut(&str, u32) -> Result<Option<Arc<Prompt>>, StoreError> {
    let mut known = Known::default();
    move |id, version| {
        prompt_known(
            store,
            &mut known,
            &(shop.to_owned(), id.to_owned()),
            version,
        )
    }
}

fn set(store: &Connection, shop: &str, about: &[Asked], is_test: bool) -> Result<(), StoreError> {
    let mut rollups = Rollups::new();
    for mut asked in about.iter().cloned() {
        subtract(&mut rollups, &asked);
        asked.is_test = is_test;
        add(&mut rollups, &asked);
    }
    let keys: Vec<InShop> = about.iter().map(Asked::key).collect();
    marks::set_test(store, &keys, is_test)?;
    numbers::change_rollups(store, &rollups)?;
    changes::note(store, &BTreeSet::from([shop]))?;
    Ok(())
}
