//! Once an hour what shops have kept for long enough goes, and what stopped drains left behind.
//! Which rows those are, the store knows; of dead letters it is looked for in what the queue had.

use super::apply::accepted_at;
use crate::steady::Steady;
use crate::store::retention::Letter;
use crate::store::{Store, StoreError, now_ms, numbers, retention};
use std::collections::BTreeMap;
use std::time::Duration;
use survey::DAY;
use survey::json::Json;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How many rows of a kind go at once, so that nobody waits long for the store.
const AT_ONCE: u32 = 2_000;
/// Entries noted this long ago were acknowledged by a process that could not say so any
/// more: no queue holds an unacknowledged entry for a month.
const FORGET_AFTER: i64 = 30 * DAY;
/// How many dead letters are looked into at once.
const LETTERS: i64 = 100;

/// Does so for ever. May be dropped at any moment.
pub(super) async fn enforce(store: &Store) {
    let steady = Steady::set_to(now_ms());
    loop {
        // A clock that was put forward would take what nobody can bring back.
        if let Err(error) = once(store, steady.at_most(now_ms())).await {
            tracing::error!(%error, "what is too old could not be removed; it is tried again in an hour");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Removes what is too old at this time, of every shop, and notes in the store and in the log
/// that it was done. Returns how many rows of shops went.
///
/// # Errors
/// If the store fails. What is gone by then stays gone.
pub async fn once(store: &Store, now: i64) -> Result<u64, StoreError> {
    store
        .write(move |tx| numbers::forget_old_entries(tx, now - FORGET_AFTER))
        .await?;
    let mut all = 0;
    let kept = store.read(retention::kept).await?;
    for (shop, days) in &kept {
        let Some(days) = *days else {
            continue;
        };
        let mut removed = 0;
        loop {
            let (of, before) = (shop.clone(), now - days * DAY);
            let gone = store
                .write(move |tx| retention::remove(tx, &of, before, AT_ONCE, now))
                .await?;
            removed += gone.rows();
            if gone.rows() == 0 {
                break;
            }
        }
        if removed > 0 {
            tracing::info!(%shop, days, rows = removed, "removed what was older than the shop keeps it");
        }
        all += removed;
    }
    Ok(all + letters(store, kept.into_iter().collect(), now).await?)
}

/// Removes dead letters that are too old.
async fn letters(store: &Store, kept: Kept, now: i64) -> Result<u64, StoreError> {
    let (mut removed, mut last) = (0, i64::MIN);
    loop {
        let some = store
            .read(move |tx| retention::letters(tx, last, LETTERS))
            .await?;
        let Some(letter) = some.last() else {
            break;
        };
        last = letter.id;
        let old = |letter: &Letter| Some((letter.id, too_old(letter, &kept, now)?));
        let old: Vec<(i64, String)> = some.iter().filter_map(old).collect();
        if !old.is_empty() {
            removed += store
                .write(move |tx| retention::remove_letters(tx, &old, now))
                .await?;
        }
    }
    if removed > 0 {
        tracing::info!(rows = removed, "removed dead letters that were too old");
    }
    Ok(removed)
}

/// How many days each shop keeps things.
type Kept = BTreeMap<String, Option<i64>>;

/// Of a dead letter that is too old its shop. One whose shop cannot be read, or is not here any
/// more, goes when the shop would let it go that keeps things longest; its shop is told as
/// nothing. It is as old as what the collector had accepted, however often it was replayed.
fn too_old(letter: &Letter, kept: &Kept, now: i64) -> Option<String> {
    let named = serde_json::from_slice::<Json>(&letter.payload).ok();
    let named = named.as_ref().and_then(|json| json.get("shop")?.as_str());
    let (shop, days) = match named.and_then(|shop| Some((shop, kept.get(shop)?))) {
        Some((shop, days)) => (shop, (*days)?),
        None => ("", kept.values().flatten().copied().max()?),
    };
    let at = accepted_at(&letter.payload).map_or(letter.at, |at| at.min(letter.at));
    (at < now - days * DAY).then(|| shop.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn kept(days: &[(&str, Option<i64>)]) -> Kept {
        let of = |(shop, days): &(&str, Option<i64>)| ((*shop).to_owned(), *days);
        days.iter().map(of).collect()
    }

    fn letter(payload: &[u8], at: i64) -> Letter {
        Letter {
            id: 1,
            at,
            payload: payload.to_vec(),
        }
    }

    #[test]
    fn a_letter_goes_with_its_shop_and_one_without_when_every_shop_would_let_it_go() {
        let kept = kept(&[("pk_a", Some(30)), ("pk_b", Some(90)), ("pk_c", None)]);
        let goes = |payload: &str, days: i64| {
            let now = sample::NOON + days * DAY;
            too_old(&letter(payload.as_bytes(), sample::NOON), &kept, now + 1)
        };
        let (a, b) = (r#"{"shop":"pk_a","odd":1}"#, r#"{"shop":"pk_b"}"#);
        assert_eq!((goes(a, 29), goes(a, 30).as_deref()), (None, Some("pk_a")));
        assert_eq!((goes(b, 89), goes(b, 90).as_deref()), (None, Some("pk_b")));
        assert_eq!(goes(r#"{"shop":"pk_c"}"#, 5_000), None);
        for unknown in ["", "{", "\"", r#"{"shop":7}"#, r#"{"shop":"pk_gone"}"#] {
            let found = (goes(unknown, 89), goes(unknown, 90));
            assert_eq!(found, (None, Some(String::new())), "{unknown}");
        }
    }

    #[test]
    fn where_no_shop_names_a_number_of_days_nothing_goes() {
        let kept = kept(&[("pk_c", None)]);
        assert_eq!(too_old(&letter(b"{", 0), &kept, i64::MAX), None);
    }

    #[test]
    fn a_letter_that_was_replayed_is_as_old_as_what_is_in_it() {
        let queued = sample::asking(1, 1, "gone", "shown", 0, serde_json::Value::Null);
        let kept = kept(&[(sample::SHOP, Some(30))]);
        let now = queued.received_at + 30 * DAY + 1;
        let replayed = letter(&sample::payload(&queued), now - 5);
        assert_eq!(
            too_old(&replayed, &kept, now).as_deref(),
            Some(sample::SHOP)
        );
    }
}
