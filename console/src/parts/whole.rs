//! A page as a whole: what stands there before, while and after its contents come.

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::api::Trouble;
use crate::load::Loaded;
use crate::page::{self, words};
use crate::parts;
use crate::session::Session;
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
    let (is_there, trouble) = state(loaded);
    let session = Session::here();
    on_cleanup(move || session.is_begun.set_value(true));
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

/// Whether there is something, and why not.
fn state<T>(loaded: Loaded<T>) -> (Memo<bool>, Memo<Option<Trouble>>)
where
    T: Send + Sync + 'static,
{
    let is_there = Memo::new(move |_| loaded.value.with(Option::is_some));
    let trouble = Memo::new(move |_| match is_there.get() {
        true => None,
        false => loaded.trouble.get(),
    });
    (is_there, trouble)
}

/// What stands inside a page once something else that it needs is there too; before that its
/// outline, or why there is nothing.
pub fn besides<T>(
    loaded: Loaded<T>,
    contents: impl Fn(&T) -> Option<AnyView> + Send + 'static,
) -> AnyView
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let (is_there, trouble) = state(loaded);
    let inside = move || match (is_there.get(), trouble.get()) {
        (true, _) => loaded
            .value
            .with_untracked(|value| value.as_ref().and_then(&contents)),
        (false, Some(trouble)) => {
            let again = move |_| loaded.refresh();
            let why = parts::notices::reason(&trouble);
            let view = view! { <p class="alert" role="alert">{why}</p><p><button type="button" class="button" on:click=again>{words().try_again}</button></p> };
            Some(view.into_any())
        }
        (false, None) => Some(outline()),
    };
    inside.into_any()
}

/// The outline of a page whose contents are on their way.
pub fn bones() -> AnyView {
    view! { <main id="main" tabindex="-1" class="page" aria-busy="true">{outline()}</main> }
        .into_any()
}

/// What a page is like that is not there yet.
fn outline() -> AnyView {
    // Most pages that follow are there before anybody could see what they are like.
    let is_late = Session::here().is_begun.get_value();
    view! {
        <h1 class="sr">{words().frame.loading}</h1>
        <div class="bones" class:late=is_late aria-hidden="true"><div class="bone title"></div><div class="bone tall"></div></div>
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
