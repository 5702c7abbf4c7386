//! The rows by which visitors are forgotten, and the removal of theirs. What that does to the numbers, the drain works out.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};

use super::asked::InShop;
use super::numbers::MoreFates;
use super::reached::{self, OF_VISITOR};
use super::removals::{self, Gone};
use super::value::{ToParam as _, params};
use super::{Connection, StoreError, testers};

/// Which of these visitors want to be forgotten.
///
/// # Errors
/// If the store fails.
pub fn erased(
    store: &Connection,
    visitors: impl IntoIterator<Item = InShop>,
) -> Result<HashSet<InShop>, StoreError> {
    let named: Vec<(InShop, Vec<u8>)> = visitors
        .into_iter()
        .map(|who| {
            let name = name(&who);
            (who, name)
        })
        .collect();
    let found = store.first_each(
        "SELECT 1 FROM erased WHERE shop = ?1 AND visitor = ?2",
        named.iter().map(|((shop, _), name)| params![shop, name]),
    )?;
    let met = named.into_iter().zip(found);
    Ok(met
        .filter_map(|((who, _), found)| found.map(|_| who))
        .collect())
}

/// The askings of a visitor: shop ?1, visitor ?2. Their index begins with the visitor, and
/// SQLite would not choose it if the shop stood alone on its side.
pub(super) const ASKINGS: &str = "askings
     WHERE visitor = ?2 AND substr(visitor, 1, 8) = substr(?2, 1, 8) AND shop || '' = ?1";

/// The dead letters that name a visitor, whatever else is wrong with them.
const LETTERS: &str = "dead_letters WHERE instr(payload, ?1) > 0";

/// Removes everything that tells of a visitor but the numbers, and remembers that the
/// visitor wants to be forgotten, and that it was done. Returns the fates: each event is
/// counted as erased from now on, and no more as what it was.
///
/// # Errors
/// If the store fails.
pub fn erase(store: &Connection, who: &InShop, now: i64) -> Result<MoreFates, StoreError> {
    let (shop, visitor) = who;
    let is_new = store.execute(
        "INSERT INTO erased (shop, visitor, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (shop, visitor) DO NOTHING",
        &params![shop, name(who), now],
    )? > 0;
    let mut more = MoreFates::new();
    for (fate, n) in fates(store, who)? {
        *more.entry(fate).or_default() -= n;
        *more.entry("erased").or_default() += n;
    }
    let steps = reached::of_visitor(store, who)?;
    let delete = |rows: &str| {
        let params = params![shop, visitor];
        store.execute(&format!("DELETE FROM {rows}"), &params)
    };
    let with_askings =
        |table| format!("{table} WHERE shop = ?1 AND answer IN (SELECT answer FROM {ASKINGS})");
    let contacts = delete(&with_askings("contacts"))?;
    let cases = delete(&with_askings("cases"))?;
    delete(&with_askings("notices"))?;
    let (askings, steps_gone) = (delete(ASKINGS)?, delete(OF_VISITOR)?);
    match testers::forget(store, who)? {
        true => reached::forget_empty(store, shop, &steps)?,
        false => reached::less(store, shop, &steps)?,
    }
    let dead_letters = store.execute(
        &format!("DELETE FROM {LETTERS}"),
        &params![visitor.as_bytes()],
    )?;
    let gone = Gone {
        askings,
        contacts,
        cases,
        reached: steps_gone,
        dead_letters,
    };
    // A wish that is told once more and finds nothing adds nothing to the record.
    if is_new || gone.rows() > 0 {
        removals::by_erasure(store, shop, &name(who), now, gone)?;
    }
    Ok(more)
}

/// How many events of a visitor met each fate.
fn fates(
    store: &Connection,
    (shop, visitor): &InShop,
) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut fates = Vec::new();
    let found = store.first(
        &format!(
            "SELECT CAST(sum(n_stored) AS BIGINT), CAST(sum(n_superseded) AS BIGINT),
                    CAST(sum(n_over_quota) AS BIGINT) FROM {ASKINGS}"
        ),
        &params![shop, visitor],
    )?;
    if let Some(mut row) = found {
        for (column, fate) in ["stored", "superseded", "over_quota"].iter().enumerate() {
            fates.push((*fate, row.get::<Option<i64>>(column)?.unwrap_or(0)));
        }
    }
    let found = store.first(
        &format!("SELECT count(*), CAST(sum(again) AS BIGINT) FROM {OF_VISITOR}"),
        &params![shop, visitor],
    )?;
    if let Some(mut row) = found {
        fates.push(("stored", row.get(0)?));
        fates.push(("duplicate", row.get::<Option<i64>>(1)?.unwrap_or(0)));
    }
    // A wish that could not be met is no event.
    let found = store.first(
        &format!("SELECT count(*) FROM {LETTERS} AND instr(payload, ?2) = 0"),
        &params![visitor.as_bytes(), b"\"erase\"".as_slice()],
    )?;
    if let Some(mut row) = found {
        fates.push(("dead_lettered", row.get(0)?));
    }
    Ok(fates)
}

/// By what a visitor is known again. The ids are random, so no salt is needed.
fn name((shop, visitor): &InShop) -> Vec<u8> {
    Sha256::digest(format!("{shop} {visitor}")).to_vec()
}
