//! The fields by which a moment is described.

use leptos::prelude::*;

use super::moment::{FIRST, Kind, MORE};
use crate::filters::query::Query;
use crate::page::{self, words};
use crate::words::name;

/// What there is to choose from besides what every shop has.
pub struct Known {
    /// The languages of the shop.
    pub languages: Vec<String>,
    /// The steps of the prompt.
    pub steps: Vec<String>,
}

/// The fields; what is written is in `moment` at once.
pub fn form(moment: RwSignal<Query>, known: &Known) -> AnyView {
    let words = &words().why;
    let field = |(name, kind)| field(moment, known, name, kind);
    view! {
        <div class="moment">{Vec::from(FIRST.map(field))}</div>
        <details class="fine"><summary>{words.more}</summary><div class="moment">{Vec::from(MORE.map(field))}</div></details>
    }
    .into_any()
}

fn field(moment: RwSignal<Query>, known: &Known, at: &'static str, kind: Kind) -> AnyView {
    let label = name(words().why.fields, at);
    let value = Memo::new(move |_| moment.with(|moment| moment.get(at).to_owned()));
    let set = move |text: String| moment.update(|moment| *moment = moment.with(at, text.trim()));
    match kind {
        Kind::Check => {
            let turn = move |event| {
                set(if event_target_checked(&event) {
                    "true"
                } else {
                    ""
                }
                .to_owned())
            };
            view! { <label class="check"><input type="checkbox" name=at prop:checked=move || value.get() == "true" on:change=turn /><span>{label}</span></label> }
                .into_any()
        }
        Kind::Choice => {
            let options: Vec<_> = choices(at, known)
                .into_iter()
                .map(|(id, name)| {
                    let this = id.clone();
                    view! { <option value=id prop:selected=move || value.with(|value| *value == this)>{name}</option> }
                })
                .collect();
            view! { <label class="field"><span class="label">{label}</span><select name=at on:change=move |event| set(event_target_value(&event))>{options}</select></label> }
                .into_any()
        }
        Kind::Text | Kind::Number => {
            let kind = if kind == Kind::Number {
                "number"
            } else {
                "text"
            };
            view! {
                <label class="field" class:wide=at == "url"><span class="label">{label}</span>
                    <input name=at type=kind min="0" step="any" dir=(at == "url").then_some("ltr") autocomplete="off" prop:value=move || value.get() on:input=move |event| set(event_target_value(&event)) />
                </label>
            }
            .into_any()
        }
    }
}

fn choices(at: &str, known: &Known) -> Vec<(String, String)> {
    let shared = words();
    let named = |names: crate::words::Names| {
        let pairs = names.iter().map(|(id, name)| (*id, *name));
        pairs.map(|(id, name)| (id.to_owned(), name.to_owned()))
    };
    match at {
        "step" => {
            let own = known
                .steps
                .iter()
                .filter(|step| shared.steps.iter().all(|(id, _)| id != step));
            std::iter::once((String::new(), shared.why.by_address.to_owned()))
                .chain(named(shared.steps))
                .chain(own.map(|step| (step.clone(), step.clone())))
                .collect()
        }
        "device" => named(shared.devices).collect(),
        "language" => {
            let name = |tag: &String| page::with(|page| page.language(tag));
            let all = known.languages.iter();
            all.map(|tag| (tag.clone(), name(tag))).collect()
        }
        _ => named(shared.editor.visitors).collect(),
    }
}
