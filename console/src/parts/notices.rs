//! What stands in the place of a page: what went wrong, what to do first.

use leptos::prelude::*;

use crate::api::Trouble;
use crate::page::{Page, words};
use crate::refused;
use crate::shell;
use crate::words::{Empty, fill, known};

/// What went wrong before there was anything to show, and a way to try again.
pub fn failed(trouble: &Trouble, again: impl Fn() + 'static) -> AnyView {
    if matches!(trouble, Trouble::Refused { status: 404, .. }) {
        return nothing_here();
    }
    let words = words();
    view! {
        <main id="main" tabindex="-1" class="page notice" data-stage="failed">
            <h1>{words.failed}</h1>
            <p role="alert">{reason(trouble)}</p>
            <p><button type="button" class="button" on:click=move |_| again()>{words.try_again}</button></p>
        </main>
    }
    .into_any()
}

/// That nothing is at this address, and a way back.
pub fn nothing_here() -> AnyView {
    let words = &words().frame;
    view! {
        <main id="main" tabindex="-1" class="page notice" data-stage="failed">
            <h1>{words.not_found}</h1>
            <p>{words.not_found_means}</p>
            <p><a class="button" href="/console/">{words.home}</a></p>
        </main>
    }
    .into_any()
}

/// Nothing to see yet: a first shop for whoever may make one.
pub fn first_shop(may_make: bool) -> AnyView {
    let words = words();
    let what = if may_make {
        &words.no_shop
    } else {
        &words.frame.no_shop_of_mine
    };
    view! {
        <section class="notice" data-stage="no-shop">
            <h1>{what.what}</h1>
            <p>{what.next}</p>
            {may_make.then(|| view! { <p><a class="button primary" href="/console/new-shop">{words.frame.make_shop}</a></p> })}
        </section>
    }
    .into_any()
}

/// A shop without prompts.
pub fn no_prompt(page: &Page, shop: &str) -> AnyView {
    let words = page.words;
    view! {
        <section class="card empty">
            <h2>{words.no_prompt.what}</h2>
            <p>{words.no_prompt.next}</p>
            <p><a class="button primary" href=shell::shop_address(shop, "prompts/new")>{words.prompts.first}</a></p>
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
            <p><a href=shell::shop_address(shop, "installation")>{words.check}</a></p>
        </section>
    }
    .into_any()
}

/// Why there is nothing, or nothing new.
pub fn reason(trouble: &Trouble) -> String {
    let words = words();
    match trouble {
        Trouble::SignedOut => words.signing.signed_out.to_owned(),
        Trouble::Unreachable => words.unreachable.to_owned(),
        Trouble::Unreadable => words.unreadable.to_owned(),
        Trouble::Refused {
            status,
            code,
            detail,
            params,
            flaws,
            ..
        } => {
            if !flaws.is_empty() {
                return flaws
                    .iter()
                    .map(refused::line)
                    .collect::<Vec<_>>()
                    .join("\n");
            }
            let told = known(words.refusals.codes, code);
            if let Some(told) = told {
                return refused::sentence(told, params);
            }
            match detail.as_str() {
                "" => fill(words.refused, &[("status", &status.to_string())]),
                detail => detail.to_owned(),
            }
        }
    }
}

/// Something to copy. It never wraps, so it scrolls, and what scrolls takes the keyboard.
pub fn code(text: String) -> AnyView {
    view! { <pre dir="ltr" tabindex="0"><code>{text}</code></pre> }.into_any()
}
