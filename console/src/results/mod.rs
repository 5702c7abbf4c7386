//! The page with numbers: the journey, a list of the questions, and each question.

mod distribution;
mod doubts;
mod figures;
pub mod groups;
mod journey;
mod question;
pub mod reading;
pub mod report;
mod verbatims;

pub use report::Report;

use leptos::prelude::*;
use survey::results::ShopResults;

use crate::api;
use crate::load::{Loaded, follow_live};
use crate::page::{self, Page, words};
use crate::parts::{foreign, notices, whole};
use crate::session::Session;
use crate::words::{fill, name};
use groups::{Group, groups};

/// The results of the shop in the address, which follow the answers.
#[component]
pub fn Results() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().title);
    let results = follow_live::<ShopResults>(shop, move || api::of_shop(&shop.get(), "results"));
    whole(results, "numbers", move || numbers(results, shop))
}

/// Everything, following what is loaded.
fn numbers(results: Loaded<ShopResults>, shop: Memo<String>) -> AnyView {
    let words = words();
    let of = move |what: fn(&ShopResults) -> bool| {
        Memo::new(move |_| results.value.with(|r| r.as_ref().is_some_and(what)))
    };
    let grouped = Memo::new(move |_| {
        let groups = |r: &ShopResults| groups(&r.prompts);
        results
            .value
            .with(|r| r.as_ref().map(groups).unwrap_or_default())
    });
    let steps = Memo::new(move |_| {
        let steps = |r: &ShopResults| r.steps.clone();
        results
            .value
            .with(|r| r.as_ref().map(steps).unwrap_or_default())
    });
    let name = Memo::new(move |_| {
        let name = |r: &ShopResults| r.name.clone();
        results
            .value
            .with(|r| r.as_ref().map(name).unwrap_or_default())
    });
    let ids = Memo::new(move |_| {
        let id = |group: &Group| group.latest.prompt.clone();
        grouped.with(|groups| groups.iter().map(id).collect::<Vec<_>>())
    });
    let unvisited = of(|r| {
        let silent = r.prompts.iter().all(|prompt| prompt.shown == 0);
        r.steps.is_empty() && silent && !r.prompts.is_empty()
    });
    let json = move || api::of_shop(&shop.get(), "results");
    view! {
        <div class="title">
            <p><bdi>{move || name.get()}</bdi>{updated(results)}</p>
            <h1>{words.heading}</h1>
        </div>
        <div class="columns">
            <div class="side">
                {move || page::with(|page| journey::journey(page, &steps.get()))}
                {move || page::with(|page| contents(page, &grouped.get()))}
            </div>
            <div class="main">
                {move || unvisited.get().then(|| page::with(|page| notices::no_visit(page, &shop.get_untracked())))}
                {move || ids.with(Vec::is_empty).then(|| page::with(|page| notices::no_prompt(page, &shop.get_untracked())))}
                <For each=move || ids.get() key=Clone::clone children=move |id| one(grouped, id) />
            </div>
        </div>
        <p class="fine">{words.likely_means}</p>
        <p class="fine"><a href=json rel="external">{words.json}</a></p>
    }
    .into_any()
}

/// When the newest numbers came, and a way to ask for newer ones.
fn updated(results: Loaded<ShopResults>) -> impl IntoView {
    let words = words();
    let session = Session::here();
    let time = move || page::with(|page| page.time(results.at.get()));
    let refresh = move |_| {
        results.refresh();
        let told = fill(
            words.refreshed,
            &[("time", &page::with(|page| page.time(page::now())))],
        );
        session.spoken.set(told);
    };
    view! {
        <span class="updated">{move || fill(words.updated, &[("time", &time())])}</span>
        <button type="button" class="small" on:click=refresh>{words.refresh}</button>
    }
}

/// One question, drawn again only when its own numbers change.
fn one(grouped: Memo<Vec<Group>>, id: String) -> impl IntoView {
    let group = Memo::new(move |_| {
        let is_it = |group: &&Group| group.latest.prompt == id;
        grouped.with(|groups| groups.iter().find(is_it).cloned())
    });
    move || {
        let group = group.get()?;
        Some(page::with(|page| question::question(page, &group)))
    }
}

/// The questions as links, where there are several.
fn contents(page: &Page, groups: &[Group]) -> Option<AnyView> {
    let words = page.words;
    let link = |group: &Group| {
        let (language, text) = page.pick(&group.latest.question);
        let state = group.latest.state.clone();
        view! {
            <li>
                <a href=format!("#{}", question::anchor(&group.latest.prompt))>
                    <span class="dot" data-state=state.clone() aria-hidden="true"></span>
                    <span>{foreign(language, text.to_owned())}</span>
                    <span class="sr">{format!(" ({})", name(words.states, &state))}</span>
                </a>
            </li>
        }
    };
    (groups.len() > 1).then(|| {
        view! {
            <nav class="contents" aria-labelledby="contents">
                <h2 id="contents">{words.questions}</h2>
                <ul>{groups.iter().map(link).collect::<Vec<_>>()}</ul>
            </nav>
        }
        .into_any()
    })
}
