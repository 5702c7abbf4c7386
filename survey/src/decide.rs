//! The decision: which prompt is asked now, and why the others are not.
//!
//! The rules are tried in the order of [`Stop`], cheap and telling ones first, and
//! the first that stops a prompt is the reason given. The loader's coarse check is
//! a rougher copy of the first few, held to this one by a property test.

use std::ops::ControlFlow;

use crate::Millis;
use crate::book::Book;
use crate::context::Context;
use crate::experiment::Arm;
use crate::hash::bucket;
use crate::prompt::Prompt;
use crate::shop::Quiet;

/// What to do now, and what was found for every prompt of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What to do.
    pub act: Act,
    /// One per prompt, in the book's order.
    pub verdicts: Vec<Verdict>,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Nothing, for now.
    Nothing,
    /// Ask the prompt at this position, in this wording.
    Ask {
        /// The position in the book.
        prompt: usize,
        /// The position of the variant; `None` is the prompt's own wording.
        variant: Option<usize>,
    },
    /// The moment has come, but this visitor is in the holdout: report it only.
    Withhold {
        /// The position in the book.
        prompt: usize,
    },
}

/// What was found for one prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This one is asked.
    Ask,
    /// This one's moment has come for a visitor in its holdout.
    Withhold,
    /// It could be asked, but one before it in the book goes first.
    Behind,
    /// Everything holds but the trigger, which may still fire.
    Waiting,
    /// A rule stops it.
    Stopped(Stop),
}

impl Verdict {
    /// A stable name for people and tests.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Ask => "ask",
            Verdict::Withhold => "withhold",
            Verdict::Behind => "behind",
            Verdict::Waiting => "waiting",
            Verdict::Stopped(_) => "stopped",
        }
    }
}

/// The rule that stops a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It is for other steps.
    Step,
    /// The visitor is not in the sample.
    Sampling,
    /// It was answered before.
    Answered,
    /// It was shown as often as it may be.
    Cap,
    /// Another prompt was shown or closed not long ago.
    Quiet,
    /// It runs at another time.
    Schedule,
    /// The targeting rule at this position does not hold.
    Targeting(usize),
}

impl Stop {
    /// A stable name for people and tests.
    pub fn name(self) -> &'static str {
        match self {
            Stop::Step => "step",
            Stop::Sampling => "sampling",
            Stop::Answered => "answered",
            Stop::Cap => "cap",
            Stop::Quiet => "quiet",
            Stop::Schedule => "schedule",
            Stop::Targeting(_) => "targeting",
        }
    }
}

/// Decides what to do at `now`. The same arguments give the same decision.
pub fn decide(book: &Book, context: &Context, now: Millis) -> Decision {
    let mut act = Act::Nothing;
    let verdicts = book
        .prompts
        .iter()
        .enumerate()
        .map(|(index, prompt)| {
            if let Some(stop) = stopped(prompt, &book.quiet, context, now) {
                return Verdict::Stopped(stop);
            }
            if !prompt.trigger.has_fired(&prompt.id, &context.signals) {
                return Verdict::Waiting;
            }
            if act != Act::Nothing {
                return Verdict::Behind;
            }
            match prompt
                .experiment
                .as_ref()
                .map(|experiment| experiment.arm(&context.visitor))
            {
                Some(Arm::Holdout) => {
                    act = Act::Withhold { prompt: index };
                    Verdict::Withhold
                }
                arm => {
                    let variant = match arm {
                        Some(Arm::Asked(variant)) => variant,
                        _ => None,
                    };
                    act = Act::Ask {
                        prompt: index,
                        variant,
                    };
                    Verdict::Ask
                }
            }
        })
        .collect();
    Decision { act, verdicts }
}

/// The first rule that stops a prompt, the trigger left aside.
fn stopped(prompt: &Prompt, quiet: &Quiet, context: &Context, now: Millis) -> Option<Stop> {
    let first = |rule, holds| match holds {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(rule),
    };
    try_rules(prompt, quiet, context, now, first).break_value()
}

/// Tries the rules of a prompt in their order, the trigger left aside, and tells of each
/// whether it holds, until that is enough.
pub(crate) fn try_rules<Enough>(
    prompt: &Prompt,
    quiet: &Quiet,
    context: &Context,
    now: Millis,
    mut tell: impl FnMut(Stop, bool) -> ControlFlow<Enough>,
) -> ControlFlow<Enough> {
    let called = context.signals.calls.contains(&prompt.id);
    tell(Stop::Step, called || prompt.is_for_step(&context.step))?;
    let drawn = bucket(&prompt.id, &context.visitor);
    tell(Stop::Sampling, drawn < prompt.sampling)?;
    let shown = context.history.of(&prompt.id);
    let cap = &prompt.cap;
    tell(Stop::Answered, !(cap.until_answered && shown.answered))?;
    let remembered = cap.forgets(shown).is_none_or(|at| now < at);
    let used_up = cap.times > 0 && remembered && shown.times >= cap.times;
    tell(Stop::Cap, !used_up)?;
    tell(Stop::Quiet, now >= quiet.end(&context.history))?;
    tell(
        Stop::Schedule,
        prompt.schedule.covers(now, context.local_hour),
    )?;
    for (at, rule) in prompt.targeting.iter().enumerate() {
        tell(Stop::Targeting(at), rule.holds(context))?;
    }
    ControlFlow::Continue(())
}
