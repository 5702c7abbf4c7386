//! What visitors did after they might have been asked, by the arm that their id puts them in:
//! those who are asked against those of the holdout, whether or not the moment came for any of
//! them. So nothing that a question does can decide who is compared.

use std::collections::HashMap;

use survey::DAY;
use survey::authoring::VersionNote;
use survey::check::JOURNEY;
use survey::difference::of_shares;
use survey::experiment::{Arm, Experiment};
use survey::hash::bucket;
use survey::prompt::Prompt;
use survey::results::report::{HoldoutReport, HoldoutStep, WentOn};
use survey::score::share;
use survey::shop::{Consent, Shop};

use crate::store::filter::Filter;
use crate::store::{Connection, StoreError, reached};

/// The most that is read: of all days before, none is.
const MOST: i64 = 300_000;

/// The report of a version with an experiment; `next` is when the version after it was published.
/// `None` where nobody is held out, where visitors cannot be known again, where no step comes after
/// those of the prompt, or where the filter asks for more than days and versions: of a visitor who
/// was not asked nothing else is known.
///
/// # Errors
/// If the store fails.
pub(super) fn report(
    store: &Connection,
    shop: &Shop,
    (note, next): (&VersionNote, Option<i64>),
    prompt: &Prompt,
    filter: &Filter,
) -> Result<Option<HoldoutReport>, StoreError> {
    let is_known = shop.consent != Consent::AskWithoutId && shop.measure;
    let of_days = filter.attributes.is_empty() && filter.is_plain();
    let Some(experiment) = prompt.experiment.as_ref().filter(|one| one.holdout > 0) else {
        return Ok(None);
    };
    let (from, then) = steps(prompt);
    if !is_known || !of_days || then.is_empty() {
        return Ok(None);
    }
    let first = filter.from.unwrap_or(0).max(note.at.div_euclid(DAY));
    let until = next.map_or(i64::MAX / DAY, |at| at.div_euclid(DAY));
    let last = filter.to.unwrap_or(until).min(until);
    let all: Vec<&str> = from.iter().chain(&then).copied().collect();
    let since = reached::since(store, &shop.key, &all, (first, last), MOST)?;
    let mut went = Went::new(&from, &then);
    reached::on(
        store,
        &shop.key,
        &all,
        (since, last),
        |visitor, step, day| {
            went.note(visitor, step, day);
        },
    )?;
    Ok(Some(HoldoutReport {
        from: from.iter().map(|step| (*step).to_owned()).collect(),
        since: since * DAY,
        steps: went.steps(prompt, experiment),
    }))
}

/// The steps at which a prompt may be asked, and those of the journey that come after them.
fn steps(prompt: &Prompt) -> (Vec<&str>, Vec<&'static str>) {
    let mut from: Vec<&str> = prompt.steps.iter().map(String::as_str).collect();
    if from.is_empty() {
        from.extend(&JOURNEY[..JOURNEY.len() - 1]);
    }
    let last = JOURNEY.iter().rposition(|step| from.contains(step));
    // Nobody knows where a step of the shop's own stands.
    let then = last.map_or(JOURNEY.len() - 1, |last| last + 1);
    (from, JOURNEY[then..].to_vec())
}

/// The days on which a visitor was seen.
struct Seen {
    /// First at one of the steps of the prompt.
    first: i64,
    /// Last at each of those after it.
    last: Vec<i64>,
}

struct Went<'s> {
    from: &'s [&'s str],
    then: &'s [&'s str],
    seen: HashMap<String, Seen>,
}

impl<'s> Went<'s> {
    fn new(from: &'s [&'s str], then: &'s [&'s str]) -> Went<'s> {
        Went {
            from,
            then,
            seen: HashMap::new(),
        }
    }

    fn note(&mut self, visitor: String, step: &str, day: i64) {
        let seen = self.seen.entry(visitor).or_insert_with(|| Seen {
            first: i64::MAX,
            last: vec![i64::MIN; self.then.len()],
        });
        if self.from.contains(&step) {
            seen.first = seen.first.min(day);
        } else if let Some(at) = self.then.iter().position(|one| *one == step) {
            seen.last[at] = seen.last[at].max(day);
        }
    }

    fn steps(&self, prompt: &Prompt, experiment: &Experiment) -> Vec<HoldoutStep> {
        // Asked and held out: how many there are, and how many of them reached each step.
        let mut arms = [false, true].map(|_| (0, vec![0; self.then.len()]));
        for (visitor, seen) in &self.seen {
            let is_sampled = bucket(&prompt.id, visitor) < prompt.sampling;
            if seen.first == i64::MAX || !is_sampled {
                continue;
            }
            let is_held = experiment.arm(visitor) == Arm::Holdout;
            let (all, reached) = &mut arms[usize::from(is_held)];
            *all += 1;
            for (n, last) in reached.iter_mut().zip(&seen.last) {
                *n += i64::from(*last >= seen.first);
            }
        }
        let [asked, held_out] = &arms;
        let step = |(at, step): (usize, &&str)| {
            let of = |(visitors, reached): &(i64, Vec<i64>)| (reached[at], *visitors);
            let went = |(reached, visitors): (i64, i64)| WentOn {
                visitors,
                reached,
                share: share(reached, visitors).map(Into::into),
            };
            let (asked, held_out) = (of(asked), of(held_out));
            HoldoutStep {
                step: (*step).to_owned(),
                asked: went(asked),
                held_out: went(held_out),
                difference: of_shares(asked, held_out).map(Into::into),
            }
        };
        self.then.iter().enumerate().map(step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::json::Json;

    fn prompt(steps: &[&str]) -> Prompt {
        let text = Json::object([("en", "Why not?".into())]);
        let question = Json::object([("kind", "text".into()), ("text", text)]);
        let experiment = Json::object([("id", "try".into()), ("holdout", 5_000_u32.into())]);
        let steps = Json::array(steps.iter().copied().map(Json::from));
        Prompt::decode(&Json::object([
            ("id", "why".into()),
            ("version", 1_u32.into()),
            ("steps", steps),
            ("question", question),
            ("trigger", Json::object([("time", 5_u32.into())])),
            ("experiment", experiment),
        ]))
        .expect("is a prompt")
    }

    #[test]
    fn what_comes_after_a_prompt_is_the_rest_of_the_journey() {
        let then = |of: &[&str]| steps(&prompt(of)).1;
        assert_eq!(then(&["cart"]), ["checkout", "confirmation"]);
        assert_eq!(then(&["checkout", "product"]), ["confirmation"]);
        assert_eq!(then(&["wish-list"]), ["confirmation"]);
        assert_eq!(then(&[]), ["confirmation"]);
        assert!(then(&["confirmation"]).is_empty());
    }

    #[test]
    fn visitors_count_by_the_arm_of_their_id_from_their_first_step_on() {
        let prompt = prompt(&["cart"]);
        let experiment = prompt.experiment.as_ref().expect("has one");
        let (from, then) = steps(&prompt);
        let mut went = Went::new(&from, &then);
        let id = |n: u32| format!("0192e4f0-0000-4000-8000-{n:012}");
        let held: Vec<bool> = (0..200)
            .map(|n| experiment.arm(&id(n)) == Arm::Holdout)
            .collect();
        for (n, is_held) in (0..).zip(&held) {
            // Who bought before did not come to it by the question.
            went.note(id(n), "confirmation", 4);
            went.note(id(n), "cart", 5);
            if !is_held || n % 2 == 0 {
                went.note(id(n), "confirmation", 6);
            }
        }
        went.note("somebody else".to_owned(), "checkout", 5);
        let all = went.steps(&prompt, experiment);
        let [checkout, bought] = &all[..] else {
            panic!("{all:?}");
        };
        let count = |wanted: bool| held.iter().filter(|is| **is == wanted).count();
        let n = |wanted| i64::try_from(count(wanted)).expect("is small");
        assert_eq!(
            (checkout.asked.visitors, checkout.asked.reached),
            (n(false), 0)
        );
        assert_eq!(
            (bought.asked.visitors, bought.asked.reached),
            (n(false), n(false))
        );
        assert_eq!(bought.held_out.visitors, n(true));
        assert!((1..n(true)).contains(&bought.held_out.reached));
        let apart = bought.difference.expect("can be compared");
        assert!(apart.is_different && apart.low > 0.0);
        assert!(!checkout.difference.expect("can be compared").is_different);
    }
}
