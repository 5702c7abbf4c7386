//! One batch of queue entries, written to the store in one transaction. What the batch
//! changes is worked out in `fold`; this reads what it needs and writes what it says.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use rusqlite::Transaction;
use survey::event::{Erasure, Queued};
use survey::json::Json;
use survey::prompt::Prompt;

use super::erase::erase;
use super::fold::{Fate, Fates, Folded, Known, Quota, Reached, fold};
use crate::queue;
use crate::store::asked::InShop;
use crate::store::{StoreError, askings, coupons, dead_letters, erasure, numbers, shops};

/// Entries noted this long ago were acknowledged by a process that could not say so any
/// more: no queue holds an unacknowledged entry for a month.
const FORGET_AFTER: i64 = 30 * survey::DAY;

/// Writes a batch and counts the fate of each entry that was not counted before.
/// `acknowledged` are entries of earlier batches that the queue has let go.
///
/// # Errors
/// If the store fails; then the transaction must be rolled back and nothing acknowledged.
pub fn apply(
    store: &Transaction<'_>,
    batch: &[queue::Entry],
    acknowledged: &[String],
    now: i64,
) -> Result<Fates, StoreError> {
    numbers::forget_entries(store, acknowledged, now - FORGET_AFTER)?;
    let mut fates = Fates::default();
    let mut known = Known::default();
    let mut waiting = Vec::new();
    for entry in batch {
        if !numbers::note_entry(store, &entry.id, now)? {
            continue;
        }
        match decode(&entry.payload) {
            Ok(Waiting::Event(queued)) => waiting.push((entry, queued)),
            // Before all events of the batch, so that theirs are met by it too.
            Ok(Waiting::Erasure(wish)) => {
                if let Err(reason) = unless_unreadable(erase(store, &mut known, &wish, now))? {
                    bury(store, entry, &reason, now)?;
                }
            }
            Err(reason) => {
                bury(store, entry, &reason, now)?;
                fates.count(Fate::DeadLettered, 1);
            }
        }
    }
    let mut entries = Vec::new();
    let mut events = Vec::new();
    for (entry, queued) in waiting {
        match unless_unreadable(learn(store, &mut known, &queued))? {
            Ok(()) => {
                entries.push(entry);
                events.push(*queued);
            }
            Err(reason) => {
                bury(store, entry, &reason, now)?;
                fates.count(Fate::DeadLettered, 1);
            }
        }
    }
    let folded = fold(&events, &known);
    for (position, reason) in &folded.unfit {
        bury(store, entries[*position], reason, now)?;
    }
    for fate in &folded.fates {
        fates.count(*fate, 1);
    }
    write(store, folded, &events, now)?;
    for queued in &events {
        if let (Some(code), Some(asking)) = (&queued.coupon, &queued.event.asking) {
            let answer = (queued.shop.clone(), asking.answer.clone());
            coupons::claimed(store, &answer, code, now)?;
        }
    }
    for (fate, n) in fates.iter() {
        numbers::count_fate(store, fate.name(), n)?;
    }
    Ok(fates)
}

/// What an entry holds.
enum Waiting {
    Event(Box<Queued>),
    Erasure(Erasure),
}

fn decode(payload: &[u8]) -> Result<Waiting, String> {
    if payload.is_empty() {
        return Err("is empty: the queue could not read it any more".to_owned());
    }
    let json: Json = serde_json::from_slice(payload).map_err(|error| {
        // serde_json's own message may quote the payload, so only the place is kept.
        format!(
            "is no JSON (line {}, column {})",
            error.line(),
            error.column()
        )
    })?;
    let waiting = match json.get("erase") {
        None => Queued::decode(&json).map(|queued| Waiting::Event(Box::new(queued))),
        Some(_) => Erasure::decode(&json).map(Waiting::Erasure),
    };
    waiting.map_err(|error| error.to_string())
}

/// When an entry was accepted, in milliseconds since the Unix epoch.
pub(super) fn accepted_at(payload: &[u8]) -> Option<i64> {
    Some(match decode(payload).ok()? {
        Waiting::Event(queued) => queued.received_at,
        Waiting::Erasure(wish) => wish.received_at,
    })
}

/// Whether an entry is the wish of somebody to be forgotten, which has no fate.
pub(super) fn is_erasure(payload: &[u8]) -> bool {
    matches!(decode(payload), Ok(Waiting::Erasure(_)))
}

/// A damaged row must not hold up all the others for ever: the inner error is the reason
/// why one entry cannot be drained.
fn unless_unreadable(done: Result<(), StoreError>) -> Result<Result<(), String>, StoreError> {
    match done {
        Ok(()) => Ok(Ok(())),
        Err(error @ StoreError::Unreadable { .. }) => Ok(Err(error.to_string())),
        Err(error) => Err(error),
    }
}

fn bury(
    store: &Transaction<'_>,
    entry: &queue::Entry,
    reason: &str,
    now: i64,
) -> Result<(), StoreError> {
    tracing::warn!(entry = %entry.id, reason, "an entry became a dead letter");
    dead_letters::put(store, &entry.id, reason, &entry.payload, now)
}

/// Reads from the store what it knows about the things that an event is about.
fn learn(store: &Transaction<'_>, known: &mut Known, queued: &Queued) -> Result<(), StoreError> {
    let in_shop = |id: &str| (queued.shop.clone(), id.to_owned());
    let id = in_shop(&queued.event.id);
    if askings::is_event_seen(store, &id)? {
        known.events.insert(id);
        return Ok(());
    }
    if let Some(visitor) = &queued.event.visitor {
        let visitor = in_shop(visitor);
        if erasure::is_erased(store, &visitor)? {
            known.erased.insert(visitor);
            return Ok(());
        }
    }
    let Some(asking) = &queued.event.asking else {
        let reached = Reached::of(queued);
        let Reached {
            shop,
            step,
            visitor,
            day,
        } = &reached;
        if askings::is_reached(store, shop, step, visitor, *day)? {
            known.reached.insert(reached);
        }
        return Ok(());
    };
    let prompt = in_shop(&asking.prompt);
    prompt_known(store, known, &prompt, asking.version)?;
    if let Entry::Vacant(vacant) = known.quotas.entry(prompt) {
        let quota = quota(store, vacant.key())?;
        vacant.insert(quota);
    }
    let answer = in_shop(&asking.answer);
    if !known.askings.contains_key(&answer) {
        let found = askings::find(store, &answer, |id, version| {
            prompt_known(store, known, &in_shop(id), version)
        })?;
        if let Some(asked) = found {
            known.askings.insert(answer, asked);
        }
    }
    Ok(())
}

/// A published prompt, read once per batch.
pub(super) fn prompt_known(
    store: &Transaction<'_>,
    known: &mut Known,
    (shop, id): &InShop,
    version: u32,
) -> Result<Option<Arc<Prompt>>, StoreError> {
    let key = (shop.clone(), id.clone(), version);
    if let Some(prompt) = known.prompts.get(&key) {
        return Ok(Some(Arc::clone(prompt)));
    }
    let found = shops::published_prompt(store, shop, id, version)?.map(Arc::new);
    if let Some(prompt) = &found {
        known.prompts.insert(key, Arc::clone(prompt));
    }
    Ok(found)
}

fn quota(store: &Transaction<'_>, prompt: &InShop) -> Result<Quota, StoreError> {
    Ok(Quota {
        answers: numbers::answers(store, prompt)?,
        wanted: shops::latest_published(store, prompt)?.and_then(|prompt| prompt.cap.stop_at),
    })
}

fn write(
    store: &Transaction<'_>,
    folded: Folded,
    events: &[Queued],
    now: i64,
) -> Result<(), StoreError> {
    for id in folded.events.keys() {
        askings::remember_event(store, id, now)?;
    }
    for reached in &folded.reached {
        askings::put_reached(
            store,
            &reached.shop,
            &reached.step,
            &reached.visitor,
            reached.day,
        )?;
    }
    for mut asked in folded.askings.into_values() {
        let contacts = asked.take_contacts();
        askings::put(store, &asked, &contacts)?;
    }
    for position in folded.events.values() {
        note_fate(store, &events[*position], folded.fates[*position])?;
    }
    numbers::change_rollups(store, &folded.rollups)?;
    for (prompt, quota) in &folded.quotas {
        numbers::set_answers(store, prompt, quota.answers)?;
    }
    // A prompt that has all its answers leaves the book at once.
    let full: BTreeSet<String> = folded.filled.into_iter().map(|(shop, _)| shop).collect();
    for shop in full {
        match shops::publish_book(store, &shop, now) {
            Err(error @ StoreError::Unreadable { .. }) => {
                tracing::error!(%error, shop, "a prompt has all its answers but stays in the book");
            }
            published => {
                published?;
            }
        }
    }
    Ok(())
}

/// Notes what became of a new event beside the row that it is about, for the day on which
/// the row is erased.
fn note_fate(store: &Transaction<'_>, queued: &Queued, fate: Fate) -> Result<(), StoreError> {
    match (&queued.event.asking, fate) {
        (Some(asking), _) => {
            let answer = (queued.shop.clone(), asking.answer.clone());
            erasure::count(store, &answer, fate.name())
        }
        (None, Fate::Duplicate) => {
            let reached = Reached::of(queued);
            let who = (reached.shop, reached.visitor);
            erasure::count_again(store, &who, &reached.step, reached.day)
        }
        (None, _) => Ok(()),
    }
}
