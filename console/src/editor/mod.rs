//! The editor of a prompt: what is asked, when, whom and how often, in every language of the
//! shop, with the real card beside it. It knows the shape of a prompt as `survey` reads it; what
//! is right and wrong about one, the server says by that very code.

mod after;
mod audience;
mod controls;
mod coupon;
mod difference;
mod document;
mod experiment;
mod forecast;
mod limits;
mod lines;
mod moment;
mod past;
pub mod place;
mod preview;
mod publish;
mod question;
mod rest;
mod texts;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::Value;
use survey::authoring::{Forecast, PromptPage};
use survey::console::Role;

use crate::load::{Loaded, load};
use crate::page::{self, words};
use crate::parts::{besides, notices, whole};
use crate::session::Session;
use crate::words::{fill, name};
use crate::{api, looks, shell};
use document::{Document, Saving};
pub use rest::after_rest;

/// The editor of the prompt in the address.
#[component]
pub fn Editor() -> impl IntoView {
    let (shop, id) = Session::here().prompt_of_page(words().editor.title);
    let address = move || api::of_shop(&shop.get(), &format!("prompts/{}", api::part(&id.get())));
    let prompt = load::<PromptPage>(address);
    let facts = load::<Value>(move || api::of_shop(&shop.get(), "facts"));
    whole(prompt, "editor", move || {
        besides(facts, move |facts| {
            // What becomes of the prompt here is asked for again, and drawn anew in its place.
            let page = prompt.value.get()?;
            let shop = shop.get_untracked();
            Some(edit(
                &shop,
                &page,
                prompt,
                languages(facts),
                &facts["theme"],
            ))
        })
    })
}

/// The languages of a shop, its own first.
pub fn languages(facts: &Value) -> Vec<String> {
    let own = facts["default_language"]
        .as_str()
        .unwrap_or("en")
        .to_owned();
    let others = facts["languages"].as_array().into_iter().flatten();
    let others = others.filter_map(Value::as_str).filter(|tag| *tag != own);
    std::iter::once(own.clone())
        .chain(others.map(str::to_owned))
        .collect()
}

fn edit(
    shop: &str,
    page: &PromptPage,
    loaded: Loaded<PromptPage>,
    languages: Vec<String>,
    theme: &Value,
) -> AnyView {
    let words = &words().editor;
    let shop = shop.to_owned();
    let address = api::of_shop(&shop, &format!("prompts/{}", api::part(&page.id)));
    let document = Document::open(address.clone(), page, languages);
    let may_edit = Session::here().may(&shop, Role::Editor);
    let state = page.state.name();
    let text = |name: &str| theme[name].as_str().unwrap_or_default();
    let faint = looks::faint(text("accent"), text("scheme"));
    let foreseen = RwSignal::new(None::<Forecast>);
    let pools = coupon::Pools::of(&shop, foreseen);
    let keys = move |event: KeyboardEvent| {
        let is_command = event.ctrl_key() || event.meta_key();
        if is_command && event.key().eq_ignore_ascii_case("z") {
            event.prevent_default();
            document.step(!event.shift_key());
        }
    };
    let section = |id: &'static str, title: &'static str, contents: AnyView| {
        view! { <section class="card" aria-labelledby=id><h2 id=id>{title}</h2>{contents}</section> }
    };
    let results = page.version.is_some().then(|| {
        let results =
            shell::shop_address(&shop, &format!("prompts/{}/results", api::part(&page.id)));
        view! { <a href=results>{crate::page::words().frame.results}</a> }
    });
    let why = shell::shop_address(&shop, &format!("prompts/{}/why", api::part(&page.id)));
    view! {
        <div class="editor" on:keydown=keys>
            <div class="title">
                <p><a href=shell::shop_address(&shop, "prompts")>{words.all_prompts}</a>{results}<a href=why>{crate::page::words().frame.why}</a></p>
                <h1>{heading(document)}</h1>
                <div class="editor-bar">
                    <span class="state" data-state=state>{name(crate::page::words().states, state)}</span>
                    {saving(document, loaded)}
                    {may_edit.then(|| history(document))}
                    {may_edit.then(|| publish::publish(document, loaded, address.clone()))}
                </div>
            </div>
            {preview::languages(document)}
            <div class="editor-columns">
                <fieldset class="form" disabled=!may_edit>
                    <legend class="sr">{words.form}</legend>
                    {section("ask", words.what, question::question(document))}
                    {section("next", words.follow_ups, after::follow_ups(document))}
                    {section("last", words.replies, after::replies(document, pools))}
                    {section("moment", words.moment, moment::moment(document))}
                    {section("audience", words.audience, audience::audience(document))}
                    {section("limits", words.limits, limits::limits(document))}
                    {section("experiment", words.experiment, experiment::experiment(document))}
                </fieldset>
                <div class="beside">
                    {forecast::forecast(document, shop.clone(), &address, foreseen)}
                    {may_edit.then(|| preview::preview(document, shop.clone(), faint))}
                </div>
            </div>
            {publish::versions(loaded, address, may_edit)}
        </div>
    }
    .into_any()
}

/// The question in the shop's own language, as long as it is being written too.
fn heading(document: Document) -> AnyView {
    let own = document
        .languages
        .with_value(|all| all.first().cloned().unwrap_or_default());
    let text = document.text(format!("/question/text/{own}"));
    let lang = own;
    (move || {
        let text = text.get();
        match text.is_empty() {
            true => words().frame.nameless.into_any(),
            false => view! { <bdi lang=lang.clone()>{text}</bdi> }.into_any(),
        }
    })
    .into_any()
}

/// How far the draft is on its way, and what to do if somebody else was there first.
fn saving(document: Document, loaded: Loaded<PromptPage>) -> impl IntoView {
    let words = &words().editor;
    let reload = move |_| {
        document.give_way();
        loaded.refresh();
    };
    let text = move || {
        match document.saving.get() {
        Saving::Saved => view! { <span class="soft">{words.saved}</span> }.into_any(),
        Saving::Waiting => view! { <span class="soft">{words.saving}</span> }.into_any(),
        Saving::Failed(trouble) => view! {
            <span class="alert">{words.not_saved}" "{notices::reason(&trouble)}</span>
            <button type="button" class="button" on:click=move |_| document.save()>{crate::page::words().try_again}</button>
        }
        .into_any(),
        Saving::Conflict(edit) => {
            let (by, at) = edit.map_or_else(Default::default, |edit| (edit.by, page::with(|page| page.day(edit.at))));
            view! {
                <span class="alert">{fill(words.conflict, &[("by", &by), ("at", &at)])}</span>
                <button type="button" class="button" on:click=reload>{words.take_theirs}</button>
                <button type="button" class="button" on:click=move |_| document.insist()>{words.keep_mine}</button>
            }
            .into_any()
        }
    }
    };
    view! { <span class="saving" role="status">{text}</span> }
}

/// Undo and redo.
fn history(document: Document) -> impl IntoView {
    let words = &words().editor;
    view! {
        <span class="toggles">
            <button type="button" class="icon-button" title=words.undo disabled=move || !document.ways().0 on:click=move |_| document.step(true)>{crate::frame::icon("undo")}<span class="sr">{words.undo}</span></button>
            <button type="button" class="icon-button" title=words.redo disabled=move || !document.ways().1 on:click=move |_| document.step(false)>{crate::frame::icon("redo")}<span class="sr">{words.redo}</span></button>
        </span>
    }
}
