//! The settings of a shop: what it is called, where its pages are, its languages, how the card
//! looks, and how long answers are kept.

mod account;
mod new_shop;

pub use account::Account;
pub use new_shop::NewShop;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api;
use crate::editor::place;
use crate::load::load;
use crate::page::words;
use crate::parts::{Field, Sending, field, submit, whole};
use crate::session::Session;
use crate::words::fill;

/// The settings of the shop in the address.
#[component]
pub fn Settings() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().settings.title);
    let facts = load::<Value>(move || api::of_shop(&shop.get(), "facts"));
    whole(facts, "settings", move || {
        let (tag, value) = (
            facts.tag.get_value(),
            facts.value.get_untracked().unwrap_or_default(),
        );
        let done = move || {
            session.load();
            facts.value.set(None);
            facts.refresh();
        };
        form(session, shop.get_untracked(), tag, value, done)
    })
}

/// A text of the facts, and back.
struct Line {
    at: &'static str,
    value: RwSignal<String>,
    /// A list stands with commas between its values.
    is_list: bool,
    is_number: bool,
}

impl Line {
    fn new(facts: &Value, at: &'static str, is_list: bool, is_number: bool) -> Line {
        let text = match place::get(facts, at) {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(list) => list
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", "),
            other => other.to_string(),
        };
        Line {
            at,
            value: RwSignal::new(text),
            is_list,
            is_number,
        }
    }

    fn put(&self, facts: &mut Value) {
        let text = self.value.get_untracked().trim().to_owned();
        let value = if self.is_list {
            let list: Vec<_> = text
                .split([',', '،', '\n'])
                .map(str::trim)
                .filter(|one| !one.is_empty())
                .collect();
            json!(list)
        } else if text.is_empty() {
            Value::Null
        } else if self.is_number {
            text.parse::<i64>()
                .map_or_else(|_| json!(text), |number| json!(number))
        } else {
            json!(text)
        };
        place::set(facts, self.at, value);
    }
}

fn form(
    session: Session,
    shop: String,
    tag: String,
    facts: Value,
    done: impl Fn() + Copy + 'static,
) -> AnyView {
    let words = &words().settings;
    let sending = Sending::new();
    let line = |at, is_list, is_number| StoredValue::new(Line::new(&facts, at, is_list, is_number));
    let name = line("/name", false, false);
    let origins = line("/origins", true, false);
    let own = line("/default_language", false, false);
    let languages = line("/languages", true, false);
    let zone = line("/zone", false, false);
    let accent = line("/theme/accent", false, false);
    let on_accent = line("/theme/on_accent", false, false);
    let radius = line("/theme/radius", false, true);
    let retention = line("/retention_days", false, true);
    let all = [
        name, origins, own, languages, zone, accent, on_accent, radius, retention,
    ];
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut changed = facts.clone();
        for line in all {
            line.with_value(|line| line.put(&mut changed));
        }
        let (to, tag) = (api::of_shop(&shop, "facts"), tag.clone());
        let reply = async move { api::put_over::<Value>(&to, Some(&tag), &changed).await };
        sending.run(reply, move |_| {
            session.spoken.set(words.saved.to_owned());
            done();
        });
    };
    let none = Signal::stored(String::new());
    let text = |line: StoredValue<Line>,
                id: &'static str,
                label: &'static str,
                kind: &'static str,
                help: &'static str| {
        let value = line.with_value(|line| line.value);
        field(
            Field {
                id,
                label,
                kind,
                autocomplete: "off",
                help,
            },
            value,
            none,
        )
    };
    let weak = {
        let (accent, on_accent) = (
            accent.with_value(|line| line.value),
            on_accent.with_value(|line| line.value),
        );
        move || match contrast(&accent.get(), &on_accent.get()) {
            Some(ratio) if ratio < 4.5 => {
                fill(words.weak_contrast, &[("ratio", &format!("{ratio:.1}"))])
            }
            _ => String::new(),
        }
    };
    view! {
        <div class="title"><h1>{words.heading}</h1></div>
        <form class="settings" on:submit=send novalidate>
            {sending.alert()}
            <section class="card">
                <h2>{words.shop}</h2>
                {text(name, "name", words.name, "text", "")}
                {text(origins, "origins", words.origins, "text", words.origins_mean)}
                {text(zone, "zone", words.zone, "text", words.zone_means)}
            </section>
            <section class="card">
                <h2>{words.languages}</h2>
                {text(own, "own-language", words.own_language, "text", words.own_language_means)}
                {text(languages, "languages", words.all_languages, "text", words.all_languages_mean)}
            </section>
            <section class="card">
                <h2>{words.looks}</h2>
                <div class="pair">{text(accent, "accent", words.accent, "color", words.accent_means)}{text(on_accent, "on-accent", words.on_accent, "color", words.on_accent_means)}</div>
                <p class="note">{weak}</p>
                {text(radius, "radius", words.radius, "number", "")}
            </section>
            <section class="card">
                <h2>{words.keeping}</h2>
                {text(retention, "retention", words.retention, "number", words.retention_means)}
            </section>
            {submit(words.save, sending.is_busy.into())}
        </form>
    }
    .into_any()
}

/// How well two colours can be told apart: the contrast ratio of WCAG 2.2, 1 to 21; `None`
/// where one is not written as `#rrggbb`.
fn contrast(one: &str, other: &str) -> Option<f64> {
    let light = |colour: &str| {
        let digits = colour
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6)?;
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
            Some(if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            })
        };
        Some(0.2126 * part(0)? + 0.7152 * part(2)? + 0.0722 * part(4)?)
    };
    let (one, other) = (light(one)?, light(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let ratio = |one, other| contrast(one, other).map(|ratio| (ratio * 10.0).round() / 10.0);
        assert_eq!(ratio("#000000", "#ffffff"), Some(21.0));
        assert_eq!(ratio("#777777", "#ffffff"), Some(4.5));
        assert_eq!(ratio("red", "#ffffff"), None);
    }
}
