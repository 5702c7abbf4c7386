//! How many visitors a day would see the draft as it stands. It is asked anew after every
//! change; until the reply comes, the number before stays, faint.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use survey::authoring::Forecast;

use super::document::Document;
use super::rest::after_rest;
use crate::api::{self, Trouble};
use crate::page::{self, words};
use crate::parts::notices;
use crate::shell;
use crate::words::name;

/// How long nothing must change before the server is asked.
const REST: Duration = Duration::from_millis(400);

/// Who would see the draft at this address. What is foreseen stands in `foreseen` for others too;
/// of a draft with flaws, by the rules that have none.
pub fn forecast(
    document: Document,
    shop: String,
    address: &str,
    foreseen: RwSignal<Option<Forecast>>,
) -> AnyView {
    let words = &words().forecast;
    let shown = RwSignal::new(None::<Forecast>);
    let to = format!("{address}/forecast");
    let rules = Memo::new(move |_| document.value.with(rules));
    let trouble = RwSignal::new(None::<Trouble>);
    let is_past = RwSignal::new(true);
    let turn = StoredValue::new(0_u32);
    let ask = move || {
        turn.update_value(|turn| *turn += 1);
        let (to, this) = (to.clone(), turn.get_value());
        let rules = rules.get_untracked();
        spawn_local(async move {
            let reply = api::post::<Forecast>(&to, &rules).await;
            let is_old = || turn.try_get_value() != Some(this);
            if is_old() {
                return;
            }
            match reply {
                Ok(forecast) => {
                    trouble.set(None);
                    is_past.set(false);
                    foreseen.set(Some(forecast.clone()));
                    shown.set(Some(forecast));
                }
                Err(why) => {
                    let flawless = flawless(&rules, &why);
                    trouble.set(Some(why));
                    if let Some(rules) = flawless
                        && let Ok(forecast) = api::post::<Forecast>(&to, &rules).await
                        && !is_old()
                    {
                        foreseen.set(Some(forecast));
                    }
                }
            }
        });
    };
    let seen = move || {
        rules.track();
        is_past.set(true);
    };
    after_rest(REST, seen, ask);
    let problem = move || match trouble.get() {
        None => String::new(),
        Some(Trouble::Refused { code, .. }) if code == "invalid_prompt" => {
            words.not_whole.to_owned()
        }
        Some(why) => notices::reason(&why),
    };
    view! {
        <section class="card forecast" aria-labelledby="who-sees" aria-busy=move || is_past.get().to_string()>
            <h2 id="who-sees">{words.who}</h2>
            <p class="would" role="status">{move || shown.with(|shown| shown.as_ref().map(number))}</p>
            <p class="note">{problem}</p>
            {move || shown.with(|shown| shown.as_ref().map(|shown| grounds(shown, &shop)))}
        </section>
    }
    .into_any()
}

/// What the forecast depends on: everything but words, so that it is told before they are there.
fn rules(draft: &Value) -> Value {
    let mut rules = json!({ "question": { "kind": "thumbs", "text": { "en": "?" } } });
    for member in [
        "steps",
        "trigger",
        "targeting",
        "sampling",
        "cap",
        "schedule",
    ] {
        if let Some(value) = draft.get(member) {
            rules[member] = value.clone();
        }
    }
    if let Some(holdout) = draft.pointer("/experiment/holdout") {
        rules["experiment"] = json!({ "id": "holdout", "holdout": holdout });
    }
    rules
}

/// The rules without those that were refused; `None` where that is not why there was no reply.
fn flawless(rules: &Value, why: &Trouble) -> Option<Value> {
    let Trouble::Refused { code, flaws, .. } = why else {
        return None;
    };
    let mut left = rules.clone();
    let members = left.as_object_mut().filter(|_| code == "invalid_prompt")?;
    let is_flawed = |member: &str| {
        let mut names = flaws
            .iter()
            .filter_map(|flaw| flaw.at.split(['.', '[']).next());
        names.any(|name| name == member)
    };
    members.retain(|member, _| !is_flawed(member));
    (left != *rules).then_some(left)
}

/// The number in words; nothing where nobody came of whom something could be told.
fn number(forecast: &Forecast) -> String {
    let words = &words().forecast;
    let counted = match forecast.not_counted.is_empty() {
        true => words.about,
        false => words.at_most,
    };
    match forecast.at_most {
        _ if forecast.reached <= 0.0 => String::new(),
        n if n <= 0.0 => words.nobody_fits.to_owned(),
        n if n < 1.0 => words.hardly.to_owned(),
        n => page::with(|page| page.counted(counted, n.round() as i64)),
    }
}

/// What the number rests on, and what it leaves out; else what to do so that there is one.
fn grounds(forecast: &Forecast, shop: &str) -> AnyView {
    let shared = words();
    let words = &shared.forecast;
    if forecast.reached <= 0.0 {
        let is_unseen = forecast.days == 0;
        let none = if is_unseen {
            &words.nobody
        } else {
            &words.nobody_here
        };
        let install = is_unseen.then(|| view! { <p><a href=shell::shop_address(shop, "installation")>{words.install}</a></p> });
        return view! { {notices::empty(none)}{install} }.into_any();
    }
    let reached = page::with(|page| page.count(forecast.reached.round() as i64));
    let shares: Vec<_> = forecast
        .counted
        .iter()
        .map(|one| {
            let share = page::with(|page| page.share((one.share * 1e4).round() as i64, 10_000));
            view! { <div><dt>{name(words.shares, &one.what)}</dt><dd>{share}</dd></div> }
        })
        .collect();
    let rests_on = page::with(|page| page.counted(words.rests_on, i64::from(forecast.days)));
    let unknown: Vec<_> = forecast
        .not_counted
        .iter()
        .map(|one| view! { <li class="chip">{name(words.rules, one)}</li> })
        .collect();
    let unknown = (!unknown.is_empty())
        .then(|| view! { <p class="help">{words.not_known}</p><ul class="chips">{unknown}</ul> });
    view! {
        <dl class="grounds"><div><dt>{words.reached}</dt><dd>{reached}</dd></div>{shares}</dl>
        <p class="help">{rests_on}</p>
        {unknown}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_change_nothing_and_rules_do() {
        let draft = json!({ "question": { "kind": "text", "text": {} }, "steps": ["cart"], "sampling": 5_000,
            "experiment": { "id": "wording", "holdout": 1_000, "variants": [{ "id": "a", "text": {} }] } });
        let mut reworded = draft.clone();
        reworded["question"]["text"]["en"] = json!("Why?");
        reworded["experiment"]["variants"] = json!([]);
        assert_eq!(rules(&draft), rules(&reworded));
        reworded["sampling"] = json!(1);
        assert_ne!(rules(&draft), rules(&reworded));
    }

    #[test]
    fn rules_that_are_refused_are_left_out() {
        let all = json!({ "steps": ["cart"], "targeting": [{ "device": [] }], "sampling": 5_000 });
        let refused = |at: &str| Trouble::Refused {
            status: 422,
            code: "invalid_prompt".to_owned(),
            detail: String::new(),
            edit: None,
            params: Default::default(),
            flaws: vec![survey::console::Flaw::new(at, survey::fault::Fault::Empty)],
        };
        let left = flawless(&all, &refused("targeting[0].device"));
        assert_eq!(left, Some(json!({ "steps": ["cart"], "sampling": 5_000 })));
        assert_eq!(flawless(&all, &refused("theme")), None);
        assert_eq!(flawless(&all, &Trouble::Unreachable), None);
    }
}
