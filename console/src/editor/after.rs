//! What comes after the first answer: a further question, and the shop's last word, each for
//! the answers to which it belongs.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{add, chips, line, options, remove, rows, select};
use super::coupon::{Pools, coupon};
use super::document::Document;
use super::lines;
use super::moment::member;
use super::place::get;
use super::texts::{Asked, texts};
use crate::page::{self, words};

/// The kinds of question that may follow.
const KINDS: [&str; 4] = ["text", "contact", "thumbs", "ces"];

/// The questions of which one follows.
pub fn follow_ups(document: Document) -> AnyView {
    let words = &words().editor;
    let row = move |_, place: String| follow_up(document, place);
    view! {
        <p class="help">{words.follow_ups_mean}</p>
        {rows(document, "/follow_ups", row)}
        <div class="adds">{add(document, "/follow_ups", words.add_follow_up, |_| json!({ "question": { "kind": "text", "text": {} } }))}</div>
    }
    .into_any()
}

fn follow_up(document: Document, place: String) -> AnyView {
    let words = &words().editor;
    let kind = document.text(format!("{place}/question/kind"));
    let of_kind = place.clone();
    let change = move |kind: String| {
        document.change("", |draft| {
            let text = get(draft, &format!("{of_kind}/question/text")).clone();
            let text = if text.is_null() { json!({}) } else { text };
            super::place::set(
                draft,
                &format!("{of_kind}/question"),
                json!({ "kind": kind, "text": text }),
            );
        });
    };
    let names = options(page::words().kinds);
    let kinds = names
        .into_iter()
        .filter(|(id, _)| KINDS.contains(&id.as_str()) || kind.with_untracked(|kind| kind == id));
    let asked = Asked {
        long: true,
        room: lines::FOLLOW_UP,
        ..Asked::short(words.question)
    };
    let reason = format!("{place}/question/reason");
    let is_contact = move || kind.with(|kind| kind == "contact");
    view! {
        <div class="row block">
            <div class="grow">
                {condition(document, &place)}
                <div class="field"><span class="label">{words.kind}</span>{select(words.kind, kinds.collect(), kind.into(), change)}</div>
                {texts(document, format!("{place}/question/text"), asked)}
                {move || is_contact().then(|| texts(document, reason.clone(), Asked::short(words.reason)))}
            </div>
            {remove(document, place, words.remove)}
        </div>
    }
    .into_any()
}

/// What the shop says at the end.
pub fn replies(document: Document, pools: Pools) -> AnyView {
    let words = &words().editor;
    let row = move |_, place: String| reply(document, pools, place);
    view! {
        <p class="help">{words.replies_mean}</p>
        {rows(document, "/replies", row)}
        <div class="adds">{add(document, "/replies", words.add_reply, |_| json!({ "text": {} }))}</div>
    }
    .into_any()
}

fn reply(document: Document, pools: Pools, place: String) -> AnyView {
    let words = &words().editor;
    let asked = Asked {
        long: true,
        help: words.reply_help,
        ..Asked::short(words.reply)
    };
    view! {
        <div class="row block">
            <div class="grow">
                {condition(document, &place)}
                {texts(document, format!("{place}/text"), asked)}
                <details class="fine">
                    <summary>{words.link_or_coupon}</summary>
                    <div class="field"><span class="label">{words.link}</span>{line(document, format!("{place}/link/url"), words.link)}</div>
                    {texts(document, format!("{place}/link/text"), Asked::short(words.link_text))}
                    <div class="field"><span class="label">{words.coupon}</span>{coupon(document, pools, format!("{place}/coupon"))}<p class="help">{words.coupon_means}</p></div>
                </details>
            </div>
            {remove(document, place, words.remove)}
        </div>
    }
    .into_any()
}

/// For which answers it is, as far as the first question gives a choice.
fn condition(document: Document, place: &str) -> AnyView {
    let words = &words().editor;
    let at = format!("{place}/when");
    let value = document.at(at.clone());
    let kind = document.text("/question/kind");
    let points = document.text("/question/points");
    let how = Memo::new(move |_| value.with(member));
    let flaw = document.flaw(at.clone());
    let shown = Signal::derive(move || how.get());
    let place = at.clone();
    let change = move |how: String| {
        let (least, most) = scale(&kind.get_untracked(), &points.get_untracked());
        let new = match how.as_str() {
            "score" => json!({ "score": [least, most] }),
            "choice" => json!({ "choice": [] }),
            "thumb" => json!({ "thumb": "down" }),
            _ => Value::Null,
        };
        document.set(&place, new);
    };
    let ways = move || {
        let fits = match kind.get().as_str() {
            "nps" | "csat" | "ces" => "score",
            "choice" | "choices" => "choice",
            "thumbs" => "thumb",
            _ => "",
        };
        let all = options(words.conditions);
        all.into_iter()
            .filter(|(id, _)| id.is_empty() || id == fits)
            .collect::<Vec<_>>()
    };
    let details = move || match how.get().as_str() {
        "score" => {
            let (least, most) = scale(&kind.get(), &points.get());
            view! {
                {end(document, format!("{at}/score"), 0, (least, most))}<span>{words.to}</span>{end(document, format!("{at}/score"), 1, (least, most))}
            }
            .into_any()
        }
        "choice" => {
            let all = document.value.with(|draft| {
                get(draft, "/question/choices")
                    .as_array()
                    .cloned()
                    .unwrap_or_default()
            });
            let own = document
                .languages
                .with_value(|all| all.first().cloned().unwrap_or_default());
            let named = all.iter().filter_map(|choice| {
                let id = choice["id"].as_str()?.to_owned();
                let name = choice["text"][&own].as_str().unwrap_or(&id).to_owned();
                Some((id, name))
            });
            chips(
                document,
                format!("{at}/choice"),
                words.for_answers,
                named.collect(),
            )
        }
        "thumb" => {
            let place = format!("{at}/thumb");
            let thumb = document.text(place.clone());
            select(
                words.for_answers,
                options(words.thumbs),
                thumb.into(),
                move |thumb| document.set(&place, json!(thumb)),
            )
        }
        _ => ().into_any(),
    };
    view! {
        <div class="sentence">
            <span>{words.for_answers}</span>
            {move || select(words.for_answers, ways(), shown, change.clone())}
            {details}
        </div>
        <p class="problem">{move || flaw.get()}</p>
    }
    .into_any()
}

/// The ends of the scale of the first question.
fn scale(kind: &str, points: &str) -> (u32, u32) {
    match kind {
        "nps" => (0, 10),
        "ces" => (1, 7),
        _ if points == "10" => (1, 10),
        _ => (1, 5),
    }
}

/// One end of a range of scores.
fn end(document: Document, place: String, which: usize, (least, most): (u32, u32)) -> AnyView {
    let value = document.at(place.clone());
    let shown = Signal::derive(move || value.with(|range| range[which].to_string()));
    let scores = (least..=most)
        .map(|score| (score.to_string(), score.to_string()))
        .collect();
    let set = move |score: String| {
        document.set(
            &format!("{place}/{which}"),
            json!(score.parse::<u32>().unwrap_or(least)),
        )
    };
    select(words().editor.for_answers, scores, shown, set)
}
