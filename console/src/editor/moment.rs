//! When it is asked, as a sentence: on which steps, and what must have happened there.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{Options, amount, chips, line, number, options, remove, select};
use super::document::Document;
use super::place::{get, set};
use crate::page::words;

/// The step at which something is asked, and its trigger.
pub fn moment(document: Document) -> AnyView {
    let words = &words().editor;
    let steps: Options = options(crate::page::words().steps);
    let flaw = document.flaw("/trigger");
    view! {
        <div class="sentence"><span>{words.on_steps}</span>{chips(document, "/steps", words.on_steps, steps)}</div>
        <p class="help">{words.on_steps_means}</p>
        {triggers(document)}
        <p class="problem">{move || flaw.get()}</p>
        <div class="sentence"><span>{words.placement}</span>{placement(document)}</div>
    }
    .into_any()
}

/// Every trigger in a row of its own; with several, whether one or all of them must happen.
fn triggers(document: Document) -> AnyView {
    let words = &words().editor;
    let shape = Memo::new(move |_| document.value.with(|draft| shape(get(draft, "/trigger"))));
    let row = move |place: String| trigger(document, place);
    let several = move |how: &'static str, count: usize| {
        let change = move |new: String| {
            document.change("", |draft| {
                let list = get(draft, &format!("/trigger/{how}")).clone();
                set(draft, "/trigger", json!({ new: list }));
            });
        };
        let rows: Vec<_> = (0..count)
            .map(|index| row(format!("/trigger/{how}/{index}")))
            .collect();
        view! {
            <div class="sentence"><span>{words.when}</span>{select(words.when, options(words.any_or_all), Signal::stored(how.to_owned()), change)}</div>
            <div class="rules">{rows}</div>
        }
        .into_any()
    };
    view! {
        {move || match shape.get() {
            Shape::One => view! { <div class="sentence"><span>{words.when_it}</span></div><div class="rules">{row("/trigger".to_owned())}</div> }.into_any(),
            Shape::Any(count) => several("any", count),
            Shape::All(count) => several("all", count),
        }}
        <div class="adds"><button type="button" class="add" on:click=move |_| document.change("", more)>{crate::frame::icon("add")}<span>{words.add_trigger}</span></button></div>
    }
    .into_any()
}

/// How triggers are put together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    One,
    Any(usize),
    All(usize),
}

fn shape(trigger: &Value) -> Shape {
    let length = |how: &str| trigger.get(how).and_then(Value::as_array).map(Vec::len);
    match (length("any"), length("all")) {
        (Some(count), _) => Shape::Any(count),
        (_, Some(count)) => Shape::All(count),
        _ => Shape::One,
    }
}

/// One trigger more, of which any may happen.
fn more(draft: &mut Value) {
    let new = json!({ "exit_intent": true });
    let how = match shape(get(draft, "/trigger")) {
        Shape::All(_) => "all",
        Shape::Any(_) => "any",
        Shape::One => {
            let one = get(draft, "/trigger").clone();
            let one = if one.is_null() {
                json!({ "time": 5 })
            } else {
                one
            };
            set(draft, "/trigger", json!({ "any": [one] }));
            "any"
        }
    };
    if let Some(list) = draft
        .pointer_mut(&format!("/trigger/{how}"))
        .and_then(Value::as_array_mut)
    {
        list.push(new);
    }
}

/// One trigger: what it is, and its number or name.
fn trigger(document: Document, place: String) -> AnyView {
    let words = &words().editor;
    let value = document.at(place.clone());
    let kind = Memo::new(move |_| value.with(member));
    let change = {
        let place = place.clone();
        move |kind: String| document.set(&place, usual(&kind))
    };
    let inner = place.clone();
    let details = move || {
        let at = |name: &str| format!("{inner}/{name}");
        match kind.get().as_str() {
            "time" => amount(document, at("time"), words.seconds, (0, 86_400)),
            "inactivity" => amount(document, at("inactivity"), words.seconds, (1, 86_400)),
            "scroll" => view! { {number(document, at("scroll"), words.percent, (0, 100))}<span>{words.percent}</span> }.into_any(),
            "click" => line(document, at("click"), words.selector),
            "event" => {
                let name = match value.with_untracked(|value| value["event"].is_object()) {
                    true => at("event/name"),
                    false => at("event"),
                };
                line(document, name, words.event_name)
            }
            _ => ().into_any(),
        }
    };
    let is_one = place == "/trigger";
    view! {
        <div class="row sentence">
            {select(words.when, options(words.triggers), kind.into(), change)}
            {details}
            {(!is_one).then(|| remove(document, place, words.remove))}
        </div>
    }
    .into_any()
}

/// The one member of an object.
pub fn member(value: &Value) -> String {
    let name = value
        .as_object()
        .and_then(|members| members.keys().next().cloned());
    name.unwrap_or_default()
}

fn usual(kind: &str) -> Value {
    match kind {
        "time" => json!({ "time": 5 }),
        "inactivity" => json!({ "inactivity": 20 }),
        "scroll" => json!({ "scroll": 50 }),
        "click" => json!({ "click": "" }),
        "event" => json!({ "event": "" }),
        kind => json!({ kind: true }),
    }
}

fn placement(document: Document) -> AnyView {
    let words = &words().editor;
    let value = document.at("/placement");
    let is_inline = Memo::new(move |_| value.with(Value::is_object));
    let shown = Signal::derive(move || if is_inline.get() { "inline" } else { "card" }.to_owned());
    let change = move |new: String| {
        let value = if new == "inline" {
            json!({ "inline": "" })
        } else {
            json!("card")
        };
        document.set("/placement", value);
    };
    view! {
        {select(words.placement, options(words.placements), shown, change)}
        {move || is_inline.get().then(|| line(document, "/placement/inline", words.selector))}
    }
    .into_any()
}
