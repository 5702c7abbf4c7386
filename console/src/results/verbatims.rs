//! What shoppers wrote, in their own words, language and direction.

use leptos::prelude::*;
use leptos::tachys::view::keyed::keyed;
use survey::results::{PromptResults, Verbatim};

use crate::page::Page;
use crate::parts::{foreign, step};
use crate::words::name;

/// How many stand open; the others are folded.
const OPEN: usize = 5;

/// The latest words of one version; nothing where there are none.
pub fn verbatims(page: &Page, results: &PromptResults) -> AnyView {
    if results.verbatims.is_empty() {
        return ().into_any();
    }
    let words = page.words;
    let (open, folded) = results
        .verbatims
        .split_at(results.verbatims.len().min(OPEN));
    let n = i64::try_from(folded.len()).unwrap_or(i64::MAX);
    let folded = (n > 0).then(|| {
        view! {
            <details>
                <summary>{page.counted(words.more_verbatims, n)}</summary>
                {list(page, results, folded)}
            </details>
        }
    });
    view! {
        <section class="part verbatims">
            <h3>{words.verbatims}</h3>
            {list(page, results, open)}
            {folded}
        </section>
    }
    .into_any()
}

/// Keyed, so that a new one slides in above and nothing that is being read changes.
fn list(page: &Page, results: &PromptResults, verbatims: &[Verbatim]) -> AnyView {
    let items: Vec<_> = verbatims
        .iter()
        .map(|verbatim| {
            let key = format!("{} {} {}", verbatim.answer, verbatim.from, verbatim.text);
            (key, one(page, results, verbatim))
        })
        .collect();
    let items = keyed(items, |(key, _)| key.clone(), |_, (_, item)| (|_| (), item));
    view! { <ul>{items}</ul> }.into_any()
}

fn one(page: &Page, results: &PromptResults, verbatim: &Verbatim) -> AnyView {
    let words = page.words;
    let option = verbatim.option.as_ref().map(|option| {
        let found = results
            .distribution
            .iter()
            .find(|known| known.option == *option);
        let (language, text) = match (option.parse(), found) {
            (Ok(score), _) => ("", page.score(score, &results.distribution)),
            (_, Some(found)) => page.option(found),
            (_, None) => ("", option.clone()),
        };
        view! { <span class="chip">{foreign(language, text)}</span> }
    });
    let follow_up =
        (verbatim.from == "follow_up").then(|| view! { <span>{words.from_follow_up}</span> });
    let path = verbatim
        .page
        .as_ref()
        .map(|path| view! { <bdi class="path" dir="ltr">{path.clone()}</bdi> });
    view! {
        <li data-answer=verbatim.answer.clone()>
            <blockquote lang=verbatim.lang.clone() dir="auto">{verbatim.text.clone()}</blockquote>
            <p class="context">
                {option}
                {follow_up}
                <span>{page.day(verbatim.at)}</span>
                <span><bdi>{step(&verbatim.step)}</bdi></span>
                <span>{name(words.devices, &verbatim.device)}</span>
                <span>{page.language(&verbatim.lang)}</span>
                {path}
            </p>
        </li>
    }
    .into_any()
}
