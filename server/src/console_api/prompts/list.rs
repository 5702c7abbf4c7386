//! What there is: the prompts of a shop, one of them with its draft and versions, one version.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use survey::DAY;
use survey::authoring::{Draft, PromptPage, PromptSummary, Standing, Version};
use survey::console::Flaw;
use survey::json::Json;
use survey::prompt::problems;
use survey::results::Texts;

use super::super::{input, results};
use super::{revision, unknown_prompt};
use crate::errors::{Code, Problem};
use crate::store::drafts::{self, StoredDraft};
use crate::store::results::{self as rows, Today};
use crate::store::shops::{self, StoredPrompt};
use crate::store::{Connection, Store, StoreError, marks, now_ms, versions};

/// `GET shops/{key}/prompts`: every prompt, in the order of preference.
///
/// # Errors
/// If the store fails.
pub async fn list(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let list = store.read(move |c| summaries(c, &key, now_ms())).await;
    Ok(input::answer(&list.map_err(Problem::from)?))
}

/// `GET shops/{key}/prompts/{id}`: one prompt with its draft and its versions. Where there is a
/// draft its revision is the `ETag`.
///
/// # Errors
/// `not_found` where there is no such prompt.
pub async fn page(
    path: web::Path<(String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (key, id) = path.into_inner();
    let page = store.read(move |c| of(c, &key, &id, now_ms())).await;
    let page = page.map_err(Problem::from)?.ok_or_else(unknown_prompt)?;
    let mut response = input::answer(&page);
    if let Some(draft) = &page.draft {
        let (name, etag) = revision::etag(draft.revision);
        if let Ok(etag) = etag.parse() {
            response.headers_mut().insert(name, etag);
        }
    }
    Ok(response)
}

/// `GET shops/{key}/prompts/{id}/versions/{version}`: one version as it was published.
///
/// # Errors
/// `not_found` where it never was.
pub async fn version(
    path: web::Path<(String, String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (key, id, version) = path.into_inner();
    let version = number(&version)?;
    let found = store.read(move |c| versions::one(c, &key, &id, version));
    let (note, prompt) = found.await.map_err(Problem::from)?.ok_or_else(never)?;
    let prompt = prompt.encode();
    Ok(input::answer(&Version { note, prompt }))
}

/// The number of a version in an address.
///
/// # Errors
/// `not_found`, because no version has another name.
pub(super) fn number(version: &str) -> Result<u32, Problem> {
    version.parse().map_err(|_| never())
}

/// The refusal of a version that there never was.
pub(super) fn never() -> Problem {
    Problem::new(
        Code::NotFound,
        "The prompt was never published in this version; GET …/prompts/{id} lists all.",
    )
}

/// Every prompt of a shop.
///
/// # Errors
/// If the store fails.
pub fn summaries(
    store: &Connection,
    shop: &str,
    now: i64,
) -> Result<Vec<PromptSummary>, StoreError> {
    let newest = shops::newest(store, shop)?;
    let drafts = drafts::all(store, shop)?;
    let day = now.div_euclid(DAY);
    let today = rows::today(store, shop, &newest, day)?;
    let tests = marks::tests_of(store, shop, day)?;
    let mut drafted: HashMap<&str, &StoredDraft> = drafts
        .iter()
        .map(|draft| (draft.id.as_str(), draft))
        .collect();
    let mut list = Vec::new();
    for (stored, today) in newest.iter().zip(today) {
        let draft = drafted.remove(stored.prompt.id.as_str());
        let state = results::standing(store, shop, stored, now)?;
        let tests = tests.get(&stored.prompt.id).copied().unwrap_or(0);
        list.push((
            stored.position,
            PromptSummary {
                tests,
                ..published(stored, state, draft.is_some(), today)
            },
        ));
    }
    list.extend(
        drafted
            .into_values()
            .map(|draft| (draft.position, written(draft))),
    );
    list.sort_by(|(a, one), (b, other)| (a, &one.id).cmp(&(b, &other.id)));
    Ok(list.into_iter().map(|(_, summary)| summary).collect())
}

fn published(stored: &StoredPrompt, state: Standing, draft: bool, today: Today) -> PromptSummary {
    let prompt = &stored.prompt;
    PromptSummary {
        id: prompt.id.clone(),
        version: Some(prompt.version),
        state,
        draft,
        kind: prompt.question.kind_name().to_owned(),
        question: results::texts(&prompt.question.text),
        steps: prompt.steps.clone(),
        shown: today.shown,
        answered: today.answered,
        withheld: today.withheld,
        tests: 0,
    }
}

/// What a draft says so far, however unfinished it is.
fn written(draft: &StoredDraft) -> PromptSummary {
    let question = draft.prompt.get("question");
    let kind = question.and_then(|question| question.get("kind")?.as_str());
    let text = question.and_then(|question| question.get("text"));
    let texts = match text {
        Some(Json::Object(texts)) => texts.as_slice(),
        _ => &[],
    };
    let steps = match draft.prompt.get("steps") {
        Some(Json::Array(steps)) => steps.as_slice(),
        _ => &[],
    };
    let texts = texts
        .iter()
        .filter_map(|(language, text)| Some((language.clone(), text.as_str()?.to_owned())));
    let steps = steps.iter().filter_map(Json::as_str);
    PromptSummary {
        id: draft.id.clone(),
        version: None,
        state: Standing::Draft,
        draft: true,
        kind: kind.unwrap_or_default().to_owned(),
        question: texts.collect::<Texts>(),
        steps: steps.map(str::to_owned).collect(),
        shown: 0,
        answered: 0,
        withheld: 0,
        tests: 0,
    }
}

/// One prompt; `None` where there is neither a version nor a draft of it.
///
/// # Errors
/// If the store fails.
pub fn of(
    store: &Connection,
    shop: &str,
    id: &str,
    now: i64,
) -> Result<Option<PromptPage>, StoreError> {
    let newest = shops::newest_of(store, shop, id)?;
    let draft = drafts::of(store, shop, id)?;
    if newest.is_none() && draft.is_none() {
        return Ok(None);
    }
    let state = match &newest {
        Some(stored) => results::standing(store, shop, stored, now)?,
        None => Standing::Draft,
    };
    Ok(Some(PromptPage {
        id: id.to_owned(),
        version: newest.as_ref().map(|stored| stored.prompt.version),
        state,
        prompt: newest.map(|stored| stored.prompt.encode()),
        draft: draft.map(|draft| Draft {
            problems: flaws(&draft.prompt),
            prompt: draft.prompt,
            revision: draft.revision,
            base: draft.base,
            at: draft.at,
            by: draft.by,
        }),
        versions: versions::notes(store, shop, id)?,
    }))
}

/// What keeps a draft from being published. Of a large one with many flaws this takes a while;
/// see [`flaws_of`].
pub(super) fn flaws(draft: &Json) -> Vec<Flaw> {
    problems(draft).into_iter().map(Flaw::from).collect()
}

/// [`flaws`] on a thread of its own, so that no actix worker waits.
///
/// # Errors
/// If the thread was lost.
pub(super) async fn flaws_of(draft: Json) -> Result<Vec<Flaw>, Problem> {
    let look = tokio::task::spawn_blocking(move || flaws(&draft));
    look.await.map_err(|_| Problem::from(StoreError::CutOff))
}
