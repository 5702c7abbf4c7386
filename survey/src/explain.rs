//! Why a prompt is asked or not: every rule of it, what it wants, what there is now, and
//! whether that is enough. Rules are not written here a second time: whether a line holds
//! is told by what [`decide`] asks too. It has no words for people; that is up to whoever
//! shows it.

use std::ops::ControlFlow;

use crate::Millis;
use crate::book::Book;
use crate::context::{Context, Signals};
use crate::decide::{Stop, decide, try_rules};
use crate::experiment::Arm;
use crate::json::Json;
use crate::prompt::{Prompt, strings};
use crate::targeting::Rule;
use crate::trigger::Trigger;

/// Explains every prompt of a book at `now`, in the book's order. Of each it gives `prompt`,
/// the id, and `verdict`, what was decided; the `arm` of its experiment, if it has one: a
/// variant, `holdout`, or nothing for the prompt's own wording; and `lines`.
///
/// The lines are the rules in the order in which they are tried, the trigger last. All of
/// them hold where the prompt's moment has come; otherwise the first that does not is what
/// stops it. Of each line there is
///
/// - `rule`: the name of its [`Stop`], or `trigger`;
/// - `holds`: whether it does;
/// - `wanted`: what it wants, as it stands in files;
/// - `found`: what there is now, if that is known;
/// - `until`: when it will hold, where it does not and time alone can change that;
/// - `parts`: where it combines others, a line for each of them.
pub fn explain(book: &Book, context: &Context, now: Millis) -> Json {
    let verdicts = decide(book, context, now).verdicts;
    let explained = book.prompts.iter().zip(verdicts);
    Json::array(explained.map(|(prompt, verdict)| {
        let mut lines = Vec::new();
        let _ = try_rules(prompt, &book.quiet, context, now, |rule, holds| {
            lines.push(explain_rule(rule, holds, prompt, book, context, now));
            ControlFlow::<()>::Continue(())
        });
        lines.push(explain_trigger(
            &prompt.trigger,
            &prompt.id,
            &context.signals,
        ));
        Json::object([
            ("prompt", (&prompt.id).into()),
            ("verdict", verdict.name().into()),
            ("arm", arm(prompt, &context.visitor)),
            ("lines", lines.into()),
        ])
    }))
}

fn arm(prompt: &Prompt, visitor: &str) -> Json {
    let Some(experiment) = &prompt.experiment else {
        return Json::Null;
    };
    match experiment.arm(visitor) {
        Arm::Holdout => "holdout".into(),
        Arm::Asked(None) => "".into(),
        Arm::Asked(Some(at)) => (&experiment.variants[at].id).into(),
    }
}

fn explain_rule(
    rule: Stop,
    holds: bool,
    prompt: &Prompt,
    book: &Book,
    context: &Context,
    now: Millis,
) -> Json {
    let (cap, schedule) = (&prompt.cap, &prompt.schedule);
    let shown = context.history.of(&prompt.id);
    let at = |at: Millis| (at > 0).then_some(at).into();
    let mut until = None;
    let (wanted, found) = match rule {
        Stop::Step => {
            let called = context.signals.calls.contains(&prompt.id);
            let found = [("step", (&context.step).into()), ("called", called.into())];
            (strings(&prompt.steps), Json::object(found))
        }
        Stop::Sampling => {
            let drawn = crate::hash::bucket(&prompt.id, &context.visitor);
            (prompt.sampling.into(), drawn.into())
        }
        Stop::Answered => (cap.until_answered.into(), shown.answered.into()),
        Stop::Cap => {
            until = cap.forgets(shown);
            let found = [("times", shown.times.into()), ("at", at(shown.at))];
            (cap.encode(), Json::object(found))
        }
        Stop::Quiet => {
            until = Some(book.quiet.end(&context.history));
            let (shown, closed) = (context.history.last_shown(), context.history.closed);
            let found = [("shown", at(shown)), ("closed", at(closed))];
            (book.quiet.encode(), Json::object(found))
        }
        Stop::Schedule => {
            until = schedule.from.filter(|from| now < *from);
            let found = [
                ("now", now.into()),
                ("local_hour", context.local_hour.into()),
            ];
            (schedule.encode(), Json::object(found))
        }
        Stop::Targeting(at) => return explain_targeting(&prompt.targeting[at], context),
    };
    line(rule.name(), holds, wanted, found, until, Vec::new())
}

fn explain_targeting(rule: &Rule, context: &Context) -> Json {
    let part = |rule: &Rule| explain_targeting(rule, context);
    let parts = match rule {
        Rule::Not(rule) => vec![part(rule)],
        Rule::Any(rules) => rules.iter().map(part).collect(),
        _ => Vec::new(),
    };
    let (wanted, found) = (rule.encode(), rule.found(context));
    line("targeting", rule.holds(context), wanted, found, None, parts)
}

fn explain_trigger(trigger: &Trigger, prompt: &str, signals: &Signals) -> Json {
    let part = |trigger: &Trigger| explain_trigger(trigger, prompt, signals);
    let parts = match trigger {
        Trigger::Any(list) | Trigger::All(list) => list.iter().map(part).collect(),
        _ => Vec::new(),
    };
    let (wanted, found) = (trigger.encode(), trigger.found(prompt, signals));
    let fired = trigger.has_fired(prompt, signals);
    line("trigger", fired, wanted, found, None, parts)
}

fn line(
    rule: &str,
    holds: bool,
    wanted: Json,
    found: Json,
    until: Option<Millis>,
    parts: Vec<Json>,
) -> Json {
    Json::object([
        ("rule", rule.into()),
        ("holds", holds.into()),
        ("wanted", wanted),
        ("found", found),
        ("until", until.filter(|_| !holds).into()),
        ("parts", parts.into()),
    ])
}
