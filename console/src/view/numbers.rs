//! The page with numbers: the journey, a list of the questions, and each question.

use leptos::prelude::*;

use crate::api;
use crate::app::Console;
use crate::groups::{Group, groups};
use crate::page::Page;
use crate::view::{foreign, journey, notices, question};
use crate::words::{fill, name};

/// Everything, following the state.
pub fn numbers(console: Console) -> AnyView {
    let words = console.page.with_value(|page| page.words);
    let grouped = Memo::new(move |_| {
        console.results.with(|results| {
            results
                .as_ref()
                .map(|r| groups(&r.prompts))
                .unwrap_or_default()
        })
    });
    let shop = Memo::new(move |_| {
        console
            .results
            .with(|r| r.as_ref().map(|r| r.name.clone()).unwrap_or_default())
    });
    let steps = Memo::new(move |_| {
        console
            .results
            .with(|r| r.as_ref().map(|r| r.steps.clone()).unwrap_or_default())
    });
    let ids = Memo::new(move |_| {
        grouped.with(|groups| {
            groups
                .iter()
                .map(|g| g.latest.prompt.clone())
                .collect::<Vec<_>>()
        })
    });
    let unvisited = Memo::new(move |_| {
        console.results.with(|results| {
            results.as_ref().is_some_and(|r| {
                let silent = r.prompts.iter().all(|prompt| prompt.shown == 0);
                r.steps.is_empty() && silent && !r.prompts.is_empty()
            })
        })
    });
    let updated = move || {
        let time = console.page.with_value(|page| page.time(console.at.get()));
        fill(words.updated, &[("time", &time)])
    };
    let json = move || api::results_address(&console.chosen.get().unwrap_or_default());

    view! {
        <main id="numbers" class="page" data-stage="numbers">
            <p class="stale" role="status">{move || stale(console)}</p>
            <div class="title">
                <p><bdi>{move || shop.get()}</bdi><span class="updated">{updated}</span></p>
                <h1>{words.heading}</h1>
            </div>
            <div class="columns">
                <div class="side">
                    {move || console.page.with_value(|page| journey::journey(page, &steps.get()))}
                    {move || console.page.with_value(|page| contents(page, &grouped.get()))}
                </div>
                <div class="main">
                    {move || unvisited.get().then(|| no_visit(console))}
                    {move || ids.with(Vec::is_empty).then(|| console.page.with_value(notices::no_prompt))}
                    <For each=move || ids.get() key=Clone::clone children=move |id| one(console, grouped, id) />
                </div>
            </div>
            <p class="fine">{words.likely_means}</p>
            <p class="fine"><a href=json>{words.json}</a></p>
        </main>
    }
    .into_any()
}

fn no_visit(console: Console) -> AnyView {
    let shop = console.chosen.get_untracked().unwrap_or_default();
    console
        .page
        .with_value(|page| notices::no_visit(page, &shop))
}

/// One question, drawn again only when its own numbers change.
fn one(console: Console, grouped: Memo<Vec<Group>>, id: String) -> impl IntoView {
    let group = Memo::new(move |_| {
        grouped.with(|groups| {
            groups
                .iter()
                .find(|group| group.latest.prompt == id)
                .cloned()
        })
    });
    move || {
        let group = group.get()?;
        Some(
            console
                .page
                .with_value(|page| question::question(page, &group)),
        )
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

/// That the numbers are old, and why; empty while they are new.
pub fn stale(console: Console) -> String {
    let Some(trouble) = console.trouble.get() else {
        return String::new();
    };
    console.page.with_value(|page| {
        let why = notices::reason(page.words, trouble);
        let time = page.time(console.at.get_untracked());
        fill(page.words.stale, &[("time", &time), ("why", &why)])
    })
}
