//! A shop that has been at work for ninety days, made up for those who look at the console. It is
//! the demo shop with our templates beside its own prompts; what its visitors do and say follows
//! from `story`, which lists what is hidden in it, and from a seed. Of the day that is today the
//! events are the same everywhere. Nothing here knows a real shopper.
//!
//! They go the way that answers go from the queue on: written as entries, read and folded by
//! [`drain::apply`](crate::drain::apply), in batches.

mod ask;
mod chance;
mod said;
mod shop;
pub mod story;
mod street;
mod team;
mod visit;
mod words;

use std::path::Path;

use anyhow::Context as _;
use survey::event::{EventKind, Queued};
use survey::shop::Shop;
use survey::{DAY, Millis};

use crate::drain::{Fates, apply};
use crate::import;
use crate::queue::Entry;
use crate::store::{Connection, Store, StoreError, StorePlace, now_ms, numbers, reached, shops};

use shop::Chapter;
pub use street::{Days, Happened};
pub use team::Mark;

/// How many visits an average weekday has where nobody says otherwise.
pub const VISITS: u32 = 900;

/// The most entries that are written at once.
const BATCH: usize = 2_000;

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum NotLoaded {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The shop has a life of its own.
    #[error(
        "the store has the shop {shop} already, with {answers} answers; the ninety days begin with \
         a shop that is not there. Name another directory with --data, or remove what is in this one"
    )]
    InUse {
        /// The shop's key.
        shop: String,
        /// How many answers, tests and doubtful ones included.
        answers: i64,
    },
    /// The shop is not the one that the story is about.
    #[error(
        "the shop file has no prompt {0}; the ninety days are those of the demo shop: name \
         demo-site/shop.json"
    )]
    OtherShop(String),
    /// Something of our own cannot be read. Never in practice: tests read it.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, String),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded {
    /// It is in the store now.
    Now {
        /// What became of the events.
        fates: Fates,
        /// How many answers it has.
        answers: usize,
    },
    /// It was there before, of this day or an earlier one.
    Before,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answers in the store.
    pub answers: usize,
    /// Of how many.
    pub all: usize,
}

impl Progress {
    /// How many of a hundred.
    pub fn percent(self) -> usize {
        (self.answers * 100).checked_div(self.all).unwrap_or(100)
    }
}

/// [`load`] with the shop of a file, into the store of a place, until now.
///
/// # Errors
/// With the file or the shop, and the problem. Nothing is changed then.
pub fn load_file(
    place: &StorePlace,
    file: &Path,
    visits: u32,
    tell: &dyn Fn(Progress),
) -> anyhow::Result<Loaded> {
    let shop = import::read_file(file)?;
    let loaded = load(&Store::open(place)?, &shop, visits, now_ms(), tell);
    loaded.context("the sample was not loaded")
}

/// Loads the ninety days before the day of `now`, and that day until `now`, in one transaction:
/// whoever stops it has loaded nothing.
///
/// # Errors
/// [`NotLoaded`], with what to do. Nothing is changed then.
pub fn load(
    store: &Store,
    shop: &Shop,
    visits: u32,
    now: Millis,
    tell: &dyn Fn(Progress),
) -> Result<Loaded, NotLoaded> {
    store.write_blocking(|tx| {
        shops::hold(tx, [shop.key.as_str()], false)?;
        if shops::exists(tx, &shop.key)? {
            return before(tx, &shop.key);
        }
        let days = || Days::new(shop, now.div_euclid(DAY), visits);
        let is_past = |queued: &Queued| queued.received_at <= now;
        let first = |events: Vec<Queued>| events.iter().filter(|q| is_past(q) && begins(q)).count();
        let mut loading = Loading {
            store: tx,
            chapters: days()?.chapters,
            entries: 0,
            written: Vec::new(),
            fates: Fates::default(),
            progress: Progress {
                answers: 0,
                all: days()?.map(|happened| first(happened.events)).sum(),
            },
        };
        for Happened { mut events, marks } in days()? {
            events.retain(is_past);
            for batch in events.chunks(BATCH) {
                loading.write(batch)?;
                tell(loading.progress);
            }
            for mark in marks {
                mark.put(tx, &shop.key, now)?;
            }
        }
        numbers::forget_entries(tx, &loading.written)?;
        Ok(Loaded::Now {
            fates: loading.fates,
            answers: loading.progress.answers,
        })
    })
}

/// What is done where the shop is there.
fn before(store: &Connection, shop: &str) -> Result<Loaded, NotLoaded> {
    if reached::knows(store, shop, &Days::first_visitor())? {
        return Ok(Loaded::Before);
    }
    Err(NotLoaded::InUse {
        shop: shop.to_owned(),
        answers: numbers::answers_of_shop(store, shop)?,
    })
}

/// Whether this is the first event of an answer.
fn begins(queued: &Queued) -> bool {
    let asking = queued.event.asking.as_ref();
    queued.event.kind == EventKind::Answered && asking.is_some_and(|asking| asking.seq == 1)
}

/// What is done in one loading.
struct Loading<'s> {
    store: &'s Connection,
    /// What is still to be published, in order.
    chapters: Vec<Chapter>,
    /// How many entries there were.
    entries: usize,
    /// The names of the last ones.
    written: Vec<String>,
    fates: Fates,
    progress: Progress,
}

impl Loading<'_> {
    /// Publishes what was published until then, and writes the events.
    fn write(&mut self, batch: &[Queued]) -> Result<(), NotLoaded> {
        let now = batch.last().map_or(0, |queued| queued.received_at);
        let due = self.chapters.partition_point(|chapter| chapter.at <= now);
        for Chapter { at, shop } in self.chapters.drain(..due) {
            let report = import::put(self.store, &shop, at)?;
            import::note(self.store, &shop.key, &report, at)?;
        }
        let mut entries = Vec::with_capacity(batch.len());
        for queued in batch {
            self.entries += 1;
            entries.push(Entry {
                // A name that no queue gives.
                id: format!("sample-{}", self.entries),
                payload: payload(queued)?,
            });
        }
        let fates = apply::apply(self.store, &entries, &self.written, now)?;
        fates.iter().for_each(|(fate, n)| self.fates.count(fate, n));
        self.written = entries.into_iter().map(|entry| entry.id).collect();
        self.progress.answers += batch.iter().filter(|queued| begins(queued)).count();
        Ok(())
    }
}

/// An event as the queue holds it.
///
/// # Errors
/// Never in practice.
pub fn payload(queued: &Queued) -> Result<Vec<u8>, NotLoaded> {
    let written = serde_json::to_vec(&queued.encode());
    written.map_err(|error| NotLoaded::Unreadable("an event".to_owned(), error.to_string()))
}
