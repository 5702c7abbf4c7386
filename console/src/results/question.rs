//! One question: its latest version in full and the earlier ones folded below it.

use leptos::prelude::*;
use survey::results::{FollowUpResults, PromptResults};

use crate::page::Page;
use crate::parts::{foreign, notices};
use crate::results::groups::Group;
use crate::results::{distribution, doubts, figures, verbatims};
use crate::words::{fill, name};

/// The anchor of a prompt on the page.
pub fn anchor(prompt: &str) -> String {
    format!("prompt-{prompt}")
}

/// A prompt with all its versions.
pub fn question(page: &Page, group: &Group) -> AnyView {
    let latest = &group.latest;
    let heading = || format!("{}-heading", anchor(&latest.prompt));
    let (language, text) = page.pick(&latest.question);
    view! {
        <article
            class="card question"
            id=anchor(&latest.prompt)
            aria-labelledby=heading()
            data-prompt=latest.prompt.clone()
            data-version=latest.version.to_string()
        >
            <header>
                {about(page, latest)}
                <h2 id=heading()>{foreign(language, text.to_owned())}</h2>
            </header>
            {body(page, latest)}
            {(!group.older.is_empty()).then(|| older(page, &group.older))}
        </article>
    }
    .into_any()
}

/// The state, the kind, the version and the id.
fn about(page: &Page, results: &PromptResults) -> AnyView {
    let words = page.words;
    let version = fill(
        words.version,
        &[("n", &page.count(i64::from(results.version)))],
    );
    view! {
        <p class="about">
            <span class="state" data-state=results.state.clone()>{name(words.states, &results.state)}</span>
            <span>{name(words.kinds, &results.kind)}</span>
            <span>{version}</span>
            <code>{results.prompt.clone()}</code>
        </p>
    }
    .into_any()
}

/// The numbers and words of one version, or what to do while there are none.
fn body(page: &Page, results: &PromptResults) -> AnyView {
    let words = page.words;
    let asked = results.shown > 0 || results.withheld > 0 || results.answered > 0;
    if !asked {
        let unseen = notices::empty(match results.state.as_str() {
            "live" => &words.live_unseen,
            "draft" => &words.draft_unseen,
            "rehearsal" => &words.rehearsed_unseen,
            _ => &words.paused_unseen,
        });
        return view! { <div>{unseen}{doubts::doubts(page, results)}</div> }.into_any();
    }
    let follow_ups: Vec<_> = results
        .follow_ups
        .iter()
        .map(|follow_up| follow_up_view(page, follow_up))
        .collect();
    let answers = if results.answered == 0 {
        notices::empty(&words.unanswered)
    } else {
        distribution::distribution(
            page,
            &results.kind,
            &results.distribution,
            results.answered,
            Some(words.distribution),
        )
    };
    let contacts =
        (results.kind == "contact").then(|| view! { <p class="soft">{words.contacts_apart}</p> });
    view! {
        <div>
            {figures::figures(page, results)}
            {doubts::doubts(page, results)}
            {answers}
            {contacts}
            {follow_ups}
            {verbatims::verbatims(page, results)}
        </div>
    }
    .into_any()
}

/// One follow-up.
pub fn follow_up_view(page: &Page, results: &FollowUpResults) -> AnyView {
    let words = page.words;
    let (language, text) = page.pick(&results.question);
    let told = match results.kind.as_str() {
        "text" if results.answered > 0 => Some(words.words_below),
        "contact" => Some(words.contacts_apart),
        _ => None,
    };
    let answers = (results.answered > 0).then(|| {
        distribution::distribution(
            page,
            &results.kind,
            &results.distribution,
            results.answered,
            None,
        )
    });
    view! {
        <section class="part follow-up">
            <p class="about"><span>{words.follow_up}</span><span>{page.counted(words.answers, results.answered)}</span></p>
            <h3>{foreign(language, text.to_owned())}</h3>
            {told.map(|told| view! { <p class="soft">{told}</p> })}
            {answers}
        </section>
    }
    .into_any()
}

/// Earlier versions, each folded.
fn older(page: &Page, older: &[PromptResults]) -> AnyView {
    let words = page.words;
    let one = |results: &PromptResults| {
        let (language, text) = page.pick(&results.question);
        view! {
            <section class="version" data-version=results.version.to_string()>
                {about(page, results)}
                <h3>{foreign(language, text.to_owned())}</h3>
                {body(page, results)}
            </section>
        }
    };
    let n = i64::try_from(older.len()).unwrap_or(i64::MAX);
    view! {
        <details class="part older">
            <summary>{page.counted(words.older, n)}</summary>
            <p class="soft">{words.older_means}</p>
            {older.iter().map(one).collect::<Vec<_>>()}
        </details>
    }
    .into_any()
}
