//! What the store knows of the things that a batch is about, read before the batch is folded.
//! Each kind of thing is asked for once for all events.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use survey::event::Queued;
use survey::prompt::Prompt;

use super::fold::{Known, Quota, reached};
use crate::store::asked::InShop;
use crate::store::askings::{self, Raw};
use crate::store::reached as reached_rows;
use crate::store::{Connection, StoreError, erasure, events, numbers, shops, testers};

/// Reads it, and says of each event whether its own part could be read.
///
/// # Errors
/// If the store fails.
pub(super) fn learn<'q>(
    store: &Connection,
    known: &mut Known,
    events: impl Iterator<Item = &'q Queued>,
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let events: Vec<&Queued> = events.collect();
    let id = |queued: &Queued| in_shop(queued, &queued.event.id);
    known.events = events::seen(store, events.iter().map(|q| id(q)).collect())?;
    let visitors: BTreeSet<InShop> = events
        .iter()
        .filter(|queued| !known.events.contains_key(&id(queued)))
        .filter_map(|queued| visitor(queued))
        .collect();
    known.erased = erasure::erased(store, visitors)?;
    known.testers = testers::among(store, events.iter().filter_map(|q| visitor(q)).collect())?;
    let is_open = |queued: &Queued| {
        let erased = visitor(queued).is_some_and(|visitor| known.erased.contains(&visitor));
        !erased && !known.events.contains_key(&id(queued))
    };
    let (open, shut): (Vec<&Queued>, _) = (
        events.iter().copied().filter(|q| is_open(q)).collect(),
        events.iter().map(|q| !is_open(q)).collect::<Vec<bool>>(),
    );
    let steps = open.iter().filter(|queued| queued.event.asking.is_none());
    known.reached = reached_rows::known(store, steps.map(|queued| reached(queued)).collect())?;
    let answers = open.iter().filter_map(|queued| answer(queued)).collect();
    let mut found = askings::find(store, answers)?;
    Ok(events
        .into_iter()
        .zip(shut)
        .map(|(queued, shut)| match shut {
            true => Ok(()),
            false => learn_asking(store, known, &mut found, queued),
        })
        .collect())
}

/// The asking of an event, its prompt, and how many answers that has.
fn learn_asking(
    store: &Connection,
    known: &mut Known,
    found: &mut BTreeMap<InShop, Raw>,
    queued: &Queued,
) -> Result<(), StoreError> {
    let Some(asking) = &queued.event.asking else {
        return Ok(());
    };
    let prompt = in_shop(queued, &asking.prompt);
    prompt_known(store, known, &prompt, asking.version)?;
    if let Entry::Vacant(vacant) = known.quotas.entry(prompt) {
        let quota = quota(store, vacant.key())?;
        vacant.insert(quota);
    }
    let answer = in_shop(queued, &asking.answer);
    // One that cannot be read stays, so that it is in the way of every event about it.
    if let Some(raw) = found.get(&answer) {
        let asked = raw
            .clone()
            .read(|id, version| prompt_known(store, known, &in_shop(queued, id), version))?;
        found.remove(&answer);
        known.askings.insert(answer, asked);
    }
    Ok(())
}

fn in_shop(queued: &Queued, id: &str) -> InShop {
    (queued.shop.clone(), id.to_owned())
}

fn visitor(queued: &Queued) -> Option<InShop> {
    let visitor = queued.event.visitor.as_ref();
    visitor.map(|visitor| in_shop(queued, visitor))
}

fn answer(queued: &Queued) -> Option<InShop> {
    let asking = queued.event.asking.as_ref();
    asking.map(|asking| in_shop(queued, &asking.answer))
}

/// A published prompt, read once per batch.
///
/// # Errors
/// If the store fails.
pub(super) fn prompt_known(
    store: &Connection,
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

fn quota(store: &Connection, prompt: &InShop) -> Result<Quota, StoreError> {
    Ok(Quota {
        answers: numbers::answers(store, prompt)?,
        wanted: shops::latest_published(store, prompt)?.and_then(|prompt| prompt.cap.stop_at),
    })
}
