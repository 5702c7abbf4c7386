//! Once an hour what shops have kept for long enough goes, and what stopped drains left behind.
//! Which rows those are, the store knows.

use crate::steady::Steady;
use crate::store::{Store, StoreError, now_ms, numbers, retention};
use std::time::Duration;
use survey::DAY;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How many rows of a kind go at once, so that nobody waits long for the store.
const AT_ONCE: u32 = 2_000;
/// Entries noted this long ago were acknowledged by a process that could not say so any
/// more: no queue holds an unacknowledged entry for a month.
const FORGET_AFTER: i64 = 30 * DAY;

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

/// Removes what is too old at this time, of every shop, and notes in the log that it was done.
/// Returns how many rows of shops went.
///
/// # Errors
/// If the store fails. What is gone by then stays gone.
pub async fn once(store: &Store, now: i64) -> Result<u64, StoreError> {
    store
        .write(move |tx| numbers::forget_old_entries(tx, now - FORGET_AFTER))
        .await?;
    let mut all = 0;
    for (shop, days) in store.read(retention::kept).await? {
        let mut removed = 0;
        loop {
            let (of, before) = (shop.clone(), now - days * DAY);
            let gone = store
                .write(move |tx| retention::remove(tx, &of, before, AT_ONCE))
                .await?;
            removed += gone;
            if gone == 0 {
                break;
            }
        }
        if removed > 0 {
            tracing::info!(%shop, days, rows = removed, "removed what was older than the shop keeps it");
        }
        all += removed;
    }
    Ok(all)
}
