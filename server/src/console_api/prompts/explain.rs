//! `POST …/explain`: why a prompt is asked or not at a moment that somebody describes. The
//! browser decides by the same code.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use survey::authoring::{Explanation, Standing};
use survey::book::Book;
use survey::context::Context;
use survey::experiment::Arm;
use survey::explain::explain as explain_book;
use survey::hash::bucket;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::{Shop, State};

use super::super::{input, unknown_shop};
use super::asked_about;
use crate::errors::{Code, Problem};
use crate::store::shops::{self, StoredPrompt};
use crate::store::{Store, now_ms};

/// How many visitors are tried to find one who is in a sample.
const TRIES: u32 = 100_000;

/// A moment, as far as it matters.
#[derive(Deserialize)]
struct Moment {
    url: String,
    #[serde(default)]
    now: Option<i64>,
    #[serde(default)]
    context: Json,
    #[serde(default)]
    history: Json,
    #[serde(default)]
    prompt: Json,
}

/// Explains the prompt in the body, else the draft, else the newest version, among the others
/// of the shop and as if it were live. Without a `visitor` in the context it is somebody who is
/// in the sample and in no holdout.
///
/// # Errors
/// `not_found`, and `invalid_prompt` where it could not be published.
pub async fn explain(
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (key, id) = path.into_inner();
    let moment: Moment = input::read(&body)?;
    let explained = store.read(move |c| {
        let now = now_ms();
        let given = (moment.prompt != Json::Null).then_some(&moment.prompt);
        let (prompt, state) = asked_about(c, (&key, &id), given, now)?;
        let shop = shops::facts(c, &key)?.ok_or_else(unknown_shop)?;
        let newest = shops::newest(c, &key)?;
        of(shop, newest, prompt, state, &moment, now)
    });
    Ok(input::answer(&explained.await?))
}

fn of(
    mut shop: Shop,
    newest: Vec<StoredPrompt>,
    prompt: Prompt,
    state: Standing,
    moment: &Moment,
    now: i64,
) -> Result<Explanation, Problem> {
    let mut context = context(moment, &shop);
    if context.visitor.is_empty() {
        context.visitor = in_sample(&prompt);
    }
    let id = prompt.id.clone();
    shop.prompts = newest
        .into_iter()
        .map(|one| (one.state, one.prompt))
        .collect();
    match shop.prompts.iter_mut().find(|(_, one)| one.id == id) {
        Some(place) => *place = (State::Live, prompt),
        None => shop.prompts.push((State::Live, prompt)),
    }
    let language = context.language.clone();
    let book = Book::of(&shop, 0, &language, None, String::new(), Vec::new());
    let Json::Array(all) = explain_book(&book, &context, moment.now.unwrap_or(now)) else {
        return Err(unexplained());
    };
    let text = |json: &Json, name: &str| json.get(name)?.as_str().map(str::to_owned);
    let verdict = |json: &Json| text(json, "verdict").unwrap_or_default();
    let is_it = |json: &&Json| json.get("prompt").and_then(Json::as_str) == Some(&id);
    let it = all.iter().find(is_it).ok_or_else(unexplained)?;
    let first = |json: &&Json| ["ask", "withhold"].contains(&verdict(json).as_str());
    let ahead = match verdict(it).as_str() {
        "behind" => all.iter().find(first).and_then(|json| text(json, "prompt")),
        _ => None,
    };
    Ok(Explanation {
        state,
        verdict: verdict(it),
        ahead,
        step: context.step,
        arm: text(it, "arm"),
        lines: it.get("lines").cloned().unwrap_or_default(),
    })
}

/// What the loader would tell the card, and beside it what the card would see for itself.
fn context(moment: &Moment, shop: &Shop) -> Context {
    let told = &moment.context;
    let count = |name: &str| told.get(name)?.count(u32::MAX).ok();
    let is = |name: &str| told.get(name) == Some(&Json::Bool(true));
    let text = |name: &str| Some(told.get(name)?.as_str()?.to_owned());
    let mut context = Context::read(told, &moment.history);
    context.url.clone_from(&moment.url);
    if context.step.is_empty() {
        context.step = shop.step_at(&moment.url).unwrap_or_default().to_owned();
    }
    if context.language.is_empty() {
        context.language.clone_from(&shop.default_language);
    }
    context.browser_language = text("browser_language").unwrap_or_default();
    context.local_hour = count("local_hour").map(|hour| hour % (7 * 24));
    let signals = &mut context.signals;
    signals.scroll = count("scroll").unwrap_or(0);
    signals.inactive = count("inactive").unwrap_or(0);
    signals.exit_intent = is("exit_intent");
    signals.form_error = is("form_error");
    if let Some(Json::Array(clicks)) = told.get("clicks") {
        let clicks = clicks.iter().filter_map(Json::as_str);
        signals.clicks = clicks.map(str::to_owned).collect();
    }
    context
}

/// A visitor who is in a prompt's sample and would be asked; any where there is none.
fn in_sample(prompt: &Prompt) -> String {
    let is_asked = |visitor: &String| {
        let experiment = prompt.experiment.as_ref();
        let is_held_out = experiment.is_some_and(|one| one.arm(visitor) == Arm::Holdout);
        bucket(&prompt.id, visitor) < prompt.sampling && !is_held_out
    };
    let mut visitors = (0..TRIES).map(|n| format!("00000000-0000-4000-8000-{n:012x}"));
    visitors
        .find(is_asked)
        .unwrap_or_else(|| "nobody".to_owned())
}

fn unexplained() -> Problem {
    Problem::new(Code::Internal, "The prompt could not be explained.")
}
