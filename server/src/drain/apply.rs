//! One batch of queue entries, written to the store in one transaction. What the batch
//! changes is worked out in `fold`; this reads what it needs and writes what it says.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use survey::event::{Erasure, Queued};
use survey::json::Json;

use super::erase::erase;
use super::fold::{Fate, Fates, Folded, Known, fold, reached};
use super::learn::learn;
use super::notices::look;
use crate::queue;
use crate::store::asked::InShop;
use crate::store::askings::{Changed, Met};
use crate::store::numbers::MoreFates;
use crate::store::reached as reached_rows;
use crate::store::{
    Connection, StoreError, askings, changes, coupons, dead_letters, events, numbers, shops,
};

/// Writes a batch and counts the fate of each entry that was not counted before.
/// `acknowledged` are entries of earlier batches that the queue has let go. Any number of
/// processes may do so at once.
///
/// # Errors
/// If the store fails; then the transaction must be rolled back and nothing acknowledged.
pub fn apply(
    store: &Connection,
    batch: &[queue::Entry],
    acknowledged: &[String],
    now: i64,
) -> Result<Fates, StoreError> {
    note(store, batch, acknowledged, now)?.apply(store, now)
}

/// A batch that is noted as being written: from here until the end of the transaction, whoever
/// has one of its entries too waits, and so does whoever changes one of its shops.
pub struct Noted<'b> {
    batch: &'b [queue::Entry],
    decoded: Vec<Result<Waiting, String>>,
    /// Of each entry, whether it is written for the first time.
    is_new: Vec<bool>,
}

/// Begins with a batch, as [`apply`].
///
/// # Errors
/// As there.
pub fn note<'b>(
    store: &Connection,
    batch: &'b [queue::Entry],
    acknowledged: &[String],
    now: i64,
) -> Result<Noted<'b>, StoreError> {
    let decoded: Vec<_> = batch.iter().map(|entry| decode(&entry.payload)).collect();
    hold_all(store, &decoded, false)?;
    numbers::forget_entries(store, acknowledged)?;
    let ids = batch.iter().map(|entry| entry.id.as_str());
    let is_new = numbers::note_entries(store, ids, now)?;
    Ok(Noted {
        batch,
        decoded,
        is_new,
    })
}

impl Noted<'_> {
    /// Writes it, as [`apply`].
    ///
    /// # Errors
    /// As there.
    pub fn apply(self, store: &Connection, now: i64) -> Result<Fates, StoreError> {
        write_all(store, self, MoreFates::new(), now)
    }
}

/// Writes a noted batch, and counts `more` fates at the end.
///
/// # Errors
/// As [`apply`].
pub(super) fn write_all(
    store: &Connection,
    noted: Noted<'_>,
    mut more: MoreFates,
    now: i64,
) -> Result<Fates, StoreError> {
    let mut fates = Fates::default();
    let mut known = Known::default();
    let mut waiting = Vec::new();
    let new = noted.decoded.into_iter().zip(noted.is_new);
    for (entry, (decoded, is_new)) in noted.batch.iter().zip(new) {
        match decoded {
            _ if !is_new => {}
            Ok(Waiting::Event(queued)) => waiting.push((entry, *queued)),
            // Before all events of the batch, so that theirs are met by it too.
            Ok(Waiting::Erasure(wish)) => {
                match unless_unreadable(erase(store, &mut known, &wish, now))? {
                    Ok(changed) => add(&mut more, changed),
                    Err(reason) => bury(store, entry, &reason, now)?,
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
    let learnt = learn(store, &mut known, waiting.iter().map(|(_, queued)| queued))?;
    let mut again = Again::default();
    for ((entry, queued), learnt) in waiting.into_iter().zip(learnt) {
        if again.is_known(&known, &queued) {
            continue;
        }
        match unless_unreadable(learnt)? {
            Ok(()) => {
                entries.push(entry);
                events.push(queued);
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
    write(store, folded, &known, &events, now)?;
    for queued in &events {
        if let (Some(code), Some(asking)) = (&queued.coupon, &queued.event.asking) {
            let answer = (queued.shop.clone(), asking.answer.clone());
            coupons::claimed(store, &answer, code, now)?;
        }
    }
    add(&mut more, fates.iter().map(|(fate, n)| (fate.name(), n)));
    numbers::count_fates(store, &more)?;
    Ok(fates)
}

fn add(more: &mut MoreFates, changed: impl IntoIterator<Item = (&'static str, i64)>) {
    for (fate, n) in changed {
        *more.entry(fate).or_default() += n;
    }
}

/// Holds what entries are about, and the dead letters as well where `letters` says so.
///
/// # Errors
/// If the store fails.
pub(super) fn hold(
    store: &Connection,
    batch: &[queue::Entry],
    letters: bool,
) -> Result<(), StoreError> {
    let decoded: Vec<_> = batch.iter().map(|entry| decode(&entry.payload)).collect();
    hold_all(store, &decoded, letters)
}

fn hold_all(
    store: &Connection,
    decoded: &[Result<Waiting, String>],
    letters: bool,
) -> Result<(), StoreError> {
    let shops = decoded.iter().flatten().map(|waiting| match waiting {
        Waiting::Event(queued) => queued.shop.as_str(),
        Waiting::Erasure(wish) => wish.shop.as_str(),
    });
    let is_wish = |waiting: &Waiting| matches!(waiting, Waiting::Erasure(_));
    // An erasure takes dead letters away, whatever shop they are of.
    let letters = letters || decoded.iter().flatten().any(is_wish);
    shops::hold(store, shops.collect::<BTreeSet<_>>(), letters)
}

/// The acceptances of a batch. One that comes again, here or after an earlier batch, is an
/// entry that the queue has twice: a push failed although its entries had arrived, and they
/// were pushed once more. Its fate is counted already.
#[derive(Default)]
struct Again(HashSet<(InShop, i64)>);

impl Again {
    fn is_known(&mut self, known: &Known, queued: &Queued) -> bool {
        let Some(acceptance) = queued.acceptance else {
            return false;
        };
        let id = (queued.shop.clone(), queued.event.id.clone());
        let earlier = known.events.get(&id).copied().flatten();
        earlier == Some(acceptance) || !self.0.insert((id, acceptance))
    }
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
fn unless_unreadable<T>(done: Result<T, StoreError>) -> Result<Result<T, String>, StoreError> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(error @ StoreError::Unreadable { .. }) => Ok(Err(error.to_string())),
        Err(error) => Err(error),
    }
}

fn bury(
    store: &Connection,
    entry: &queue::Entry,
    reason: &str,
    now: i64,
) -> Result<(), StoreError> {
    tracing::warn!(entry = %entry.id, reason, "an entry became a dead letter");
    dead_letters::put(store, &entry.id, reason, &entry.payload, now)
}

fn write(
    store: &Connection,
    folded: Folded,
    known: &Known,
    events: &[Queued],
    now: i64,
) -> Result<(), StoreError> {
    let seen = folded.events.iter();
    let seen = seen.map(|(id, position)| (id, &events[*position].acceptance));
    events::remember(store, seen, now)?;
    let changed = folded.askings.keys().chain(folded.doubted.keys());
    let changed = changed.map(|(shop, _)| shop.as_str());
    let reached = folded.reached.iter().map(|reached| reached.shop.as_str());
    let ruled = changes::note(store, &changed.chain(reached).collect())?;
    reached_rows::put(store, &folded.reached, &known.testers)?;
    let Beside { mut met, again } = beside(&folded, events);
    let mut changed = Vec::with_capacity(folded.askings.len());
    for (key, mut asked) in folded.askings {
        changed.push(Changed {
            contacts: asked.take_contacts(),
            met: met.remove(&key).unwrap_or_default(),
            is_known: known.askings.contains_key(&key),
            asked,
        });
    }
    askings::put(store, &changed)?;
    look(store, &ruled, &changed, now)?;
    let doubted = folded.doubted.iter();
    askings::doubt(store, doubted.map(|(key, asked)| (key, &asked.doubts)))?;
    askings::count(store, &met)?;
    reached_rows::count_again(store, &again)?;
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

/// What became of new events beside the rows that they are about, for the day on which the
/// rows are erased.
#[derive(Default)]
struct Beside {
    met: BTreeMap<InShop, Met>,
    again: Vec<reached_rows::Reached>,
}

fn beside(folded: &Folded, events: &[Queued]) -> Beside {
    let mut beside = Beside::default();
    for position in folded.events.values() {
        let (queued, fate) = (&events[*position], folded.fates[*position]);
        let Some(asking) = &queued.event.asking else {
            if fate == Fate::Duplicate {
                beside.again.push(reached(queued));
            }
            continue;
        };
        let answer = (queued.shop.clone(), asking.answer.clone());
        let mut count = |of: fn(&mut Met) -> &mut u32| {
            *of(beside.met.entry(answer.clone()).or_default()) += 1;
        };
        match fate {
            Fate::Stored => count(|met| &mut met.stored),
            Fate::Superseded => count(|met| &mut met.superseded),
            Fate::OverQuota => count(|met| &mut met.over_quota),
            Fate::Duplicate | Fate::Erased | Fate::DeadLettered => {}
        }
    }
    beside.again.sort_unstable();
    beside
}
