//! The prompts of a shop: what each does at this moment, and the switch that stops it.

mod file;
mod new;

pub use new::NewPromptPage;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use survey::authoring::{PromptSummary, Published, Standing};
use survey::console::Role;

use crate::load::{Loaded, follow};
use crate::page::{self, words};
use crate::parts::{foreign, step, whole};
use crate::session::Session;
use crate::words::name;
use crate::{api, shell};

/// The prompts of the shop in the address.
#[component]
pub fn Prompts() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().prompts.title);
    let prompts = follow::<Vec<PromptSummary>>(move || api::of_shop(&shop.get(), "prompts"));
    whole(prompts, "prompts", move || list(prompts, shop))
}

fn list(prompts: Loaded<Vec<PromptSummary>>, shop: Memo<String>) -> AnyView {
    let shared = words();
    let words = &shared.prompts;
    let session = Session::here();
    let may_edit = Memo::new(move |_| session.may(&shop.get(), Role::Editor));
    let ids = Memo::new(move |_| {
        let id = |one: &PromptSummary| one.id.clone();
        prompts
            .value
            .with(|all| all.iter().flatten().map(id).collect::<Vec<_>>())
    });
    let new = move || shell::shop_address(&shop.get(), "prompts/new");
    let file = move || api::of_shop(&shop.get(), "prompts.json");
    view! {
        <div class="title with-action">
            <div><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{words.heading}</h1></div>
            {move || may_edit.get().then(|| view! { <a class="button primary" href=new>{crate::frame::icon("add")}{words.new}</a> })}
        </div>
        {move || ids.with(Vec::is_empty).then(|| view! {
            <section class="card empty"><h2>{words.none}</h2><p>{words.none_means}</p>
                {may_edit.get().then(|| view! { <p><a class="button primary" href=new>{words.first}</a></p> })}
            </section>
        })}
        <ul class="prompts">
            <For each=move || ids.get() key=Clone::clone children=move |id| one(prompts, shop, may_edit, id) />
        </ul>
        <p class="fine">{words.order_means}</p>
        <p class="buttons">
            <a class="button" href=file rel="external" download="prompts.json">{shared.file.export}</a>
            {move || may_edit.get().then(|| file::import(prompts, shop))}
        </p>
    }
    .into_any()
}

fn one(
    prompts: Loaded<Vec<PromptSummary>>,
    shop: Memo<String>,
    may_edit: Memo<bool>,
    id: String,
) -> impl IntoView {
    let this = id.clone();
    let summary = Memo::new(move |_| {
        prompts
            .value
            .with(|all| all.iter().flatten().find(|one| one.id == this).cloned())
    });
    let address = {
        let id = id.clone();
        move || shell::shop_address(&shop.get(), &format!("prompts/{}", api::part(&id)))
    };
    let results =
        move || shell::shop_address(&shop.get(), &format!("prompts/{}/results", api::part(&id)));
    move || {
        let summary = summary.get()?;
        let shared = words();
        let words = &shared.prompts;
        let state = summary.state.name();
        let (language, text) = page::with(|page| {
            let (language, text) = page.pick(&summary.question);
            (language.to_owned(), text.to_owned())
        });
        // Links of the same name are told apart by their question.
        let asked = text.clone();
        let title = if text.is_empty() {
            foreign("", shared.frame.nameless.to_owned())
        } else {
            foreign(&language, text)
        };
        let steps: Vec<_> = summary
            .steps
            .iter()
            .map(|one| view! { <span class="chip"><bdi>{step(one)}</bdi></span> })
            .collect();
        let number = |n: i64| page::with(|page| page.count(n));
        let figures = (summary.version.is_some()).then(|| {
            let seen = match summary.state {
                Standing::Rehearsal => (words.would_show, summary.withheld),
                _ => (words.shown_today, summary.shown),
            };
            view! {
                <dl class="today">
                    <div><dt>{seen.0}</dt><dd>{number(seen.1)}</dd></div>
                    <div><dt>{words.answered_today}</dt><dd>{number(summary.answered)}</dd></div>
                </dl>
            }
        });
        let kind = (!summary.kind.is_empty())
            .then(|| view! { <span>{name(shared.kinds, &summary.kind)}</span> });
        let draft = (summary.draft && summary.version.is_some())
            .then(|| view! { <span class="chip warn">{words.has_draft}</span> });
        let tests = (summary.tests > 0).then(|| {
            let tests = page::with(|page| page.counted(words.tests_today, summary.tests));
            let there = format!("answers?test=true&prompt={}", api::part(&summary.id));
            view! { <a class="chip" href=move || shell::shop_address(&shop.get(), &there)>{tests}</a> }
        });
        let why = format!("prompts/{}/why", api::part(&summary.id));
        let ways = summary.version.is_some().then(|| {
            let said = format!("answers?prompt={}", api::part(&summary.id));
            // Whoever sees a question that nobody is shown wants to know why.
            let why_name = match summary.state == Standing::Live && summary.shown == 0 {
                true => shared.frame.why_nobody,
                false => shared.frame.why,
            };
            view! {
                <p class="ways">
                    <a href=results.clone()>{shared.frame.results}<span class="sr">" "{asked.clone()}</span></a>
                    <a href=move || shell::shop_address(&shop.get(), &said)>{shared.frame.answers}<span class="sr">" "{asked.clone()}</span></a>
                    <a href=move || shell::shop_address(&shop.get(), &why)>{why_name}<span class="sr">" "{asked.clone()}</span></a>
                </p>
            }
        });
        Some(view! {
            <li class="card prompt" data-prompt=summary.id.clone() data-state=state>
                <div class="grow">
                    <p class="about"><span class="state" data-state=state>{name(shared.states, state)}</span>{kind}{steps}{draft}{tests}</p>
                    <h2><a href=address.clone()>{title}</a></h2>
                    {ways}
                </div>
                {figures}
                {may_edit.get().then(|| switch(prompts, shop, &summary))}
            </li>
        })
    }
}

/// Stops a prompt or lets it go on; within seconds every shopper's page knows.
fn switch(
    prompts: Loaded<Vec<PromptSummary>>,
    shop: Memo<String>,
    summary: &PromptSummary,
) -> Option<AnyView> {
    let words = &words().prompts;
    let (is_on, to) = match summary.state {
        Standing::Live | Standing::Scheduled => (true, "paused"),
        Standing::Paused | Standing::Rehearsal => (false, "live"),
        Standing::Draft | Standing::Ended => return None,
    };
    let id = summary.id.clone();
    // It turns at once, and back if the server does not agree.
    let shown = RwSignal::new(is_on);
    let press = move |_| {
        if shown.get_untracked() != is_on {
            return;
        }
        shown.set(!is_on);
        let address = api::of_shop(
            &shop.get_untracked(),
            &format!("prompts/{}/state", api::part(&id)),
        );
        spawn_local(async move {
            match api::post::<Published>(&address, &json!({ "state": to })).await {
                Ok(_) => prompts.refresh(),
                Err(why) => {
                    shown.try_set(is_on);
                    prompts.trouble.set(Some(why));
                }
            }
        });
    };
    let view = view! { <button type="button" class="switch" role="switch" aria-checked=move || shown.get().to_string() on:click=press><span class="sr">{words.asked}</span></button> };
    Some(view.into_any())
}
