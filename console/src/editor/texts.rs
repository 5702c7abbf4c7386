//! Fields for texts that shoppers read: one for the language that is being written, beside the
//! text in the shop's own language, from which people translate.

use leptos::prelude::*;
use serde_json::Value;

use super::document::Document;
use super::lines;
use crate::page::{self, words};
use crate::words::fill;

/// What a text is for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What it is called.
    pub label: &'static str,
    /// What helps to write it; may be empty.
    pub help: &'static str,
    /// Whether it may be of several lines.
    pub long: bool,
    /// The room of a line on a phone, in `em`; 0 where it does not matter.
    pub room: f64,
}

impl Asked {
    /// A short text.
    pub fn short(label: &'static str) -> Asked {
        Asked {
            label,
            help: "",
            long: false,
            room: 0.0,
        }
    }
}

/// The fields of the text at a place.
pub fn texts(document: Document, place: impl Into<String>, asked: Asked) -> AnyView {
    let place = place.into();
    let id = field_id(&place);
    let wrong_id = format!("{id}-wrong");
    let flaw = document.flaw(place.clone());
    let own = document
        .languages
        .with_value(|all| all.first().cloned().unwrap_or_default());
    let language = document.language;
    let is_own = {
        let own = own.clone();
        Memo::new(move |_| language.with(|language| *language == own))
    };
    let source = document.text(format!("{place}/{own}"));
    let here = move || format!("{place}/{}", language.get());
    let text = {
        let here = here.clone();
        Memo::new(move |_| document.text(here()).get())
    };
    let write = move |event: web_sys::Event| {
        let written = event_target_value(&event);
        let value = if written.is_empty() {
            Value::Null
        } else {
            Value::String(written)
        };
        document.set(&untrack(&here), value);
    };
    let input = {
        let (id, wrong_id) = (id.clone(), wrong_id.clone());
        move || {
            let (id, described, write) = (id.clone(), wrong_id.clone(), write.clone());
            let lang = move || language.get();
            match asked.long {
                true => view! {
                    <textarea id=id rows="2" lang=lang dir="auto" aria-describedby=described prop:value=move || text.get() on:input=write></textarea>
                }
                .into_any(),
                false => view! {
                    <input id=id type="text" lang=lang dir="auto" autocomplete="off" aria-describedby=described prop:value=move || text.get() on:input=write />
                }
                .into_any(),
            }
        }
    };
    let beside = move || {
        let own = own.clone();
        (!is_own.get() && source.with(|text| !text.is_empty()))
            .then(|| view! { <p class="source" lang=own dir="auto">{source.get()}</p> })
    };
    let is_missing = move || text.with(String::is_empty) && source.with(|text| !text.is_empty());
    let note = move || {
        let words = &words().editor;
        if is_missing() {
            let language = page::with(|page| page.language(&language.get()));
            return fill(words.untranslated, &[("language", &language)]);
        }
        match asked.room > 0.0 {
            true => text.with(|text| long(text, asked.room)),
            false => String::new(),
        }
    };
    view! {
        <div class="field text" class:missing=is_missing class:wrong=move || flaw.with(|flaw| !flaw.is_empty())>
            <label for=id>{asked.label}</label>
            {beside}
            {input()}
            {(!asked.help.is_empty()).then(|| view! { <p class="help">{asked.help}</p> })}
            <p class="note">{note}</p>
            <p class="problem" id=wrong_id aria-live="polite">{move || flaw.get()}</p>
        </div>
    }
    .into_any()
}

/// That a text takes rather many lines; empty where it does not.
fn long(text: &str, room: f64) -> String {
    match lines::lines(text, room) {
        few if few <= lines::MOST => String::new(),
        many => {
            let many = i64::try_from(many).unwrap_or(i64::MAX);
            page::with(|page| page.counted(words().editor.rather_long, many))
        }
    }
}

/// The id of the field of a place.
pub fn field_id(place: &str) -> String {
    format!("at{}", place.replace('/', "-"))
}
