//! `POST …/forecast`: how many would be asked on a usual day. What the numbers that are kept
//! cannot tell is named, not guessed.

use actix_web::{HttpResponse, web};
use survey::DAY;
use survey::authoring::{Forecast, Share};
use survey::context::Context;
use survey::json::Json;
use survey::prompt::{EVERYBODY, Prompt, Schedule};
use survey::shop::{Quiet, Shop};
use survey::targeting::Rule;

use super::super::{input, unknown_shop};
use super::asked_about;
use crate::errors::Problem;
use crate::store::shops::{self, StoredPrompt};
use crate::store::traffic::{self, Moments, Reached};
use crate::store::{Connection, Store, StoreError, now_ms};

/// How many days before today are looked at.
const DAYS: i64 = 14;

/// How often a prompt must have been shown to tell by itself how many answer it.
const ENOUGH: i64 = 20;

/// Of the prompt in the body, else of the draft, else of the newest version.
///
/// # Errors
/// `not_found`, and `invalid_prompt` where it could not be published.
pub async fn forecast(
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    let given: Option<Json> = match body.is_empty() {
        true => None,
        false => Some(input::read(&body)?),
    };
    let made = store.read(move |c| {
        let now = now_ms();
        let (prompt, _) = asked_about(c, (&shop, &id), given.as_ref(), now)?;
        let facts = shops::facts(c, &shop)?.ok_or_else(unknown_shop)?;
        Ok::<_, Problem>(of(c, &facts, &prompt, now.div_euclid(DAY))?)
    });
    Ok(input::answer(&made.await?))
}

fn of(
    store: &Connection,
    shop: &Shop,
    prompt: &Prompt,
    today: i64,
) -> Result<Forecast, StoreError> {
    let days = (today - DAYS, today);
    let (days_known, reached) = a_day(&traffic::reached(store, &shop.key, days)?, prompt, today);
    let newest = shops::newest(store, &shop.key)?;
    let mut counted = Vec::new();
    let mut share = |what: &str, share: f64| {
        counted.push(Share {
            what: what.to_owned(),
            share,
        });
        share
    };
    let mut at_most = reached;
    if prompt.sampling < EVERYBODY {
        at_most *= share("sampling", of_everybody(prompt.sampling));
    }
    if let Some(experiment) = prompt.experiment.as_ref().filter(|one| one.holdout > 0) {
        at_most *= share("holdout", of_everybody(EVERYBODY - experiment.holdout));
    }
    let (known, unknown): (Vec<&Rule>, Vec<&Rule>) =
        prompt.targeting.iter().partition(|rule| is_known(rule));
    let moments = moments(store, shop, &newest, days)?;
    let fitting = fitting(&known, &moments, prompt);
    if let Some(fitting) = fitting.filter(|_| !known.is_empty()) {
        at_most *= share("targeting", fitting);
    }
    let uncounted = if fitting.is_none() { known } else { Vec::new() };
    let rules = unknown.into_iter().chain(uncounted).map(name);
    let mut not_counted: Vec<String> = Vec::new();
    for one in rules.chain(besides(shop, prompt, &newest)) {
        if !not_counted.contains(&one) {
            not_counted.push(one);
        }
    }
    Ok(Forecast {
        days: days_known,
        reached,
        at_most,
        counted,
        answered: answered(store, shop, prompt, days)?,
        not_counted,
    })
}

/// Which share of those who are shown the prompt answer, by what was seen of it in all its
/// versions, or else of all prompts: a new version begins with nothing.
fn answered(
    store: &Connection,
    shop: &Shop,
    prompt: &Prompt,
    days: (i64, i64),
) -> Result<Option<f64>, StoreError> {
    let every = shops::prompts(store, &shop.key)?;
    let of = |only: Option<&str>| {
        let prompts = every.iter().map(|one| &one.prompt);
        let these = prompts.filter(|one| only.is_none_or(|id| one.id == id));
        traffic::reactions(store, &shop.key, these, days)
    };
    let (mut shown, mut answered) = of(Some(&prompt.id))?;
    if shown < ENOUGH {
        (shown, answered) = of(None)?;
    }
    Ok((shown > 0).then(|| (answered as f64 / shown as f64).min(1.0)))
}

fn of_everybody(basis_points: u32) -> f64 {
    f64::from(basis_points) / f64::from(EVERYBODY)
}

/// On how many days it rests, and how many visitors a day reached the busiest of the prompt's
/// steps. Today is not over; it counts only where nothing else is known.
fn a_day(reached: &[Reached], prompt: &Prompt, today: i64) -> (u32, f64) {
    let before = reached.iter().map(|one| one.day).filter(|day| *day < today);
    let (is_today, days) = match before.min() {
        Some(first) => (false, today - first),
        None => (true, i64::from(!reached.is_empty())),
    };
    let of_steps = reached
        .iter()
        .filter(|one| prompt.is_for_step(&one.step) && (one.day == today) == is_today);
    let mut steps: Vec<(&str, i64)> = Vec::new();
    for one in of_steps {
        match steps.iter_mut().find(|(step, _)| *step == one.step) {
            Some((_, sum)) => *sum += one.visitors,
            None => steps.push((&one.step, one.visitors)),
        }
    }
    let most = steps.iter().map(|(_, sum)| *sum).max().unwrap_or(0);
    match u32::try_from(days) {
        Ok(days) if days > 0 => (days, most as f64 / f64::from(days)),
        _ => (0, 0.0),
    }
}

/// Whether the numbers that are kept tell visitors apart by this rule.
fn is_known(rule: &Rule) -> bool {
    match rule {
        Rule::Device(_) | Rule::Language(_) | Rule::Returning(_) => true,
        Rule::Not(rule) => is_known(rule),
        Rule::Any(rules) => rules.iter().all(is_known),
        _ => false,
    }
}

/// Whether a rule picks visitors by what [`Moments`] tell them apart by, perhaps among other
/// things.
fn picks(rule: &Rule) -> bool {
    match rule {
        Rule::Not(rule) => picks(rule),
        Rule::Any(rules) => rules.iter().any(picks),
        rule => is_known(rule),
    }
}

/// The moments of all prompts that pick nobody by device, language or habit: of those who were
/// picked nothing can be learnt about others.
fn moments(
    store: &Connection,
    shop: &Shop,
    newest: &[StoredPrompt],
    days: (i64, i64),
) -> Result<Vec<Moments>, StoreError> {
    let mut all = Vec::new();
    for one in newest.iter().map(|stored| &stored.prompt) {
        if !one.targeting.iter().any(picks) {
            let of = (shop.key.as_str(), one.id.as_str(), one.version);
            all.extend(traffic::moments(store, of, days)?);
        }
    }
    Ok(all)
}

/// The share of moments at the prompt's steps, or else at any, for which the rules hold; `None`
/// where there was none.
fn fitting(rules: &[&Rule], moments: &[Moments], prompt: &Prompt) -> Option<f64> {
    let at_steps = moments.iter().filter(|one| prompt.is_for_step(&one.step));
    let mut of: Vec<&Moments> = at_steps.collect();
    if of.is_empty() {
        of = moments.iter().collect();
    }
    let holds = |one: &Moments| {
        let context = Context {
            device: one.device,
            language: one.lang.clone(),
            returning: one.returning,
            ..Context::default()
        };
        rules.iter().all(|rule| rule.holds(&context))
    };
    let sum = |of: &[&Moments]| of.iter().map(|one| one.n).sum::<i64>() as f64;
    let all = sum(&of);
    of.retain(|one| holds(one));
    (all > 0.0).then(|| sum(&of) / all)
}

/// The name of a rule, as files have it; of one that shall not hold, that of the other.
fn name(rule: &Rule) -> String {
    if let Rule::Not(rule) = rule {
        return name(rule);
    }
    let json = rule.encode();
    let name = json.only_member().map_or("", |(name, _)| name);
    name.to_owned()
}

/// What besides targeting leaves fewer, by which nothing is counted.
fn besides(shop: &Shop, prompt: &Prompt, newest: &[StoredPrompt]) -> impl Iterator<Item = String> {
    let place = newest.iter().position(|one| one.prompt.id == prompt.id);
    let ahead = &newest[..place.unwrap_or(newest.len())];
    let meets = |one: &StoredPrompt| {
        let steps = &prompt.steps;
        let meets = steps.is_empty() || steps.iter().any(|step| one.prompt.is_for_step(step));
        one.state.is_in_book() && meets
    };
    let all = [
        ("trigger", !prompt.trigger.is_immediate()),
        ("cap", prompt.cap.times > 0 || prompt.cap.until_answered),
        ("quiet", shop.quiet != Quiet::default()),
        ("schedule", prompt.schedule != Schedule::default()),
        ("order", ahead.iter().any(meets)),
    ];
    let there = all.into_iter().filter(|(_, is_there)| *is_there);
    there.map(|(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests;
