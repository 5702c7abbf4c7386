//! Why a prompt is asked or not at a moment that somebody describes, rule by rule. The server
//! decides by the code that decides in shops too.

mod form;
mod moment;
mod sentence;
mod told;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use serde_json::Value;
use survey::authoring::{Explanation, PromptPage};
use wasm_bindgen::JsValue;

use crate::api::{self, Trouble};
use crate::editor::after_rest;
use crate::filters::query::Query;
use crate::load::load;
use crate::page::{self, words};
use crate::parts::{besides, foreign, notices, whole};
use crate::session::Session;
use crate::shell;
use form::Known;

/// How long nothing must change before the server is asked.
const REST: Duration = Duration::from_millis(400);

/// The prompt in the address, at the moment in its query.
#[component]
pub fn Why() -> impl IntoView {
    let (shop, id) = Session::here().prompt_of_page(words().why.title);
    let address = move || api::of_shop(&shop.get(), &format!("prompts/{}", api::part(&id.get())));
    let prompt = load::<PromptPage>(address);
    let facts = load::<Value>(move || api::of_shop(&shop.get(), "facts"));
    let query = use_query_map();
    whole(prompt, "why", move || {
        besides(facts, move |facts| {
            let page = prompt.value.get_untracked()?;
            let given = Query::read(moment::names(), |name| {
                query.with_untracked(|query| query.get(name))
            });
            Some(contents(&shop.get_untracked(), &page, facts, given))
        })
    })
}

fn contents(shop: &str, page: &PromptPage, facts: &Value, given: Query) -> AnyView {
    let shared = words();
    let words = &shared.why;
    let newest = page.draft.as_ref().map(|draft| &draft.prompt);
    let newest = serde_json::to_value(newest.or(page.prompt.as_ref())).unwrap_or_default();
    let texts = |place: &Value| place.as_array().cloned().unwrap_or_default();
    let steps: Vec<String> = texts(&newest["steps"])
        .iter()
        .filter_map(|step| Some(step.as_str()?.to_owned()))
        .collect();
    let known = Known {
        languages: crate::editor::languages(facts),
        steps,
    };
    let moment = RwSignal::new(usual(given, facts, &known));
    let own = facts["default_language"].as_str().unwrap_or_default();
    let text = newest["question"]["text"][own].as_str().unwrap_or(&page.id);
    let heading = foreign(own, text.to_owned());
    let below =
        |what: &str| shell::shop_address(shop, &format!("prompts/{}{what}", api::part(&page.id)));
    let to = api::of_shop(shop, &format!("prompts/{}/explain", api::part(&page.id)));
    let (explanation, trouble, is_past) = explained(moment, to, page.id.clone());
    let shop = shop.to_owned();
    view! {
        <div class="title">
            <p><a href=shell::shop_address(&shop, "prompts")>{shared.editor.all_prompts}</a><a href=below("")>{shared.insight.edit}</a><a href=below("/results")>{shared.frame.results}</a></p>
            <h1>{page::words().frame.why}</h1>
            <p>{heading}</p>
        </div>
        <div class="why-columns">
            <section class="card" aria-labelledby="moment"><h2 id="moment">{words.moment}</h2><p class="soft">{words.means}</p>{form::form(moment, &known)}</section>
            <section class="card forecast" aria-live="polite" aria-busy=move || is_past.get().to_string()>
                <p class="alert">{move || trouble.get().map(|why| notices::reason(&why))}</p>
                {move || explanation.with(|told| told.as_ref().map(|told| told::told(told, &shop)))}
            </section>
        </div>
    }
    .into_any()
}

/// The moment that was given, with what is usual where it says nothing: somebody who has been
/// at the prompt's first step for half a minute.
fn usual(given: Query, facts: &Value, known: &Known) -> Query {
    if !given.is_empty_of(&["url", "step", "device"]) {
        return given;
    }
    let origins = facts["origins"].as_array().into_iter().flatten();
    let mut origins = origins.filter_map(Value::as_str);
    let origin = origins.find(|origin| !origin.contains('*'));
    let language = known.languages.first().map_or("", String::as_str);
    given
        .with(
            "url",
            &format!("{}/", origin.unwrap_or("https://shop.example")),
        )
        .with("step", known.steps.first().map_or("", String::as_str))
        .with("device", "phone")
        .with("language", language)
        .with("visitor", "new")
        .with("seconds", "30")
}

/// What the server explains of the moment, asked again after every change of it; why it did
/// not; and whether a newer explanation is under way.
fn explained(
    moment: RwSignal<Query>,
    to: String,
    id: String,
) -> (
    RwSignal<Option<Explanation>>,
    RwSignal<Option<Trouble>>,
    RwSignal<bool>,
) {
    let explanation = RwSignal::new(None::<Explanation>);
    let trouble = RwSignal::new(None::<Trouble>);
    let is_past = RwSignal::new(true);
    let ask = move || {
        let asked = moment.get_untracked();
        let (to, id) = (to.clone(), id.clone());
        stand_in_address(&asked);
        spawn_local(async move {
            let reply = api::post::<Explanation>(&to, &moment::asked(&asked, &id)).await;
            if moment.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            match reply {
                Ok(told) => {
                    trouble.set(None);
                    is_past.set(false);
                    explanation.set(Some(told));
                }
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    let seen = move || {
        moment.track();
        is_past.set(true);
    };
    after_rest(REST, seen, ask);
    (explanation, trouble, is_past)
}

/// Puts the moment behind the address of this page, so that it can be handed on.
fn stand_in_address(moment: &Query) {
    let query = moment.written(api::part);
    if let Ok(history) = window().history() {
        // A browser that keeps its address shows the same page.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&query));
    }
}
