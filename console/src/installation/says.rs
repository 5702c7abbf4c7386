//! What a check says, in the words of the page.

use leptos::prelude::*;
use survey::check::{Check, Sentence};

use crate::page::Page;
use crate::parts::coded;
use crate::words::{fill, fill_from, known, name};

/// Every sentence, with names of code set as code. Of one that is not known here the server's
/// English has to do.
pub fn says(page: &Page, check: &Check) -> Vec<AnyView> {
    let told: Option<Vec<_>> = check.said.iter().map(|one| sentence(page, one)).collect();
    match told.filter(|told| !told.is_empty()) {
        Some(told) => coded(&told.join(" ")),
        None => {
            vec![view! { <span lang="en" dir="ltr">{coded(&check.says)}</span> }.into_any()]
        }
    }
}

fn sentence(page: &Page, one: &Sentence) -> Option<String> {
    let told = known(page.words.checking.says, &one.code)?;
    let written = |name: &str, value: &str| written(page, name, value);
    Some(fill_from(told, &one.params, written))
}

/// What a sentence speaks of, as the reader writes it.
fn written(page: &Page, what: &str, value: &str) -> String {
    let words = page.words;
    let each = |one: &dyn Fn(&str) -> String| {
        let all: Vec<_> = value.split(", ").map(one).collect();
        all.join(", ")
    };
    match (what, value) {
        ("ago", at) => page.ago(at.parse().unwrap_or_default()),
        ("step" | "steps", _) => each(&|step| match step {
            "" => words.checking.no_step.to_owned(),
            "*" => words.checking.any_step.to_owned(),
            step => name(words.steps, step),
        }),
        ("lang" | "langs", _) => each(&|lang| page.language(lang)),
        ("origin", "") => words.checking.server.to_owned(),
        ("page", of) if of.split('/').count() <= 3 => {
            fill(words.checking.page_of, &[("origin", of)])
        }
        ("n" | "version", n) => n.parse().map_or_else(|_| n.to_owned(), |n| page.count(n)),
        // What a page says of itself must not begin code.
        (_, value) => value.replace('`', "'"),
    }
}
