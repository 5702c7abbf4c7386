//! `GET /console/api/shops/{key}/journey?from=&to=`: who reached which step on some days, and
//! what was answered there.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web};
use survey::DAY;
use survey::prompt::Prompt;
use survey::results::StepResults;
use survey::results::journey::{Journey, JourneyStep, SaidHere};
use survey::tally::{Measure, Tally};

use super::filter::{self, Pairs};
use super::results::{self, numbers::numbers, texts};
use super::{input, unknown_shop};
use crate::errors::Problem;
use crate::store::filter::{Dimension, Filter};
use crate::store::results::{self as rows, Said};
use crate::store::{Connection, Store, StoreError, report, shops};

/// How many options and how many words are told of one question at one step.
const OPTIONS: usize = 3;
const WORDS: usize = 2;
/// Among so many of the latest answers with words those of a step are looked for.
const LATEST: u32 = 200;

/// Answers with the journey.
///
/// # Errors
/// Where there is no such shop, or the days cannot be.
pub async fn journey(
    key: web::Path<String>,
    pairs: web::Query<Pairs>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (filter, _) = filter::read(pairs.into_inner(), &[])?;
    if let Some(dimension) = filter.chosen.keys().next() {
        let what = "is not known of the visitors of a step; give from and to alone";
        return Err(input::misasked(dimension.name(), what));
    }
    if !filter.attributes.is_empty() {
        let what = "is not known of the visitors of a step; give from and to alone";
        return Err(input::misasked("attribute", what));
    }
    let journey = store.read(move |c| of_shop(c, &key, &filter)).await?;
    Ok(input::answer(&journey))
}

fn of_shop(store: &Connection, key: &str, filter: &Filter) -> Result<Journey, Problem> {
    shops::facts(store, key)?.ok_or_else(unknown_shop)?;
    let mut said = said(store, key, filter)?;
    let mut visited = rows::steps(store, key, filter)?;
    let unvisited: BTreeSet<String> = {
        let visited: BTreeSet<&String> = visited.iter().map(|(step, _)| step).collect();
        let answered = said.keys().filter(|step| !visited.contains(step));
        answered.cloned().collect()
    };
    visited.extend(unvisited.into_iter().map(|step| (step, 0)));
    let steps = results::steps(visited).into_iter();
    let step = |StepResults { step, visitors }| JourneyStep {
        said: said.remove(&step).unwrap_or_default(),
        step,
        visitors,
    };
    Ok(Journey {
        steps: steps.map(step).collect(),
    })
}

/// What was answered at each step.
fn said(
    store: &Connection,
    key: &str,
    filter: &Filter,
) -> Result<BTreeMap<String, Vec<SaidHere>>, StoreError> {
    let mut said = BTreeMap::<String, Vec<SaidHere>>::new();
    let mut told = BTreeSet::new();
    let mut tallies = BTreeMap::new();
    // The newest version of a prompt comes first.
    for stored in shops::prompts(store, key)? {
        let prompt = stored.prompt;
        if !tallies.contains_key(&prompt.id) {
            let counted = report::by_dimension(store, key, &prompt.id, filter, Dimension::Step)?;
            tallies.insert(prompt.id.clone(), counted);
        }
        let of_version = tallies.get(&prompt.id).into_iter().flatten();
        let here = of_version.filter(|((version, _), tally)| {
            *version == prompt.version && tally.get(Measure::Answered, "") > 0
        });
        let mut words = None;
        for ((_, step), tally) in here {
            if !told.insert((step.clone(), prompt.id.clone())) {
                continue;
            }
            let latest = match &words {
                Some(latest) => latest,
                None => words.insert(latest(store, key, &prompt, filter)?),
            };
            let here = said.entry(step.clone()).or_default();
            here.push(said_here(&prompt, tally, latest, step));
        }
    }
    for here in said.values_mut() {
        here.sort_by_key(|said| std::cmp::Reverse(said.answered));
    }
    Ok(said)
}

fn said_here(prompt: &Prompt, tally: &Tally, latest: &[Said], step: &str) -> SaidHere {
    let mut most = numbers(prompt, tally).distribution;
    most.retain(|option| option.count > 0);
    most.sort_by_key(|option| std::cmp::Reverse(option.count));
    most.truncate(OPTIONS);
    let here = latest.iter().filter(|said| said.step == step).cloned();
    let words = here.flat_map(results::words).map(|words| words.text);
    SaidHere {
        prompt: prompt.id.clone(),
        version: prompt.version,
        question: texts(&prompt.question.text),
        answered: tally.get(Measure::Answered, ""),
        most,
        words: words.take(WORDS).collect(),
    }
}

/// The latest answers with words on the days that are meant.
fn latest(
    store: &Connection,
    key: &str,
    prompt: &Prompt,
    filter: &Filter,
) -> Result<Vec<Said>, StoreError> {
    let mut latest = rows::latest_words(store, key, &prompt.id, prompt.version, LATEST)?;
    latest.retain(|said| {
        let day = said.asked_at.div_euclid(DAY);
        filter.from.is_none_or(|from| from <= day) && filter.to.is_none_or(|to| day <= to)
    });
    Ok(latest)
}
