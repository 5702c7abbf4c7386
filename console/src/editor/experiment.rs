//! Wordings under comparison, and who is never asked; with what becomes of all visitors.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{line, number, remove, rows};
use super::document::Document;
use super::limits::share;
use super::lines;
use super::place::{self, get};
use super::texts::{Asked, texts};
use crate::page::{self, words};

/// Where the wordings stand.
const PLACE: &str = "/experiment/variants";

/// The fields of an experiment.
pub fn experiment(document: Document) -> AnyView {
    let words = &words().editor;
    let is_on = {
        let value = document.at("/experiment");
        Memo::new(move |_| value.with(Value::is_object))
    };
    let turn = move |_| {
        document.change("", |draft| {
            let new = match get(draft, "/experiment").is_null() {
                true => json!({ "id": "wording", "holdout": 1_000, "variants": [] }),
                false => Value::Null,
            };
            place::set(draft, "/experiment", new);
        });
    };
    let add = move |_| document.change("", more);
    let count = document.count(PLACE);
    view! {
        <p class="help">{words.experiment_means}</p>
        <label class="check"><input type="checkbox" prop:checked=move || is_on.get() on:change=turn /><span>{words.compare}</span></label>
        {move || is_on.get().then(|| view! {
            <div class="sentence"><span>{words.holdout}</span>{share(document, "/experiment/holdout", 0.0)}<span>{words.never_asked}</span></div>
            {rows(document, PLACE, move |_, place| variant(document, place))}
            <p class="note">{move || if count.get() == 1 { words.one_alone } else { "" }}</p>
            <div class="adds"><button type="button" class="add" on:click=add>{crate::frame::icon("add")}<span>{words.add_variant}</span></button></div>
            {become_of(document)}
            <p class="help">{words.arms_mean}</p>
        })}
        <p class="problem">{
            // What is wrong with a text stands below it.
            let flaw = document.flaw_but("/experiment", |place| place.contains("/text"));
            move || flaw.get()
        }</p>
    }
    .into_any()
}

/// One wording: its own, or the question's as it stands.
fn variant(document: Document, place: String) -> AnyView {
    let words = &words().editor;
    let asked = Asked {
        long: true,
        room: lines::QUESTION,
        ..Asked::short(words.variant_text)
    };
    let text = format!("{place}/text");
    let is_own = document
        .value
        .with_untracked(|draft| get(draft, &text).is_object());
    let wording = match is_own {
        true => texts(document, text, asked),
        false => view! { <p class="soft">{words.as_above}</p> }.into_any(),
    };
    view! {
        <div class="row block">
            <div class="grow">
                <div class="sentence"><span>{words.variant}</span>{line(document, format!("{place}/id"), words.variant)}<span>{words.weight}</span>{number(document, format!("{place}/weight"), words.weight, (1, 10_000))}</div>
                {wording}
            </div>
            {remove(document, place, words.remove)}
        </div>
    }
    .into_any()
}

/// One wording more. The first one stands beside the question as it is, for else nobody would
/// be asked that any more.
fn more(draft: &mut Value) {
    let mut list = get(draft, PLACE).as_array().cloned().unwrap_or_default();
    if list.is_empty() {
        list.push(json!({ "id": "original", "weight": 1 }));
    }
    let taken: Vec<String> = list
        .iter()
        .filter_map(|one| Some(one["id"].as_str()?.to_owned()))
        .collect();
    list.push(json!({ "id": place::id("variant", &taken), "weight": 1, "text": {} }));
    place::set(draft, PLACE, json!(list));
}

/// Of all visitors, the share of each arm.
fn become_of(document: Document) -> AnyView {
    let value = document.at("/experiment");
    let arms = move || {
        let words = words();
        let shares = value.with(shares);
        let arm = |(id, share): (Option<String>, f64)| {
            let share = page::with(|page| page.share((share * 1e4).round() as i64, 10_000));
            let name = match id {
                None => words.editor.arm_left_out.to_owned(),
                Some(id) if id.is_empty() => words.insight.own_wording.to_owned(),
                Some(id) => id,
            };
            view! { <div><dt><bdi>{name}</bdi></dt><dd>{share}</dd></div> }
        };
        shares.into_iter().map(arm).collect::<Vec<_>>()
    };
    view! { <dl class="grounds arms">{arms}</dl> }.into_any()
}

/// The arms with their shares, 0 to 1: those who are never asked under `None`, and the question
/// as it stands under an empty name where there is no other wording.
fn shares(experiment: &Value) -> Vec<(Option<String>, f64)> {
    let held_out = experiment["holdout"].as_f64().unwrap_or(0.0) / 1e4;
    let variants = experiment["variants"].as_array();
    let variants = variants.map(Vec::as_slice).unwrap_or_default();
    let weight = |one: &Value| one["weight"].as_f64().unwrap_or(1.0);
    let total: f64 = variants.iter().map(weight).sum();
    let mut shares = vec![(None, held_out)];
    if variants.is_empty() {
        shares.push((Some(String::new()), 1.0 - held_out));
    }
    for one in variants {
        let share = (1.0 - held_out) * weight(one) / total.max(1.0);
        shares.push((Some(one["id"].as_str().unwrap_or("?").to_owned()), share));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_other_wording_comes_beside_the_question_as_it_stands() {
        let mut draft =
            json!({ "experiment": { "id": "wording", "holdout": 1_000, "variants": [] } });
        let names = |draft: &Value| {
            shares(get(draft, "/experiment"))
                .into_iter()
                .map(|(id, _)| id)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&draft), [None, Some(String::new())]);
        more(&mut draft);
        more(&mut draft);
        let ids = ["original", "variant", "variant-2"].map(|id| Some(id.to_owned()));
        assert_eq!(names(&draft)[1..], ids);
        assert_eq!(get(&draft, "/experiment/variants/0/text"), &Value::Null);
    }

    #[test]
    fn shares_are_those_by_which_visitors_are_drawn() {
        let experiment = json!({ "holdout": 2_000, "variants": [{ "id": "a", "weight": 3 }, { "id": "b", "weight": 1 }] });
        let found: Vec<f64> = shares(&experiment)
            .into_iter()
            .map(|(_, share)| (share * 100.0).round())
            .collect();
        assert_eq!(found, [20.0, 60.0, 20.0]);
    }
}
