//! Tests of the fold: any order, repetition and split ends in the same numbers.

use proptest::prelude::*;
use serde_json::{Value as Any, json};
use survey::tally::Measure;

use super::*;
use crate::sample;
use crate::store::asked;

/// What the store would hold, in memory.
#[derive(Default)]
struct Memory {
    known: Known,
    rollups: Rollups,
    fates: Fates,
}

impl Memory {
    fn new() -> Self {
        let mut memory = Self::default();
        for (_, prompt) in sample::shop().prompts {
            let key = (sample::SHOP.to_owned(), prompt.id.clone(), prompt.version);
            memory.known.prompts.insert(key, Arc::new(prompt));
        }
        memory
    }

    fn wanting(prompt: &str, answers: u32) -> Self {
        let mut memory = Self::new();
        let key = (sample::SHOP.to_owned(), prompt.to_owned());
        let quota = Quota {
            answers: 0,
            wanted: Some(answers),
        };
        memory.known.quotas.insert(key, quota);
        memory
    }

    /// Folds a batch and keeps what it changes, as the store does.
    fn take(&mut self, batch: &[Queued]) -> Folded {
        let folded = fold(batch, &self.known);
        assert_eq!(folded.fates.len(), batch.len(), "every event has one fate");
        for fate in &folded.fates {
            self.fates.count(*fate, 1);
        }
        for (cell, change) in &folded.rollups {
            let tally = self.rollups.entry(cell.clone()).or_default();
            tally.add(change);
            if tally.is_empty() {
                self.rollups.remove(cell);
            }
        }
        let Folded {
            events,
            askings,
            doubted,
            reached,
            quotas,
            ..
        } = folded.clone();
        let seen = events.into_keys().map(|id| (id, None));
        self.known.events.extend(seen);
        self.known.askings.extend(askings);
        self.known.askings.extend(doubted);
        self.known.reached.extend(reached);
        self.known.quotas.extend(quotas);
        folded
    }

    fn rebuilt(&self) -> Rollups {
        let mut rollups = Rollups::new();
        for asked in self.known.askings.values() {
            asked::add(&mut rollups, asked);
        }
        rollups
    }

    fn total(&self, measure: Measure, option: &str) -> i64 {
        self.rollups.values().map(|t| t.get(measure, option)).sum()
    }
}

fn choice(id: &str) -> Any {
    json!({"question": {"choice": id}})
}

#[test]
fn the_highest_snapshot_of_an_answer_counts_whatever_comes_first() {
    let shown = sample::asking(1, 1, "why", "shown", 0, Any::Null);
    let first = sample::asking(2, 1, "why", "answered", 1, choice("price"));
    let last = sample::asking(3, 1, "why", "answered", 2, choice("shipping"));

    let mut memory = Memory::new();
    assert_eq!(
        memory.take(std::slice::from_ref(&last)).fates,
        [Fate::Stored]
    );
    let late = memory.take(&[shown, first, last]).fates;
    assert_eq!(late, [Fate::Superseded, Fate::Superseded, Fate::Duplicate]);
    assert_eq!(memory.total(Measure::Shown, ""), 1);
    assert_eq!(memory.total(Measure::Answered, ""), 1);
    assert_eq!(memory.total(Measure::Question, "shipping"), 1);
    assert_eq!(memory.total(Measure::Question, "price"), 0);
}

#[test]
fn an_asking_that_was_answered_or_dismissed_was_shown_too() {
    let mut memory = Memory::new();
    memory.take(&[
        sample::asking(1, 1, "why", "answered", 1, choice("price")),
        sample::asking(2, 2, "why", "dismissed", 1, Any::Null),
        sample::asking(3, 3, "why", "withheld", 0, Any::Null),
    ]);
    assert_eq!(memory.total(Measure::Shown, ""), 2);
    assert_eq!(memory.total(Measure::Withheld, ""), 1);
    assert_eq!(memory.total(Measure::Dismissed, ""), 1);
}

#[test]
fn of_two_snapshots_with_one_number_the_greater_event_id_wins_in_any_order() {
    let low = sample::asking(1, 1, "why", "answered", 1, choice("price"));
    let high = sample::asking(2, 1, "why", "answered", 1, choice("shipping"));
    for batch in [[low.clone(), high.clone()], [high, low]] {
        let mut memory = Memory::new();
        memory.take(&batch);
        assert_eq!(memory.total(Measure::Question, "shipping"), 1);
        assert_eq!(memory.total(Measure::Question, "price"), 0);
    }
}

#[test]
fn the_day_is_that_of_asking_and_days_turn_at_midnight_utc() {
    let mut before = sample::asking(1, 1, "why", "shown", 0, Any::Null);
    let mut after = sample::asking(2, 2, "why", "shown", 0, Any::Null);
    let midnight = 20_000 * DAY;
    for (event, at) in [(&mut before, midnight - 1), (&mut after, midnight)] {
        let asking = event.event.asking.as_mut().expect("belongs to an asking");
        asking.asked_at = at;
    }
    let mut memory = Memory::new();
    memory.take(&[before, after]);
    let days: Vec<i64> = memory.rollups.keys().map(|cell| cell.day).collect();
    assert_eq!(days, [19_999, 20_000]);
}

#[test]
fn a_visitor_counts_once_per_step_and_day() {
    let noon = sample::NOON;
    let mut memory = Memory::new();
    let fates = memory.take(&[
        sample::step(1, Some(1), "cart", noon),
        sample::step(2, Some(1), "cart", noon + 60_000),
        sample::step(3, Some(1), "checkout", noon),
        sample::step(4, Some(1), "cart", noon + DAY),
        sample::step(5, None, "cart", noon),
        sample::step(6, None, "cart", noon),
        sample::step(6, None, "cart", noon),
    ]);
    use Fate::{Duplicate, Stored};
    assert_eq!(
        fates.fates,
        [Stored, Duplicate, Stored, Stored, Stored, Stored, Duplicate]
    );
    assert_eq!(memory.known.reached.len(), 5);
}

#[test]
fn answers_beyond_the_quota_are_kept_apart_and_count_nowhere() {
    let mut memory = Memory::wanting("why", 2);
    let shown: Vec<Queued> = (1..=3)
        .map(|n| sample::asking(n, n, "why", "shown", 0, Any::Null))
        .collect();
    memory.take(&shown);
    assert_eq!(memory.total(Measure::Shown, ""), 3);
    let answered =
        |event, answer, seq| sample::asking(event, answer, "why", "answered", seq, choice("price"));
    assert!(memory.take(&[answered(11, 1, 1)]).filled.is_empty());
    let folded = memory.take(&[answered(12, 2, 1), answered(13, 3, 1)]);
    assert_eq!(folded.fates, [Fate::Stored, Fate::OverQuota]);
    assert_eq!(folded.filled.len(), 1, "reaching the number is told once");
    // A numbered answer may still change; one beyond the quota stays beyond it.
    let later = memory.take(&[answered(21, 1, 2), answered(23, 3, 2)]);
    assert_eq!(later.fates, [Fate::Stored, Fate::OverQuota]);
    assert!(later.filled.is_empty());
    assert_eq!(memory.total(Measure::Answered, ""), 2);
    assert_eq!(memory.total(Measure::Shown, ""), 2);
    assert_eq!(memory.total(Measure::Question, "price"), 2);
    assert_eq!(memory.rollups, memory.rebuilt());
}

#[test]
fn a_doubtful_answer_counts_apart_whichever_of_its_events_was_doubted_and_comes_first() {
    let shown = sample::asking(1, 1, "why", "shown", 0, Any::Null);
    let mut first = sample::asking(2, 1, "why", "answered", 1, choice("price"));
    first.doubts = Doubts::of_text("fast");
    let mut last = sample::asking(3, 1, "why", "answered", 2, choice("shipping"));
    last.doubts = Doubts::of_text("burst");
    let person = sample::asking(4, 2, "why", "answered", 1, choice("price"));
    let events = [shown, first, last, person];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let mut memory = Memory::new();
        for at in order {
            memory.take(&events[at..=at]);
        }
        assert_eq!(memory.total(Measure::Doubted, ""), 1, "{order:?}");
        assert_eq!(memory.total(Measure::Doubted, "fast"), 1);
        assert_eq!(memory.total(Measure::Doubted, "burst"), 1);
        assert_eq!(memory.total(Measure::Shown, ""), 1);
        assert_eq!(memory.total(Measure::Answered, ""), 1);
        assert_eq!(memory.total(Measure::Question, "price"), 1);
        assert_eq!(memory.total(Measure::Question, "shipping"), 0);
        assert_eq!(memory.rollups, memory.rebuilt());
    }
}

#[test]
fn doubtful_answers_use_up_nothing_of_what_is_wanted_of_people() {
    let mut memory = Memory::wanting("why", 2);
    let answered = |n| sample::asking(n, n, "why", "answered", 1, choice("price"));
    let doubtful = |n| Queued {
        doubts: Doubts::of_text("burst"),
        ..answered(n)
    };
    let flood: Vec<Queued> = (1..=9).map(doubtful).collect();
    let folded = memory.take(&flood);
    assert_eq!(folded.fates, [Fate::Stored; 9]);
    assert!(folded.filled.is_empty() && folded.quotas.is_empty());
    let folded = memory.take(&[answered(10), answered(11), answered(12), doubtful(13)]);
    use Fate::{OverQuota, Stored};
    assert_eq!(folded.fates, [Stored, Stored, OverQuota, Stored]);
    assert_eq!(memory.total(Measure::Answered, ""), 2);
    assert_eq!(memory.total(Measure::Doubted, ""), 10);
}

#[test]
fn what_does_not_fit_its_prompt_is_a_dead_letter_and_the_rest_goes_on() {
    let mut memory = Memory::new();
    let folded = memory.take(&[
        sample::asking(1, 1, "why", "answered", 1, choice("never-offered")),
        sample::asking(2, 2, "gone", "shown", 0, Any::Null),
        sample::asking(3, 3, "why", "shown", 0, Any::Null),
    ]);
    use Fate::{DeadLettered, Stored};
    assert_eq!(folded.fates, [DeadLettered, DeadLettered, Stored]);
    let reasons: Vec<&str> = folded.unfit.iter().map(|(_, why)| why.as_str()).collect();
    assert!(reasons[0].starts_with("choice_not_offered"), "{reasons:?}");
    assert!(
        reasons[1].contains("no published prompt gone"),
        "{reasons:?}"
    );
    assert_eq!(memory.known.events.len(), 1);
}

#[test]
fn an_address_is_taken_out_and_the_blank_counts_the_same() {
    let said =
        json!({"question": {"score": 9}, "follow_up": {"contact": {"email": "a@b.example"}}});
    let mut memory = Memory::new();
    let folded = memory.take(&[sample::asking(1, 1, "nps", "answered", 1, said)]);
    let mut asked = folded.askings.into_values().next().expect("is changed");
    let before = asked.contribution();
    let contacts = asked.take_contacts();
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].place, "follow_up");
    assert!(!format!("{asked:?}").contains("a@b.example"));
    assert_eq!(asked.contribution(), before);
    assert_eq!(before.get(Measure::FollowUp, "1"), 1);
}

/// One event of one of a few askings, with times and facts of its own now and then.
fn event() -> impl Strategy<Value = Queued> {
    let said = prop_oneof![
        Just(choice("price")),
        Just(choice("shipping")),
        Just(json!({"question": {"choice": "other", "other": "too slow"}})),
    ];
    let doubts = prop_oneof![6 => Just(""), 1 => Just("fast"), 1 => Just("burst")];
    (
        1..400_u64,
        0..4_u64,
        0..5_u32,
        0..4_u8,
        said,
        0..3_i64,
        doubts,
    )
        .prop_map(|(event, answer, seq, kind, said, day, doubts)| {
            let (kind, seq, said) = match kind {
                0 => ("shown", 0, Any::Null),
                1 => ("dismissed", seq, Any::Null),
                _ => ("answered", seq, said),
            };
            // The same event id is always the same event: the rest follows from it.
            let mut queued = sample::asking(event, answer, "why", kind, seq, said);
            if let Some(asking) = &mut queued.event.asking {
                asking.asked_at += day * DAY;
                asking.variant = (day == 1).then(|| "a".to_owned());
            }
            queued.event.context.returning = day == 2;
            queued.doubts = Doubts::of_text(doubts);
            queued
        })
}

/// Distinct events, then a delivery of them: each at least once, in some order.
fn deliveries() -> impl Strategy<Value = (Vec<Queued>, Vec<Queued>, Vec<usize>)> {
    prop::collection::vec(event(), 1..25)
        .prop_map(|events| {
            let mut seen = HashSet::new();
            events
                .into_iter()
                .filter(|queued| seen.insert(queued.event.id.clone()))
                .collect::<Vec<_>>()
        })
        .prop_flat_map(|events| {
            let again = prop::collection::vec(0..events.len(), 0..20);
            (Just(events), again)
        })
        .prop_flat_map(|(events, again)| {
            let mut delivered = events.clone();
            delivered.extend(again.iter().map(|index| events[*index].clone()));
            let cuts = prop::collection::vec(1..8_usize, delivered.len());
            (Just(events), Just(delivered).prop_shuffle(), cuts)
        })
}

proptest! {
    #[test]
    fn any_order_repetition_and_split_ends_in_the_same_askings_and_numbers(
        (events, delivered, cuts) in deliveries()
    ) {
        let mut at_once = Memory::new();
        at_once.take(&events);

        let mut bit_by_bit = Memory::new();
        let mut rest = delivered.as_slice();
        for cut in cuts {
            let (batch, after) = rest.split_at(cut.min(rest.len()));
            bit_by_bit.take(batch);
            rest = after;
        }
        prop_assert!(rest.is_empty());

        prop_assert_eq!(&bit_by_bit.known.askings, &at_once.known.askings);
        prop_assert_eq!(&bit_by_bit.rollups, &at_once.rollups);
        prop_assert_eq!(&bit_by_bit.rollups, &bit_by_bit.rebuilt());
        // Each answer's winner is the highest by sequence, then by event id.
        for asked in bit_by_bit.known.askings.values() {
            let highest = events
                .iter()
                .filter_map(|queued| {
                    let asking = queued.event.asking.as_ref()?;
                    let rank = (asking.seq, queued.event.id.as_str());
                    (asking.answer == asked.asking.answer).then_some(rank)
                })
                .max();
            prop_assert_eq!(Some(asked.rank()), highest);
        }
        // What was doubted of one of its events is doubted of the answer.
        for asked in bit_by_bit.known.askings.values() {
            let mut doubts = Doubts::default();
            for queued in &events {
                let of = queued.event.asking.as_ref().map(|asking| &asking.answer);
                if of == Some(&asked.asking.answer) {
                    doubts.merge(&queued.doubts);
                }
            }
            prop_assert_eq!(&asked.doubts, &doubts);
        }
        let total: i64 = bit_by_bit.fates.iter().map(|(_, n)| n).sum();
        prop_assert_eq!(usize::try_from(total), Ok(delivered.len()));
        let twice = delivered.len() - events.len();
        prop_assert_eq!(usize::try_from(bit_by_bit.fates.get(Fate::Duplicate)), Ok(twice));
    }
}
