//! The form of a rule.

use leptos::ev::SubmitEvent;
use leptos::html::Select;
use leptos::prelude::*;
use survey::console::notices::{Colleague, Rule, RuleState};

use super::Here;
use crate::api;
use crate::page::{self, words};
use crate::parts::{Field, Sending, field, submit};
use crate::session::Session;

/// The form of this rule; it closes by itself when the rule is saved.
pub fn form(here: Here, open: RwSignal<Option<RuleState>>, state: RuleState) -> AnyView {
    let shared = words();
    let words = &shared.notices;
    let session = Session::here();
    let sending = Sending::new();
    let is_new = state.id.is_empty();
    let prompt = RwSignal::new(state.rule.prompt.unwrap_or_default());
    let at_most = RwSignal::new(state.rule.at_most);
    let listed = RwSignal::new(state.rule.words.join(", "));
    let people = RwSignal::new(state.rule.people);
    let webhook = RwSignal::new(state.rule.webhook.unwrap_or_default());
    let id = state.id;
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let text = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let rule = Rule {
            prompt: text(prompt.get_untracked()),
            at_most: at_most.get_untracked(),
            words: listed.with_untracked(|listed| {
                listed
                    .split([',', '،', '、', '\n'])
                    .map(|word| word.trim().to_owned())
                    .collect()
            }),
            people: people.get_untracked(),
            webhook: text(webhook.get_untracked()),
        };
        let to = match is_new {
            true => here.address("notices"),
            false => here.address(&format!("notices/{id}")),
        };
        let reply = async move {
            match is_new {
                true => api::post::<RuleState>(&to, &rule).await,
                false => api::put::<RuleState>(&to, &rule).await,
            }
        };
        sending.run(reply, move |_| {
            session.spoken.set(shared.settings.saved.to_owned());
            open.set(None);
            here.told.refresh();
        });
    };
    // Whoever opened the form goes on in it.
    let first = NodeRef::<Select>::new();
    Effect::new(move || {
        if let Some(first) = first.get() {
            // It is on the page by now, and can be gone to.
            let _ = first.focus();
        }
    });
    let none = Signal::stored(String::new());
    let heading = if is_new {
        words.new_rule
    } else {
        words.change_rule
    };
    view! {
        <form class="card rule" on:submit=send novalidate aria-labelledby="rule">
            <h2 id="rule">{heading}</h2>
            <div class="field"><label for="rule-prompt">{words.prompt}</label><select id="rule-prompt" node_ref=first on:change:target=move |event| prompt.set(event.target().value())>{move || questions(here, prompt)}</select></div>
            <div class="field"><label for="rule-score">{words.at_most}</label><select id="rule-score" on:change:target=move |event| at_most.set(event.target().value().parse().ok())>{scores(at_most.get_untracked())}</select><p class="help">{words.at_most_means}</p></div>
            {field(Field { id: "rule-words", label: words.words, kind: "text", autocomplete: "off", help: words.words_mean }, listed, none)}
            <fieldset class="field"><legend class="label">{words.people}</legend>{move || colleagues(here, people)}<p class="help">{words.people_mean}</p></fieldset>
            {field(Field { id: "rule-webhook", label: words.webhook, kind: "url", autocomplete: "off", help: words.webhook_means }, webhook, none)}
            // Beside what was pressed: the form is longer than a phone is high.
            {sending.alert()}
            <p class="go">{submit(words.save, sending.is_busy.into())}<button type="button" class="button" on:click=move |_| open.set(None)>{words.cancel}</button></p>
        </form>
    }
    .into_any()
}

/// Every prompt that was published, and any of them.
fn questions(here: Here, chosen: RwSignal<String>) -> Vec<AnyView> {
    let any = (String::new(), words().notices.any_prompt.to_owned());
    let ids = here.prompts.value.with(|prompts| {
        let published = prompts.iter().flatten().filter(|one| one.version.is_some());
        published.map(|one| one.id.clone()).collect::<Vec<_>>()
    });
    let all = ids.into_iter().map(|id| (id.clone(), here.question(&id)));
    [any]
        .into_iter()
        .chain(all)
        .map(|(id, name)| {
            let selected = chosen.with_untracked(|chosen| *chosen == id);
            view! { <option value=id selected=selected>{name}</option> }.into_any()
        })
        .collect()
}

fn scores(chosen: Option<u8>) -> Vec<AnyView> {
    let none =
        view! { <option value="" selected=chosen.is_none()>{words().notices.no_score}</option> };
    let scores = (0..=10_u8).map(|score| {
        let name = page::with(|page| page.count(score.into()));
        view! { <option value=score.to_string() selected=chosen == Some(score)>{name}</option> }
            .into_any()
    });
    [none.into_any()].into_iter().chain(scores).collect()
}

/// Everybody who can be told, to be ticked.
fn colleagues(here: Here, chosen: RwSignal<Vec<String>>) -> Vec<AnyView> {
    let all = here.told.value.with(|told| {
        told.as_ref()
            .map_or_else(Vec::new, |told| told.people.clone())
    });
    if all.is_empty() {
        return vec![view! { <p class="soft">{words().notices.nobody_else}</p> }.into_any()];
    }
    all.into_iter()
        .map(|Colleague { id, name, email }| {
            let this = id.clone();
            let is_on = move || chosen.with(|chosen| chosen.contains(&this));
            let write = move |event: web_sys::Event| {
                let on = event_target_checked(&event);
                chosen.update(|chosen| {
                    chosen.retain(|one| *one != id);
                    if on {
                        chosen.push(id.clone());
                    }
                });
            };
            view! { <label class="check"><input type="checkbox" prop:checked=is_on on:change=write /><span><bdi>{name}</bdi>" "<bdi class="soft small">{email}</bdi></span></label> }.into_any()
        })
        .collect()
}
