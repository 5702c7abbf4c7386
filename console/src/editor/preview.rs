//! The real card beside the form, in a page like a shop's: what is written is what is shown.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::{Value, json};

use super::document::Document;
use super::place::get;
use super::rest::after_rest;
use crate::api::{self, Trouble};
use crate::page::{self, words};
use crate::parts::notices;
use crate::shell;

/// How long nothing must change before the card is shown anew.
const REST: Duration = Duration::from_millis(500);

/// What the server makes of a draft.
#[derive(Deserialize)]
struct Made {
    token: String,
}

/// The preview of a draft of this shop; `faint` says what of the shop's colours can hardly be
/// seen, and is empty where all can.
pub fn preview(document: Document, shop: String, faint: String) -> impl IntoView {
    let settings = shell::shop_address(&shop, "settings");
    let faint = (!faint.is_empty()).then(|| view! { <p class="note">{faint}" "<a href=settings>{page::words().frame.settings}</a></p> });
    let words = &words().editor;
    let address = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<Trouble>);
    let is_phone = RwSignal::new(true);
    let is_dark = RwSignal::new(false);
    let times = StoredValue::new(0_u32);
    let show = {
        let shop = shop.clone();
        move || {
            let draft = document.value.get_untracked();
            let (language, scheme) = (
                document.language.get_untracked(),
                if is_dark.get_untracked() {
                    "dark"
                } else {
                    "light"
                },
            );
            let step = get(&draft, "/steps/0")
                .as_str()
                .unwrap_or("cart")
                .to_owned();
            let stage = format!(
                "/console/stage/{}?lang={}&step={}&scheme={scheme}",
                api::part(&shop),
                api::part(&language),
                api::part(&step)
            );
            let to = api::of_shop(&shop, "previews");
            spawn_local(async move {
                let made: Result<Made, _> = api::post(&to, &at_once(draft)).await;
                match made {
                    Ok(made) => {
                        let Some(n) = times.try_update_value(|times| {
                            *times += 1;
                            *times
                        }) else {
                            return;
                        };
                        trouble.set(None);
                        // Another address each time, for a frame is not loaded anew by its fragment.
                        address.set(format!("{stage}&n={n}#tillside=preview:{}", made.token));
                    }
                    Err(why) => {
                        trouble.try_set(Some(why));
                    }
                }
            });
        }
    };
    let seen = move || {
        document.value.track();
        document.language.track();
        is_dark.track();
    };
    after_rest(REST, seen, show);
    let problem = move || {
        trouble.get().map(
            |trouble| view! { <p class="note">{words.not_whole}" "{notices::reason(&trouble)}</p> },
        )
    };
    view! {
        <section class="preview" aria-labelledby="preview">
            <div class="preview-bar">
                <h2 id="preview">{words.preview}</h2>
                <div class="toggles">
                    {switch(is_phone, words.phone, words.desktop)}
                    {switch(is_dark, words.dark, words.light)}
                </div>
            </div>
            <div class="stage" class:phone=move || is_phone.get() class:dark=move || is_dark.get()>
                {move || {
                    let address = address.get();
                    (!address.is_empty()).then(|| view! { <iframe title=words.preview src=address></iframe> })
                }}
            </div>
            {problem}
            {faint}
            <p class="help">{words.preview_means}</p>
        </section>
    }
}

/// One of two, of which the first is so.
fn switch(first: RwSignal<bool>, yes: &'static str, no: &'static str) -> impl IntoView {
    view! {
        <button type="button" class="toggle" aria-pressed=move || first.get().to_string() on:click=move |_| first.set(true)>{yes}</button>
        <button type="button" class="toggle" aria-pressed=move || (!first.get()).to_string() on:click=move |_| first.set(false)>{no}</button>
    }
}

/// The draft as it is shown here: at once, to everybody, in the corner of the page.
fn at_once(mut draft: Value) -> Value {
    if let Some(members) = draft.as_object_mut() {
        for member in ["targeting", "sampling", "experiment", "schedule", "cap"] {
            members.remove(member);
        }
        members.insert("trigger".to_owned(), json!({ "time": 0 }));
        members.insert("placement".to_owned(), json!("card"));
        members.entry("id").or_insert_with(|| json!("draft"));
    }
    draft
}

/// The languages of the shop, with what is still to be translated into each.
pub fn languages(document: Document) -> impl IntoView {
    let words = &words().editor;
    let tabs: Vec<_> = document
        .languages
        .get_value()
        .into_iter()
        .map(|tag| {
            let (this, of) = (tag.clone(), tag.clone());
            let missing = Memo::new(move |_| document.value.with(|draft| super::place::untranslated(draft, &of).len()));
            let is_here = move || document.language.with(|language| *language == this);
            let name = page::with(|page| page.language(&tag));
            let count = move || {
                let n = i64::try_from(missing.get()).unwrap_or(i64::MAX);
                (n > 0).then(|| {
                    let told = page::with(|page| page.counted(words.missing, n));
                    view! { <span class="count" aria-hidden="true">{page::with(|page| page.count(n))}</span><span class="sr">{told}</span> }
                })
            };
            view! { <button type="button" class="toggle" lang=tag.clone() aria-pressed=move || is_here().to_string() on:click=move |_| document.language.set(tag.clone())>{name}{count}</button> }
        })
        .collect();
    view! { <div class="toggles languages" role="group" aria-label=words.languages>{tabs}</div> }
}
