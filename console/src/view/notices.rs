//! What stands in the place of numbers: how to sign in, what went wrong, what to do
//! first.

use leptos::prelude::*;

use crate::api::Trouble;
use crate::app::Console;
use crate::page::Page;
use crate::shell;
use crate::words::{Empty, Words, fill};

/// The command that reads a shop's file.
const IMPORT: &str = "tillside import --data DIR shop.json";

/// How to get a link to sign in.
pub fn sign_in(console: Console) -> AnyView {
    let words = console.page.with_value(|page| page.words);
    let [restart, command] = words.sign_in_ways;
    view! {
        <main id="numbers" class="page notice" data-stage="signed-out">
            <h1>{words.sign_in}</h1>
            <p>{words.sign_in_means}</p>
            <ol>
                <li>{restart}</li>
                <li>{command}{code("tillside sign-in-link --data DIR".to_owned())}</li>
            </ol>
            {again(console, words)}
        </main>
    }
    .into_any()
}

/// What went wrong before there were any numbers.
pub fn failed(console: Console, trouble: Trouble) -> AnyView {
    let words = console.page.with_value(|page| page.words);
    view! {
        <main id="numbers" class="page notice" data-stage="failed">
            <h1>{words.failed}</h1>
            <p role="alert">{reason(words, trouble)}</p>
            {again(console, words)}
        </main>
    }
    .into_any()
}

/// A server without shops.
pub fn no_shop(page: &Page) -> AnyView {
    let words = page.words;
    view! {
        <main id="numbers" class="page notice" data-stage="no-shop">
            <h1>{words.no_shop.what}</h1>
            <p>{words.no_shop.next}</p>
            {code(IMPORT.to_owned())}
        </main>
    }
    .into_any()
}

/// A shop without prompts.
pub fn no_prompt(page: &Page) -> AnyView {
    let words = page.words;
    view! {
        <section class="card empty">
            <h2>{words.no_prompt.what}</h2>
            <p>{words.no_prompt.next}</p>
            {code(IMPORT.to_owned())}
        </section>
    }
    .into_any()
}

/// A prompt without what would be shown.
pub fn empty(empty: &'static Empty) -> AnyView {
    view! {
        <div class="empty">
            <p class="what">{empty.what}</p>
            <p>{empty.next}</p>
        </div>
    }
    .into_any()
}

/// A shop that nobody has been seen in: the tag for its pages.
pub fn no_visit(page: &Page, shop: &str) -> AnyView {
    let words = page.words;
    let tag = format!(
        r#"<script async crossorigin src="{}/s/{shop}.js"></script>"#,
        shell::origin()
    );
    view! {
        <section class="card empty">
            <h2>{words.no_visit.what}</h2>
            <p>{words.no_visit.next}</p>
            {code(tag)}
            <p><a href=shell::check_address(shop)>{words.check}</a></p>
        </section>
    }
    .into_any()
}

/// Why there are no numbers, or no new ones.
pub fn reason(words: &Words, trouble: Trouble) -> String {
    match trouble {
        Trouble::SignedOut => words.sign_in.to_owned(),
        Trouble::Unreachable => words.unreachable.to_owned(),
        Trouble::Unreadable => words.unreadable.to_owned(),
        Trouble::Refused(status) => fill(words.refused, &[("status", &status.to_string())]),
    }
}

fn again(console: Console, words: &Words) -> impl IntoView {
    view! {
        <p><button type="button" class="button" on:click=move |_| console.refresh(true)>{words.try_again}</button></p>
    }
}

/// Something to copy. It never wraps, so it scrolls, and what scrolls takes the keyboard.
pub fn code(text: String) -> AnyView {
    view! { <pre dir="ltr" tabindex="0"><code>{text}</code></pre> }.into_any()
}
