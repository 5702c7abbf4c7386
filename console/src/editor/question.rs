//! What is asked: the kind of question, its text, its scale or its choices.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{add, check, line, number, options, remove, rows, select};
use super::document::Document;
use super::lines;
use super::place::{self, get};
use super::texts::{Asked, texts};
use crate::page::words;

/// The fields of the first question.
pub fn question(document: Document) -> AnyView {
    fields(document, "/question")
}

/// The fields of the question at a place. Follow-ups have no choices of their own here.
pub fn fields(document: Document, at: &'static str) -> AnyView {
    let words = &words().editor;
    let kind = document.text(format!("{at}/kind"));
    let change = move |kind: String| document.change("", |draft| become_kind(draft, at, &kind));
    let asked = Asked {
        help: words.question_help,
        long: true,
        room: lines::QUESTION,
        ..Asked::short(words.question)
    };
    view! {
        <div class="field"><span class="label">{words.kind}</span>{select(words.kind, options(crate::page::words().kinds), kind.into(), change)}</div>
        {texts(document, format!("{at}/text"), asked)}
        {move || of_kind(document, at, &kind.get())}
    }
    .into_any()
}

fn of_kind(document: Document, at: &'static str, kind: &str) -> AnyView {
    let words = &words().editor;
    let text = |member: &str, label| texts(document, format!("{at}/{member}"), Asked::short(label));
    match kind {
        "nps" | "csat" | "ces" => {
            let points = (kind == "csat").then(|| {
                let points = document.text(format!("{at}/points"));
                let shown = Signal::derive(move || if points.with(|points| points == "10") { "10" } else { "5" }.to_owned());
                let of = ["5", "10"].map(|points| (points.to_owned(), format!("1–{points}"))).to_vec();
                let place = format!("{at}/points");
                let set = move |points: String| document.set(&place, json!(points.parse::<u32>().unwrap_or(5)));
                view! { <div class="field"><span class="label">{words.scale}</span>{select(words.scale, of, shown, set)}</div> }
            });
            view! { {points}<div class="pair">{text("low", words.low)}{text("high", words.high)}</div> }.into_any()
        }
        "choice" | "choices" => choices(document, at),
        "text" => view! {
            {text("placeholder", words.placeholder)}
            <div class="sentence"><span>{words.longest}</span>{number(document, format!("{at}/max_length"), words.longest, (1, 2_000))}</div>
        }
        .into_any(),
        "contact" => {
            let channel = document.text(format!("{at}/channel"));
            let shown = Signal::derive(move || {
                channel.with(|channel| {
                    if channel.is_empty() {
                        "either".to_owned()
                    } else {
                        channel.clone()
                    }
                })
            });
            let place = format!("{at}/channel");
            let set = move |channel: String| document.set(&place, json!(channel));
            view! {
                {text("reason", words.reason)}
                <div class="field"><span class="label">{words.channel}</span>{select(words.channel, options(words.channels), shown, set)}</div>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

/// Keeps what the new kind has in common with the old one.
fn become_kind(draft: &mut Value, at: &str, kind: &str) {
    let old = get(draft, at).clone();
    let mut new =
        json!({ "kind": kind, "text": old.get("text").cloned().unwrap_or_else(|| json!({})) });
    let kept: &[&str] = match kind {
        "nps" | "csat" | "ces" => &["low", "high"],
        "choice" | "choices" => &["choices", "shuffle"],
        _ => &[],
    };
    for member in kept {
        if let Some(value) = old.get(member) {
            new[member] = value.clone();
        }
    }
    if matches!(kind, "choice" | "choices") && new.get("choices").is_none() {
        new["choices"] = json!([{ "id": "choice", "text": {} }, { "id": "choice-2", "text": {} }]);
    }
    place::set(draft, at, new);
}

fn choices(document: Document, at: &'static str) -> AnyView {
    let words = &words().editor;
    // The first question's choices can be changed; those of a follow-up are kept.
    if at != "/question" {
        return ().into_any();
    }
    const PLACE: &str = "/question/choices";
    let row = move |index: usize, place: String| choice(document, index, place);
    view! {
        <fieldset class="list">
            <legend>{words.choices}</legend>
            {rows(document, PLACE, row)}
            <p class="problem">{
                let flaw = document.flaw(PLACE);
                move || flaw.get()
            }</p>
            <div class="adds">
                {add(document, PLACE, words.add_choice, |draft| json!({ "id": place::id("", &ids(draft)), "text": {} }))}
                {add(document, PLACE, words.add_other, |draft| json!({ "id": place::id("other", &ids(draft)), "text": {}, "other": true }))}
            </div>
            {check(document, "/question/shuffle", words.shuffle, false)}
        </fieldset>
    }
    .into_any()
}

fn ids(draft: &Value) -> Vec<String> {
    let choices = get(draft, "/question/choices")
        .as_array()
        .into_iter()
        .flatten();
    choices
        .filter_map(|choice| Some(choice.get("id")?.as_str()?.to_owned()))
        .collect()
}

fn choice(document: Document, index: usize, place: String) -> AnyView {
    let words = &words().editor;
    let asked = Asked {
        room: lines::CHOICE,
        ..Asked::short(words.choice)
    };
    let is_other = document.at(format!("{place}/other"));
    let up = move |_| {
        document.change("", |draft| {
            if let Some(list) = draft
                .pointer_mut("/question/choices")
                .and_then(Value::as_array_mut)
                && index > 0
            {
                list.swap(index - 1, index);
            }
        });
    };
    view! {
        <div class="row">
            <div class="grow">{texts(document, format!("{place}/text"), asked)}
                {move || is_other.with(|other| *other == true).then(|| view! { <p class="note">{words.other_means}</p> })}
                <details class="fine"><summary>{words.choice_id}</summary>{line(document, format!("{place}/id"), words.choice_id)}<p class="help">{words.choice_id_means}</p></details>
            </div>
            {(index > 0).then(|| view! { <button type="button" class="remove" title=words.up on:click=up>{crate::frame::icon("up")}<span class="sr">{words.up}</span></button> })}
            {remove(document, place, words.remove)}
        </div>
    }
    .into_any()
}
