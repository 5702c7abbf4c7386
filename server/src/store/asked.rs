//! One asking as the store keeps it: the winning snapshot of one answer id. Which
//! snapshot wins among several is decided in `fold`.

use std::collections::BTreeMap;
use std::sync::Arc;

use survey::answer::{Answer, Contact, Value};
use survey::event::{Asking, Doubts, Event, EventKind, Facts, Queued};
use survey::prompt::Prompt;
use survey::tally::{Measure, Tally, contribution, doubted, value_band};
use survey::{DAY, Millis};

/// A shop's key with an id inside that shop.
pub type InShop = (String, String);

/// The winning snapshot of one answer id.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The shop's key.
    pub shop: String,
    /// The id of the event that brought it.
    pub event: String,
    /// Shown, withheld, answered or dismissed.
    pub kind: EventKind,
    /// When it happened, corrected by the collector.
    pub occurred_at: Millis,
    /// When the collector accepted it.
    pub received_at: Millis,
    /// Whether the collector changed its times.
    pub corrected: bool,
    /// The visitor's id, where consent allows one.
    pub visitor: Option<String>,
    /// Where the shopper stood.
    pub facts: Facts,
    /// Which prompt was asked and what was said. Addresses are blank: see [`Asked::take_contacts`].
    pub asking: Asking,
    /// The published prompt of this id and version.
    pub prompt: Arc<Prompt>,
    /// Whether it was answered after the prompt had all the answers that were wanted.
    /// Such an asking stays apart and counts nowhere.
    pub over_quota: bool,
    /// Whether it is one of the team's own. Such an asking counts nowhere.
    pub is_test: bool,
    /// Why it looks made by a machine, by any of its events. It then counts as doubted alone.
    pub doubts: Doubts,
}

/// An address that a shopper left, to be kept apart from the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftContact {
    /// `question` or `follow_up`.
    pub place: &'static str,
    /// The address.
    pub contact: Contact,
}

/// The fixed dimensions by which numbers are kept, in the order of the store's key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The shop's key.
    pub shop: String,
    /// The prompt's id.
    pub prompt: String,
    /// The prompt's version.
    pub version: u32,
    /// The UTC day of asking, in days since 1970-01-01.
    pub day: i64,
    /// The wording; empty where there is no experiment.
    pub variant: String,
    /// The step; empty where it was not known.
    pub step: String,
    /// The device's name.
    pub device: &'static str,
    /// The language that the shopper read.
    pub lang: String,
    /// Whether it was not the first visit.
    pub returning: bool,
    /// The band of the cart's value.
    pub band: &'static str,
}

/// Numbers by cell, measure and option, without zeros.
pub type Rollups = BTreeMap<Cell, Tally>;

impl Asked {
    /// The asking that an accepted event reports; `None` for a `step_reached`.
    pub fn new(queued: Queued, prompt: Arc<Prompt>) -> Option<Self> {
        let Event {
            id,
            kind,
            occurred_at,
            token: _,
            visitor,
            context,
            asking,
        } = queued.event;
        Some(Self {
            shop: queued.shop,
            event: id,
            kind,
            occurred_at,
            received_at: queued.received_at,
            corrected: queued.corrected,
            visitor,
            facts: context,
            asking: asking?,
            prompt,
            over_quota: false,
            is_test: false,
            doubts: queued.doubts,
        })
    }

    /// The shop and the answer's id.
    pub fn key(&self) -> InShop {
        (self.shop.clone(), self.asking.answer.clone())
    }

    /// Of two snapshots of one answer the one with the higher rank wins. The event's id
    /// decides between equal sequence numbers, so that any order of arrival ends alike.
    pub fn rank(&self) -> (u32, &str) {
        (self.asking.seq, &self.event)
    }

    /// Where it is counted.
    pub fn cell(&self) -> Cell {
        Cell {
            shop: self.shop.clone(),
            prompt: self.asking.prompt.clone(),
            version: self.asking.version,
            day: self.asking.asked_at.div_euclid(DAY),
            variant: self.asking.variant.clone().unwrap_or_default(),
            step: self.facts.step.clone(),
            device: self.facts.device.name(),
            lang: self.facts.lang.clone(),
            returning: self.facts.returning,
            band: value_band(self.facts.value),
        }
    }

    /// What it counts for; nothing when it is over quota or a test.
    pub fn contribution(&self) -> Tally {
        if self.over_quota || self.is_test {
            return Tally::default();
        }
        if !self.doubts.is_empty() {
            return doubted(&self.doubts);
        }
        contribution(&self.prompt, self.kind, self.asking.values.as_ref())
    }

    /// Takes the addresses out and leaves blanks, which count just the same.
    pub fn take_contacts(&mut self) -> Vec<LeftContact> {
        let Some(Answer {
            question,
            follow_up,
        }) = &mut self.asking.values
        else {
            return Vec::new();
        };
        let places = [
            ("question", Some(question)),
            ("follow_up", follow_up.as_mut()),
        ];
        let mut left = Vec::new();
        for (place, value) in places {
            if let Some(Value::Contact(contact)) = value {
                let blank = match contact {
                    Contact::Email(_) => Contact::Email(String::new()),
                    Contact::Phone(_) => Contact::Phone(String::new()),
                };
                let contact = std::mem::replace(contact, blank);
                left.push(LeftContact { place, contact });
            }
        }
        left
    }

    /// Whether the shopper typed anything that is kept with the answer.
    pub fn has_words(&self) -> bool {
        self.asking.values.as_ref().is_some_and(|answer| {
            let follow_up = answer.follow_up.as_ref().and_then(Value::words);
            answer.question.words().or(follow_up).is_some()
        })
    }
}

/// Adds what an asking counts for.
pub fn add(rollups: &mut Rollups, asked: &Asked) {
    change(rollups, asked, Tally::add);
}

/// Takes away what an asking counted for.
pub fn subtract(rollups: &mut Rollups, asked: &Asked) {
    change(rollups, asked, Tally::subtract);
}

fn change(rollups: &mut Rollups, asked: &Asked, change: impl Fn(&mut Tally, &Tally)) {
    let contribution = asked.contribution();
    if contribution.is_empty() {
        return;
    }
    let cell = asked.cell();
    let tally = rollups.entry(cell.clone()).or_default();
    change(tally, &contribution);
    if tally.is_empty() {
        rollups.remove(&cell);
    }
}

/// The measure's name and the option of every count of a cell, with its number.
pub fn counts(tally: &Tally) -> impl Iterator<Item = (&'static str, &str, i64)> {
    tally
        .iter()
        .map(|(measure, option, n): (Measure, &str, i64)| (measure.name(), option, n))
}
