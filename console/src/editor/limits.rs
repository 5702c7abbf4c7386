//! How often and how long it is asked, and to which share of visitors.

use js_sys::Date;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{amount, check};
use super::document::Document;
use crate::json;
use crate::page::words;

/// Caps, sampling, schedule.
pub fn limits(document: Document) -> AnyView {
    let words = &words().editor;
    view! {
        <div class="sentence"><span>{words.at_most}</span>{amount(document, "/cap/times", words.times, (0, 1_000))}</div>
        <div class="sentence"><span>{words.again_after}</span>{amount(document, "/cap/every_days", words.days, (0, 3_650))}</div>
        {check(document, "/cap/until_answered", words.until_answered, true)}
        <div class="sentence"><span>{words.share}</span>{share(document, "/sampling", 100.0)}<span>{words.of_visitors}</span></div>
        <div class="sentence"><span>{words.stop_at}</span>{amount(document, "/cap/stop_at", words.answers, (1, 10_000_000))}</div>
        <div class="sentence">
            <span>{words.runs_from}</span>{moment(document, "/schedule/from", words.runs_from)}
            <span>{words.until}</span>{moment(document, "/schedule/until", words.until)}
        </div>
        <p class="problem">{
            let flaw = document.flaw("/schedule");
            move || flaw.get()
        }</p>
    }
    .into_any()
}

/// A share in percent; the draft has basis points, and nothing where it is the usual one.
pub fn share(document: Document, place: &'static str, usual: f64) -> AnyView {
    let value = document.at(place);
    let shown = move || {
        value.with(|points| {
            points
                .as_f64()
                .map_or(usual, |points| points / 100.0)
                .to_string()
        })
    };
    let write = move |event: web_sys::Event| {
        let percent = json::number(&event_target_value(&event))
            .unwrap_or(usual)
            .clamp(0.0, 100.0);
        let points = if percent == usual {
            Value::Null
        } else {
            json!((percent * 100.0).round() as u32)
        };
        document.set(place, points);
    };
    view! { <input class="number" type="number" inputmode="decimal" min="0" max="100" step="any" aria-label="%" prop:value=shown on:change=write /><span>"%"</span> }
        .into_any()
}

/// A day and a time of it, in the reader's zone; the draft has milliseconds since the epoch.
fn moment(document: Document, place: &'static str, label: &'static str) -> AnyView {
    let value = document.at(place);
    let shown = move || value.with(|at| at.as_f64().map(local).unwrap_or_default());
    let write = move |event: web_sys::Event| {
        let at = Date::parse(&event_target_value(&event));
        document.set(
            place,
            if at.is_nan() {
                Value::Null
            } else {
                json!(at as i64)
            },
        );
    };
    view! { <input class="line" type="datetime-local" aria-label=label prop:value=shown on:change=write /> }.into_any()
}

/// As a field for local time has it.
fn local(at: f64) -> String {
    let date = Date::new(&at.into());
    let shifted = Date::new(&(at - date.get_timezone_offset() * 60_000.0).into());
    let text: String = shifted.to_iso_string().into();
    text.chars().take(16).collect()
}
