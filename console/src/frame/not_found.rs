//! An address at which nothing is.

use leptos::prelude::*;

use crate::page::words;
use crate::shell;

/// Says so, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    let words = words().frame();
    shell::set_title(words.not_found);
    view! {
        <main id="main" tabindex="-1" class="page notice">
            <h1>{words.not_found}</h1>
            <p>{words.not_found_means}</p>
            <p><a class="button" href="/console/">{words.home}</a></p>
        </main>
    }
}
