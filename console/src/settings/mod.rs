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
use crate::json;
use crate::load::load;
use crate::looks;
use crate::page::words;
use crate::parts::{Field, Sending, field, submit, whole};
use crate::session::Session;

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
            other => json::write(other),
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
    let named = shop.clone();
    let called = move || session.name(&named);
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
    let attributes = line("/report_attributes", true, false);
    let scheme = facts.clone();
    let all = [
        name, origins, own, languages, zone, accent, on_accent, radius, retention, attributes,
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
    let (text_on, ground) = (
        on_accent.with_value(|line| line.value),
        accent.with_value(|line| line.value),
    );
    let weak = move || text_on.with(|text| ground.with(|ground| looks::weak(text, ground)));
    let scheme = place::get(&scheme, "/theme/scheme")
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let faint = move || ground.with(|accent| looks::faint(accent, &scheme));
    view! {
        <div class="title"><p><bdi>{called}</bdi></p><h1>{words.heading}</h1></div>
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
                <p class="note">{faint}</p>
                {text(radius, "radius", words.radius, "number", "")}
            </section>
            <section class="card">
                <h2>{words.keeping}</h2>
                {text(retention, "retention", words.retention, "number", words.retention_means)}
                {text(attributes, "attributes", words.attributes, "text", words.attributes_mean)}
            </section>
            {submit(words.save, sending.is_busy.into())}
        </form>
    }
    .into_any()
}
