//! The numbers that one asking contributes, and how they add up.
//!
//! A rollup is a sum of contributions. Because a contribution depends on nothing
//! but the winning snapshot, a newer snapshot is counted by subtracting the old
//! contribution and adding the new one, and any order of arrival ends at the same
//! sums as a rebuild from scratch.

use crate::answer::{Answer, Value};
use crate::event::{Doubts, EventKind};
use crate::json::decimal;
use crate::prompt::Prompt;
use std::collections::BTreeMap;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Askings in which the prompt was seen.
    Shown,
    /// Askings that were withheld.
    Withheld,
    /// Askings with an answer.
    Answered,
    /// Askings closed without an answer.
    Dismissed,
    /// Answers by option of the question.
    Question,
    /// Answers to a follow-up: its position, and `position:option` by option.
    FollowUp,
    /// Answers that look made by a machine, in none of the other numbers; and by
    /// [`crate::event::Doubt`] why.
    Doubted,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Measure; 7] = [
        Measure::Shown,
        Measure::Withheld,
        Measure::Answered,
        Measure::Dismissed,
        Measure::Question,
        Measure::FollowUp,
        Measure::Doubted,
    ];

    /// The name in the store.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Shown => "shown",
            Measure::Withheld => "withheld",
            Measure::Answered => "answered",
            Measure::Dismissed => "dismissed",
            Measure::Question => "question",
            Measure::FollowUp => "follow_up",
            Measure::Doubted => "doubted",
        }
    }

    /// The measure of this name.
    pub fn named(name: &str) -> Option<Measure> {
        Measure::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Counts by measure and option (empty where the measure has none). No zeros are
/// kept, so equal sums are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(Measure, String), i64>);

impl Tally {
    /// Adds `n` to one count.
    pub fn count(&mut self, measure: Measure, option: &str, n: i64) {
        let key = (measure, option.to_owned());
        let sum = self.0.get(&key).copied().unwrap_or(0) + n;
        if sum == 0 {
            self.0.remove(&key);
        } else {
            self.0.insert(key, sum);
        }
    }

    /// One count.
    pub fn get(&self, measure: Measure, option: &str) -> i64 {
        self.0
            .get(&(measure, option.to_owned()))
            .copied()
            .unwrap_or(0)
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Tally) {
        for ((measure, option), n) in &other.0 {
            self.count(*measure, option, *n);
        }
    }

    /// Takes another tally away.
    pub fn subtract(&mut self, other: &Tally) {
        for ((measure, option), n) in &other.0 {
            self.count(*measure, option, -n);
        }
    }

    /// Every count that is not zero, in the order of its key.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, &str, i64)> {
        self.0
            .iter()
            .map(|((measure, option), n)| (*measure, option.as_str(), *n))
    }

    /// Whether all counts are zero.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What one asking contributes by its winning snapshot. Whoever answered or
/// dismissed has also seen the prompt, whether or not that event arrived.
pub fn contribution(prompt: &Prompt, kind: EventKind, values: Option<&Answer>) -> Tally {
    let mut tally = Tally::default();
    match kind {
        EventKind::StepReached => {}
        EventKind::Withheld => tally.count(Measure::Withheld, "", 1),
        EventKind::Shown => tally.count(Measure::Shown, "", 1),
        EventKind::Dismissed => {
            tally.count(Measure::Shown, "", 1);
            tally.count(Measure::Dismissed, "", 1);
        }
        EventKind::Answered => {
            tally.count(Measure::Shown, "", 1);
            tally.count(Measure::Answered, "", 1);
            if let Some(answer) = values {
                count_answer(&mut tally, prompt, answer);
            }
        }
    }
    tally
}

/// What an asking with a doubtful answer contributes instead.
pub fn doubted(doubts: &Doubts) -> Tally {
    let mut tally = Tally::default();
    tally.count(Measure::Doubted, "", 1);
    for doubt in doubts.iter() {
        tally.count(Measure::Doubted, doubt.name(), 1);
    }
    tally
}

fn count_answer(tally: &mut Tally, prompt: &Prompt, answer: &Answer) {
    for option in answer.question.options() {
        tally.count(Measure::Question, &option, 1);
    }
    let follow_up: Option<&Value> = answer.follow_up.as_ref();
    if let (Some(value), Some((index, _))) = (follow_up, prompt.follow_up_for(&answer.question)) {
        let position = decimal(index as u64);
        tally.count(Measure::FollowUp, &position, 1);
        for option in value.options() {
            tally.count(Measure::FollowUp, &[&position, ":", &option].concat(), 1);
        }
    }
}

/// Every band of a cart's value, the unknown one first.
pub const BANDS: [&str; 7] = [
    "none", "0-25", "25-50", "50-100", "100-250", "250-1000", "1000+",
];

/// The band that a cart's value falls into, in whatever currency the shop uses:
/// `none` where it is not known.
pub fn value_band(value: Option<f64>) -> &'static str {
    match value {
        None => "none",
        Some(v) if v < 25.0 => "0-25",
        Some(v) if v < 50.0 => "25-50",
        Some(v) if v < 100.0 => "50-100",
        Some(v) if v < 250.0 => "100-250",
        Some(v) if v < 1000.0 => "250-1000",
        Some(_) => "1000+",
    }
}
