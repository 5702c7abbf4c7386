//! A shop's results for the console: numbers from rollups, scores with their intervals,
//! and the latest words. Nothing here is cached: a reload shows the store as it is.

pub mod numbers;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use survey::answer::Value;
use survey::authoring::Standing;
use survey::check::JOURNEY;
use survey::prompt::{Placement, Prompt};
use survey::results::{
    ArmShare, PromptResults, SampleRatio, ShopResults, StepResults, Texts, Verbatim,
};
use survey::sample_ratio::{UNLIKELY, p_value};
use survey::shop::{Consent, Shop};
use survey::tally::Tally;
use survey::text::Text;

use numbers::numbers;

use super::input;
use crate::errors::Problem;
use crate::store::filter::Filter;
use crate::store::results::{self as rows, Said};
use crate::store::shops::{self, StoredPrompt};
use crate::store::{Connection, Store, StoreError, now_ms};

/// The most words shown of one version of a prompt.
const VERBATIMS: u32 = 50;

/// `GET /console/api/shops/{key}/results`: everything that is known of a shop.
pub async fn results(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let key = key.into_inner();
    match store.read(move |c| of_shop(c, &key)).await {
        Ok(Some(results)) => Ok(input::answer(&results)),
        Ok(None) => Err(super::unknown_shop()),
        Err(error) => Err(super::failed(error)),
    }
}

/// The results of a shop; `None` where there is no shop of this key.
///
/// # Errors
/// If the store fails.
pub fn of_shop(store: &Connection, key: &str) -> Result<Option<ShopResults>, StoreError> {
    let Some(shop) = shops::facts(store, key)? else {
        return Ok(None);
    };
    let mut tallies = rows::tallies(store, key)?;
    let over_quota = rows::over_quota(store, key)?;
    let now = now_ms();
    let mut prompts: Vec<PromptResults> = Vec::new();
    for stored in shops::prompts(store, key)? {
        let is_older = prompts.last().is_some_and(|p| p.prompt == stored.prompt.id);
        let state = if is_older {
            "replaced"
        } else {
            standing(store, key, &stored, now)?.name()
        };
        let version = (stored.prompt.id.clone(), stored.prompt.version);
        let tally = tallies.remove(&version).unwrap_or_default();
        let said = rows::latest_words(store, key, &version.0, version.1, VERBATIMS)?;
        prompts.push(PromptResults {
            state: state.to_owned(),
            over_quota: over_quota.get(&version).copied().unwrap_or(0),
            sample_ratio: sample_ratio(store, &shop, &stored.prompt)?,
            verbatims: verbatims(said),
            ..of_prompt(&stored, &tally)
        });
    }
    Ok(Some(ShopResults {
        shop: shop.key,
        name: shop.name,
        prompts,
        steps: steps(rows::steps(store, key, &Filter::default())?),
    }))
}

/// What a prompt does at this moment.
///
/// # Errors
/// If the store fails.
pub fn standing(
    store: &Connection,
    shop: &str,
    stored: &StoredPrompt,
    now: i64,
) -> Result<Standing, StoreError> {
    let is_full = shops::is_full(store, shop, &stored.prompt)?;
    let schedule = &stored.prompt.schedule;
    Ok(Standing::of(stored.state, schedule, is_full, now))
}

/// What follows from the numbers of one version of a prompt.
fn of_prompt(stored: &StoredPrompt, tally: &Tally) -> PromptResults {
    let prompt = &stored.prompt;
    let numbers = numbers(prompt, tally);
    PromptResults {
        prompt: prompt.id.clone(),
        version: prompt.version,
        state: stored.state.name().to_owned(),
        kind: prompt.question.kind_name().to_owned(),
        question: texts(&prompt.question.text),
        shown: numbers.shown,
        withheld: numbers.withheld,
        answered: numbers.answered,
        dismissed: numbers.dismissed,
        can_dismiss: can_dismiss(prompt),
        over_quota: 0,
        doubted: numbers.doubted,
        sample_ratio: None,
        response_rate: numbers.response_rate,
        score: numbers.score,
        distribution: numbers.distribution,
        follow_ups: numbers.follow_ups,
        verbatims: Vec::new(),
    }
}

/// Whether a shopper can close it: one inside the page has nothing to close.
pub(super) fn can_dismiss(prompt: &Prompt) -> bool {
    prompt.placement == Placement::Card
}

/// Whether the arms of an experiment got their shares. Where visitors have no ids before they
/// agree, one of 256 groups decides of each of them, and shares come out uneven by that alone.
pub(super) fn sample_ratio(
    store: &Connection,
    shop: &Shop,
    prompt: &Prompt,
) -> Result<Option<SampleRatio>, StoreError> {
    let Some(experiment) = &prompt.experiment else {
        return Ok(None);
    };
    if shop.consent == Consent::AskWithoutId {
        return Ok(None);
    }
    let seen = rows::arms(store, &shop.key, &prompt.id, prompt.version)?;
    let arms: Vec<(&str, i64, f64)> = experiment
        .shares()
        .into_iter()
        .enumerate()
        .map(|(at, (arm, share))| {
            let is_holdout = at == 0 && experiment.holdout > 0;
            let key = (!is_holdout).then(|| arm.to_owned());
            (arm, seen.get(&key).copied().unwrap_or(0), share)
        })
        .collect();
    let weighed: Vec<(i64, f64)> = arms
        .iter()
        .map(|(_, seen, share)| (*seen, *share))
        .collect();
    let n: i64 = weighed.iter().map(|(seen, _)| seen).sum();
    Ok(p_value(&weighed).map(|p| SampleRatio {
        p,
        is_off: p < UNLIKELY,
        arms: arms
            .into_iter()
            .map(|(arm, seen, share)| ArmShare {
                arm: arm.to_owned(),
                seen,
                expected: share * n as f64,
            })
            .collect(),
    }))
}

/// The words in the answers, in the order of the answers.
fn verbatims(said: Vec<Said>) -> Vec<Verbatim> {
    let most = usize::try_from(VERBATIMS).unwrap_or(usize::MAX);
    said.into_iter().flat_map(words).take(most).collect()
}

pub(super) fn words(said: Said) -> Vec<Verbatim> {
    let question = &said.said.question;
    let first = match question {
        Value::Text(_) => "question",
        _ => "other",
    };
    let follow_up = said.said.follow_up.as_ref().and_then(Value::words);
    let option = question.options().into_iter().next();
    [(first, question.words()), ("follow_up", follow_up)]
        .into_iter()
        .filter_map(|(from, text)| {
            Some(Verbatim {
                answer: said.answer.clone(),
                at: said.asked_at,
                text: text?.to_owned(),
                from: from.to_owned(),
                lang: said.lang.clone(),
                option: option.clone(),
                step: said.step.clone(),
                device: said.device.clone(),
                page: said.page.clone(),
            })
        })
        .collect()
}

/// The steps in the order of the journey; a shop's own steps follow by name.
pub(super) fn steps(mut counted: Vec<(String, i64)>) -> Vec<StepResults> {
    counted.sort_by_key(|(step, _)| {
        JOURNEY
            .iter()
            .position(|known| known == step)
            .unwrap_or(JOURNEY.len())
    });
    counted
        .into_iter()
        .map(|(step, visitors)| StepResults { step, visitors })
        .collect()
}

/// A text by language.
pub(super) fn texts(text: &Text) -> Texts {
    text.iter()
        .map(|(language, text)| (language.to_owned(), text.to_owned()))
        .collect::<BTreeMap<_, _>>()
}
