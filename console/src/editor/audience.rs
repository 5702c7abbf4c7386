//! Who is asked, as sentences: every rule is a row of words with its values in their places.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{chips, line, number, options, remove, rows, select};
use super::document::Document;
use super::moment::member;
use crate::page::{self, words};

/// Where the rules stand.
const PLACE: &str = "/targeting";

/// The rules, all of which must hold.
pub fn audience(document: Document) -> AnyView {
    let words = &words().editor;
    let is_empty = {
        let count = document.count(PLACE);
        Memo::new(move |_| count.get() == 0)
    };
    let row = move |_, place: String| rule(document, place);
    let add = move |kind: String| {
        document.change("", |draft| {
            let mut list = super::place::get(draft, PLACE)
                .as_array()
                .cloned()
                .unwrap_or_default();
            list.push(usual(&kind));
            super::place::set(draft, PLACE, json!(list));
        });
    };
    let kinds: Vec<_> = std::iter::once((String::new(), words.add_rule.to_owned()))
        .chain(options(words.rules))
        .collect();
    view! {
        {move || is_empty.get().then(|| view! { <p class="soft">{words.everybody}</p> })}
        <div class="rules">{rows(document, PLACE, row)}</div>
        <div class="adds">{select(words.add_rule, kinds, Signal::stored(String::new()), add)}</div>
    }
    .into_any()
}

/// One rule; whether it shall hold or not is part of the sentence.
fn rule(document: Document, place: String) -> AnyView {
    let words = &words().editor;
    let value = document.at(place.clone());
    let is_not = Memo::new(move |_| value.with(|value| member(value) == "not"));
    let kind = Memo::new(move |_| {
        value.with(|value| match member(value).as_str() {
            "not" => member(&value["not"]),
            kind => kind.to_owned(),
        })
    });
    let flaw = document.flaw(place.clone());
    let turn = {
        let place = place.clone();
        move |how: String| {
            let old = value.get_untracked();
            let inner = old.get("not").cloned().unwrap_or_else(|| old.clone());
            document.set(
                &place,
                if how == "not" {
                    json!({ "not": inner })
                } else {
                    inner
                },
            );
        }
    };
    let how = Signal::derive(move || if is_not.get() { "not" } else { "is" }.to_owned());
    let inner = place.clone();
    let details = move || {
        let at = if is_not.get() {
            format!("{inner}/not")
        } else {
            inner.clone()
        };
        details(document, &kind.get(), &at)
    };
    let name = move || kind.with(|kind| crate::words::name(words.rules, kind));
    view! {
        <div class="row sentence" class:wrong=move || flaw.with(|flaw| !flaw.is_empty())>
            {select(words.holds, options(words.is_or_not), how, turn)}
            <span>{name}</span>
            {details}
            {remove(document, place, words.remove)}
            <p class="problem">{move || flaw.get()}</p>
        </div>
    }
    .into_any()
}

fn details(document: Document, kind: &str, at: &str) -> AnyView {
    let words = &words().editor;
    let shared = page::words();
    let range = |name: &str, most| {
        let (min, max) = (format!("{at}/{name}/min"), format!("{at}/{name}/max"));
        view! {
            <span>{words.from}</span>{number(document, min, words.from, (0, most))}
            <span>{words.to}</span>{number(document, max, words.to, (0, most))}
        }
    };
    let so = |name: &str| {
        let place = format!("{at}/{name}");
        let value = document.at(place.clone());
        let shown =
            Signal::derive(move || value.with(|value| (*value != json!(false)).to_string()));
        select(words.holds, options(words.yes_or_no), shown, move |so| {
            document.set(&place, json!(so == "true"))
        })
    };
    match kind {
        "device" => chips(
            document,
            format!("{at}/device"),
            words.holds,
            options(shared.devices),
        ),
        "language" => {
            let languages = document.languages.get_value();
            let named = languages.into_iter().map(|tag| {
                let name = page::with(|page| page.language(&tag));
                (tag, name)
            });
            chips(
                document,
                format!("{at}/language"),
                words.holds,
                named.collect(),
            )
        }
        "steps_seen" => chips(
            document,
            format!("{at}/steps_seen"),
            words.holds,
            options(shared.steps),
        ),
        "visitor" => {
            let place = format!("{at}/visitor");
            let value = document.text(place.clone());
            select(
                words.holds,
                options(words.visitors),
                value.into(),
                move |who| document.set(&place, json!(who)),
            )
        }
        "visits" => range("visits", 10_000).into_any(),
        "cart_items" => range("cart_items", 10_000).into_any(),
        "cart_value" => view! {
            {range("cart_value", 10_000_000)}
            {line(document, format!("{at}/cart_value/currency"), words.currency)}
        }
        .into_any(),
        "coupon" | "added_to_cart" => so(kind),
        "utm" | "attribute" => view! {
            {line(document, format!("{at}/{kind}/name"), words.named)}
            <span>"="</span>
            {line(document, format!("{at}/{kind}/is"), words.value)}
        }
        .into_any(),
        "url" | "referrer" => address(document, &format!("{at}/{kind}")),
        "country" | "cart_product" | "cart_category" | "payment" | "shipping" => {
            list(document, &format!("{at}/{kind}"))
        }
        // What has no sentence of its own stays as it was written.
        _ => {
            let written = document.text(at.to_owned());
            view! { <code dir="ltr">{move || written.get()}</code> }.into_any()
        }
    }
}

/// An address, compared in one of three ways.
fn address(document: Document, at: &str) -> AnyView {
    let words = &words().editor;
    let value = document.at(at.to_owned());
    let how = Memo::new(move |_| value.with(member));
    let place = at.to_owned();
    let change = move |new: String| {
        let text = value.with_untracked(|value| value[&member(value)].clone());
        document.set(&place, json!({ new: text }));
    };
    let place = at.to_owned();
    view! {
        {select(words.holds, options(words.addresses), how.into(), change)}
        {move || line(document, format!("{place}/{}", how.get()), words.value)}
    }
    .into_any()
}

/// Several values in one line, with commas between them.
fn list(document: Document, place: &str) -> AnyView {
    let words = &words().editor;
    let value = document.at(place.to_owned());
    let text = move || {
        let all = value.get();
        let all = all
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        all.collect::<Vec<_>>().join(", ")
    };
    let place = place.to_owned();
    let write = move |event: web_sys::Event| {
        let written = event_target_value(&event);
        let values: Vec<_> = written
            .split([',', '،'])
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .collect();
        document.set(&place, json!(values));
    };
    view! { <input class="line" type="text" autocomplete="off" dir="auto" aria-label=words.values placeholder=words.values prop:value=text on:change=write /> }
        .into_any()
}

fn usual(kind: &str) -> Value {
    match kind {
        "device" => json!({ "device": ["phone"] }),
        "language" | "steps_seen" | "country" | "cart_product" | "cart_category" | "payment"
        | "shipping" => json!({ kind: [] }),
        "visitor" => json!({ "visitor": "returning" }),
        "visits" => json!({ "visits": { "min": 2 } }),
        "cart_items" => json!({ "cart_items": { "min": 1 } }),
        "cart_value" => json!({ "cart_value": { "min": 50 } }),
        "url" | "referrer" => json!({ kind: { "contains": "" } }),
        "utm" => json!({ "utm": { "name": "utm_source", "is": "" } }),
        "attribute" => json!({ "attribute": { "name": "", "is": "" } }),
        kind => json!({ kind: true }),
    }
}
