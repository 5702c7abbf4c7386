//! Why a prompt is asked or not: every rule of it, what it wants, what there is now, and
//! whether that is enough. Rules are not written here a second time: each line is told by
//! the function that [`decide`] asks. It has no words for people; that is up to whoever
//! shows it.

use std::ops::ControlFlow;

use crate::Millis;
use crate::book::Book;
use crate::context::{Context, Signals};
use crate::decide::{Stop, Verdict, decide, try_rules};
use crate::experiment::Arm;
use crate::json::Json;
use crate::prompt::{Prompt, strings};
use crate::shop::Quiet;
use crate::targeting::Rule;
use crate::trigger::Trigger;

/// Why one prompt is asked or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The prompt's id.
    pub prompt: String,
    /// What was found for it.
    pub verdict: Verdict,
    /// In the order in which rules are tried, the trigger last. All of them hold where the
    /// prompt's moment has come; otherwise the first that does not is what stops it.
    pub lines: Vec<Line>,
    /// The wording that the visitor would see, or `holdout`; `None` without an experiment.
    pub arm: Option<String>,
}

/// One rule of a prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The name of its [`Stop`], or `trigger`.
    pub rule: &'static str,
    /// What it wants, as it stands in files.
    pub wanted: Json,
    /// What there is now; null where that is not known.
    pub found: Json,
    /// Whether it holds.
    pub holds: bool,
    /// When it will hold, where it does not and time alone can change that.
    pub until: Option<Millis>,
    /// What it is made of, where it combines others.
    pub parts: Vec<Line>,
}

/// Explains every prompt of a book at `now`, in the book's order.
pub fn explain(book: &Book, context: &Context, now: Millis) -> Vec<Explanation> {
    let verdicts = decide(book, context, now).verdicts;
    let explained = book.prompts.iter().zip(verdicts);
    explained
        .map(|(prompt, verdict)| {
            let mut lines = Vec::new();
            let _ = try_rules(prompt, &book.quiet, context, now, |rule, holds| {
                lines.push(rule.explain(holds, prompt, &book.quiet, context, now));
                ControlFlow::<()>::Continue(())
            });
            lines.push(of_trigger(&prompt.trigger, &prompt.id, &context.signals));
            Explanation {
                prompt: prompt.id.clone(),
                verdict,
                lines,
                arm: arm(prompt, &context.visitor),
            }
        })
        .collect()
}

fn arm(prompt: &Prompt, visitor: &str) -> Option<String> {
    let experiment = prompt.experiment.as_ref()?;
    Some(match experiment.arm(visitor) {
        Arm::Holdout => "holdout".to_owned(),
        Arm::Asked(None) => String::new(),
        Arm::Asked(Some(at)) => experiment.variants[at].id.clone(),
    })
}

impl Stop {
    fn explain(
        self,
        holds: bool,
        prompt: &Prompt,
        quiet: &Quiet,
        context: &Context,
        now: Millis,
    ) -> Line {
        let cap = &prompt.cap;
        let shown = context.history.of(&prompt.id);
        let at = |at: Millis| (at > 0).then_some(at).into();
        let (wanted, found, until) = match self {
            Stop::Step => {
                let called = context.signals.calls.contains(&prompt.id);
                let found = Json::object([
                    ("step", (&context.step).into()),
                    ("called", called.then_some(true).into()),
                ]);
                (strings(&prompt.steps), found, None)
            }
            Stop::Sampling => {
                let bucket = crate::hash::bucket(&prompt.id, &context.visitor);
                (prompt.sampling.into(), bucket.into(), None)
            }
            Stop::Answered => (cap.until_answered.into(), shown.answered.into(), None),
            Stop::Cap => {
                let wanted = Json::object([
                    ("times", cap.times.into()),
                    ("every_days", cap.every_days.into()),
                ]);
                let found = [("times", shown.times.into()), ("at", at(shown.at))];
                (wanted, Json::object(found), cap.forgets(shown))
            }
            Stop::Quiet => {
                let found = Json::object([
                    ("shown", at(context.history.last_shown())),
                    ("closed", at(context.history.closed)),
                ]);
                let end = quiet.ends(&context.history).into_iter().max();
                (quiet.encode(), found, end)
            }
            Stop::Schedule => {
                let hour = context.local_hour.map(|hour| ("local_hour", hour.into()));
                let found = Json::object([("now", now.into()), hour.unwrap_or_default()]);
                let from = prompt.schedule.from.filter(|from| now < *from);
                (prompt.schedule.encode(), found, from)
            }
            Stop::Targeting(at) => return of_rule(&prompt.targeting[at], context),
        };
        Line {
            rule: self.name(),
            wanted,
            found,
            holds,
            until: until.filter(|_| !holds),
            parts: Vec::new(),
        }
    }
}

fn of_rule(rule: &Rule, context: &Context) -> Line {
    let parts = match rule {
        Rule::Not(rule) => vec![of_rule(rule, context)],
        Rule::Any(rules) => rules.iter().map(|rule| of_rule(rule, context)).collect(),
        _ => Vec::new(),
    };
    Line {
        rule: Stop::Targeting(0).name(),
        wanted: rule.encode(),
        found: rule.found(context),
        holds: rule.holds(context),
        until: None,
        parts,
    }
}

fn of_trigger(trigger: &Trigger, prompt: &str, signals: &Signals) -> Line {
    let parts = match trigger {
        Trigger::Any(list) | Trigger::All(list) => {
            let part = |trigger| of_trigger(trigger, prompt, signals);
            list.iter().map(part).collect()
        }
        _ => Vec::new(),
    };
    Line {
        rule: "trigger",
        wanted: trigger.encode(),
        found: trigger.found(prompt, signals),
        holds: trigger.has_fired(prompt, signals),
        until: None,
        parts,
    }
}

impl Explanation {
    /// As plain data.
    pub fn encode(&self) -> Json {
        Json::object([
            ("prompt", (&self.prompt).into()),
            ("verdict", self.verdict.name().into()),
            ("arm", self.arm.as_ref().into()),
            ("lines", Json::array(self.lines.iter().map(Line::encode))),
        ])
    }
}

impl Line {
    fn encode(&self) -> Json {
        Json::object([
            ("rule", self.rule.into()),
            ("wanted", self.wanted.clone()),
            ("found", self.found.clone()),
            ("holds", self.holds.into()),
            ("until", self.until.into()),
            ("parts", Json::array(self.parts.iter().map(Line::encode))),
        ])
    }
}
