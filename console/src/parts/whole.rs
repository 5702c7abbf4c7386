//! A page as a whole: what stands there before, while and after its contents come.

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::load::Loaded;
use crate::page::{self, words};
use crate::parts;
use crate::words::fill;

/// The page below the frame: `contents` as soon as there is something, which then follows
/// what is loaded by itself; before that the outline of a page, or why there is nothing.
pub fn whole<T>(
    loaded: Loaded<T>,
    stage: &'static str,
    contents: impl Fn() -> AnyView + Send + 'static,
) -> AnyView
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let is_there = Memo::new(move |_| loaded.value.with(Option::is_some));
    let trouble = Memo::new(move |_| match is_there.get() {
        true => None,
        false => loaded.trouble.get(),
    });
    let page = move || match (is_there.get(), trouble.get()) {
        (true, _) => view! {
            <main id="main" tabindex="-1" class="page" data-stage=stage>
                <p class="stale" role="status">{move || stale(loaded)}</p>
                {contents()}
            </main>
        }
        .into_any(),
        (false, Some(trouble)) => parts::failed(&trouble, move || loaded.refresh()),
        (false, None) => bones(),
    };
    page.into_any()
}

/// The outline of a page whose contents are on their way.
pub fn bones() -> AnyView {
    view! {
        <main id="main" tabindex="-1" class="page" aria-busy="true">
            <h1 class="sr">{words().frame.loading}</h1>
            <div class="bones late" aria-hidden="true"><div class="bone title"></div><div class="bone tall"></div></div>
        </main>
    }
    .into_any()
}

/// That what is shown is old, and why; empty while it is new.
fn stale<T: Send + Sync + 'static>(loaded: Loaded<T>) -> String {
    let Some(trouble) = loaded.trouble.get() else {
        return String::new();
    };
    let why = parts::notices::reason(&trouble);
    let time = page::with(|page| page.time(loaded.at.get_untracked()));
    fill(words().stale, &[("time", &time), ("why", &why)])
}
