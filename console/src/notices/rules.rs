//! The rules of the shop, with how it went to tell everybody of them.

use leptos::prelude::*;
use survey::console::Role;
use survey::console::notices::{RuleState, Told};

use super::form::form;
use super::{Here, outcome};
use crate::page::{self, words};
use crate::parts::Sending;
use crate::session::Session;
use crate::words::fill;
use crate::{api, frame};

/// All of them, and the form for one of them or a new one.
pub fn rules(here: Here) -> impl IntoView {
    let words = &words().notices;
    let session = Session::here();
    let sending = Sending::new();
    let may_change = Memo::new(move |_| session.may(&here.shop.get(), Role::Editor));
    // The rule that is being written: a new one has no id.
    let open = RwSignal::new(None::<RuleState>);
    let rules = Memo::new(move |_| {
        here.told.value.with(|told| {
            told.as_ref()
                .map_or_else(Vec::new, |told| told.rules.clone())
        })
    });
    let rows = move || {
        rules
            .get()
            .into_iter()
            .map(|state| row(here, sending, open, may_change.get(), state))
            .collect::<Vec<_>>()
    };
    let new = move |_| {
        open.set(Some(RuleState {
            id: String::new(),
            rule: Default::default(),
            told: Vec::new(),
        }))
    };
    view! {
        <section class="card" aria-labelledby="rules">
            <h2 id="rules">{words.rules}</h2>
            <p class="soft">{words.rules_mean}</p>
            {sending.alert()}
            {move || rules.with(Vec::is_empty).then(|| view! { <p class="fine">{words.none}</p> })}
            <ul class="people rules">{rows}</ul>
            {move || (may_change.get() && open.with(Option::is_none)).then(|| view! { <p class="go"><button type="button" class="button primary" on:click=new>{frame::icon("add")}{words.add}</button></p> })}
        </section>
        {move || open.get().map(|state| form(here, open, state))}
    }
}

fn row(
    here: Here,
    sending: Sending,
    open: RwSignal<Option<RuleState>>,
    may_change: bool,
    state: RuleState,
) -> AnyView {
    let words = &words().notices;
    let (of_try, of_removal, of_change) = (state.id.clone(), state.id.clone(), state.clone());
    let try_out = move |_| {
        let to = here.address(&format!("notices/{of_try}/try"));
        sending.run(
            async move { api::post::<Vec<Told>>(&to, &()).await },
            move |_| here.told.refresh(),
        );
    };
    let remove = move |_| {
        let to = here.address(&format!("notices/{of_removal}"));
        sending.run(async move { api::delete(&to).await }, move |()| {
            open.set(None);
            here.told.refresh();
        });
    };
    let change = move |_| open.set(Some(of_change.clone()));
    let ways = may_change.then(|| {
        view! {
            <button type="button" class="button" aria-disabled=move || sending.is_busy.get().then_some("true") on:click=try_out>{words.try_out}</button>
            <button type="button" class="button" on:click=change>{words.change}</button>
            <button type="button" class="button" on:click=remove>{words.remove}</button>
        }
    });
    let rule = state.rule.clone();
    let told: Vec<_> = state
        .told
        .iter()
        .map(|told| {
            let (receiver, (kind, text)) = (told.receiver.clone(), outcome(told));
            let address = rule.webhook.clone().filter(|_| receiver == super::WEBHOOK);
            view! { <p class="soft small outcome" data-kind=kind><bdi>{move || here.receiver(&receiver)}</bdi>{address.map(|address| view! { " "<bdi><code>{address}</code></bdi> })}" · "{text}</p> }
        })
        .collect();
    view! {
        <li><div class="grow"><p><strong>{move || finds(here, &state)}</strong></p>{told}</div>{ways}</li>
    }
    .into_any()
}

/// What a rule finds, in a sentence.
fn finds(here: Here, state: &RuleState) -> String {
    let words = &words().notices;
    let rule = &state.rule;
    let score = rule.at_most.map(|most| {
        let n = page::with(|page| page.count(most.into()));
        fill(words.finds_score, &[("n", &n)])
    });
    let apart = |text: &str| format!("\u{2068}{text}\u{2069}");
    let listed = (!rule.words.is_empty()).then(|| {
        let each: Vec<_> = rule.words.iter().map(|word| apart(word)).collect();
        fill(words.finds_words, &[("words", &each.join(", "))])
    });
    let place = match &rule.prompt {
        None => words.any_prompt.to_owned(),
        Some(id) => apart(&here.question(id)),
    };
    [Some(place), score, listed]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}
