//! Small controls that read and write one place of a draft.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::document::Document;
use super::texts::field_id;
use crate::words::Counted;
use crate::{json, page};

/// A choice by value and name.
pub type Options = Vec<(String, String)>;

/// Options out of a table of words.
pub fn options(names: &[(&str, &str)]) -> Options {
    names
        .iter()
        .map(|(id, name)| ((*id).to_owned(), (*name).to_owned()))
        .collect()
}

/// A choice of one of several; `change` gets the value that was chosen.
pub fn select(
    label: &'static str,
    options: Options,
    chosen: Signal<String>,
    change: impl Fn(String) + 'static,
) -> AnyView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, name)| {
            let this = value.clone();
            let selected = move || chosen.with(|chosen| *chosen == this);
            view! { <option value=value prop:selected=selected>{name}</option> }
        })
        .collect();
    view! {
        <select aria-label=label on:change=move |event| change(event_target_value(&event))>{options}</select>
    }
    .into_any()
}

/// A whole number at a place, between two ends; empty takes it away.
pub fn number(
    document: Document,
    place: impl Into<String>,
    label: &'static str,
    (least, most): (u32, u32),
) -> AnyView {
    let place = place.into();
    let id = field_id(&place);
    let text = document.text(place.clone());
    let flaw = document.flaw(place.clone());
    let write = move |event: web_sys::Event| {
        let written = event_target_value(&event);
        let value = match json::number(&written) {
            Some(number) if number.fract() == 0.0 => json!(number as i64),
            Some(number) => json!(number),
            None => Value::Null,
        };
        document.set(&place, value);
    };
    view! {
        <input
            id=id class="number" type="number" inputmode="numeric" min=least.to_string() max=most.to_string() aria-label=label
            aria-invalid=move || flaw.with(|flaw| !flaw.is_empty()).then_some("true")
            prop:value=move || text.get() on:input=write
        />
    }
    .into_any()
}

/// [`number`] with its unit behind it, which follows the number.
pub fn amount(
    document: Document,
    place: impl Into<String>,
    unit: Counted,
    ends: (u32, u32),
) -> AnyView {
    let place = place.into();
    let value = document.at(place.clone());
    let label = crate::words::counted(unit, "other");
    let unit = move || match value.with(Value::as_i64) {
        Some(n) => page::with(|page| page.counted(unit, n)),
        None => label.to_owned(),
    };
    view! { {number(document, place, label, ends)}<span>{unit}</span> }.into_any()
}

/// A short text at a place, such as a name or an address; empty takes it away.
pub fn line(document: Document, place: impl Into<String>, label: &'static str) -> AnyView {
    let place = place.into();
    let id = field_id(&place);
    let text = document.text(place.clone());
    let flaw = document.flaw(place.clone());
    let write = move |event: web_sys::Event| {
        let written = event_target_value(&event);
        document.set(
            &place,
            if written.is_empty() {
                Value::Null
            } else {
                Value::String(written)
            },
        );
    };
    view! {
        <input
            id=id class="line" type="text" autocomplete="off" dir="auto" aria-label=label
            aria-invalid=move || flaw.with(|flaw| !flaw.is_empty()).then_some("true")
            prop:value=move || text.get() on:input=write
        />
    }
    .into_any()
}

/// Something that is so or not; `usual` is what it is where the draft does not say.
pub fn check(
    document: Document,
    place: impl Into<String>,
    label: &'static str,
    usual: bool,
) -> AnyView {
    let place = place.into();
    let value = document.at(place.clone());
    let is_on = move || value.with(|value| value.as_bool().unwrap_or(usual));
    let write = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        document.set(&place, if on == usual { Value::Null } else { json!(on) });
    };
    view! {
        <label class="check"><input type="checkbox" prop:checked=is_on on:change=write /><span>{label}</span></label>
    }
    .into_any()
}

/// Several of several, as chips that are on or off; the place holds a list of values.
pub fn chips(
    document: Document,
    place: impl Into<String>,
    label: &'static str,
    options: Options,
) -> AnyView {
    let place = place.into();
    let value = document.at(place.clone());
    let chips: Vec<_> = options
        .into_iter()
        .map(|(option, name)| {
            let (this, place) = (option.clone(), place.clone());
            let has = move || value.with(|list| list.as_array().is_some_and(|list| list.iter().any(|one| *one == this)));
            let has_now = has.clone();
            let toggle = move |_| {
                let on = untrack(&has_now);
                document.change(&place, |draft| {
                    let mut list = super::place::get(draft, &place).as_array().cloned().unwrap_or_default();
                    match on {
                        true => list.retain(|one| *one != option),
                        false => list.push(json!(option)),
                    }
                    super::place::set(draft, &place, json!(list));
                });
            };
            view! { <button type="button" class="toggle" aria-pressed=move || has().to_string() on:click=toggle>{name}</button> }
        })
        .collect();
    view! { <div class="toggles" role="group" aria-label=label>{chips}</div> }.into_any()
}

/// A button that takes something out of the draft.
pub fn remove(document: Document, place: String, label: &'static str) -> AnyView {
    view! {
        <button type="button" class="remove" title=label on:click=move |_| document.set(&place, Value::Null)>
            {crate::frame::icon("close")}<span class="sr">{label}</span>
        </button>
    }
    .into_any()
}

/// A button that adds a value to the end of the list at a place.
pub fn add(
    document: Document,
    place: &'static str,
    label: &'static str,
    new: impl Fn(&Value) -> Value + 'static,
) -> AnyView {
    let press = move |_| {
        document.change("", |draft| {
            let value = new(draft);
            let mut list = super::place::get(draft, place)
                .as_array()
                .cloned()
                .unwrap_or_default();
            list.push(value);
            super::place::set(draft, place, Value::Array(list));
        });
    };
    view! {
        <button type="button" class="add" on:click=press>{crate::frame::icon("add")}<span>{label}</span></button>
    }
    .into_any()
}

/// The rows of the list at a place, drawn anew only where their number changes.
pub fn rows(
    document: Document,
    place: &'static str,
    row: impl Fn(usize, String) -> AnyView + Send + 'static,
) -> AnyView {
    let count = document.count(place);
    (move || {
        (0..count.get())
            .map(|index| row(index, format!("{place}/{index}")))
            .collect::<Vec<_>>()
    })
    .into_any()
}
