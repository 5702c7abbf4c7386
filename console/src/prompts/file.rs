//! Questions out of a file: first what would change, then the change.

use leptos::ev::Targeted;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use survey::authoring::{Imported, ImportedPrompt, Outcome, PromptSummary};
use web_sys::{Event, HtmlInputElement};

use crate::api;
use crate::load::Loaded;
use crate::page::{self, words};
use crate::parts::{Sending, dialog};
use crate::session::Session;
use crate::shell;
use crate::words::name;

/// The button that asks for a file.
pub fn import(prompts: Loaded<Vec<PromptSummary>>, shop: Memo<String>) -> AnyView {
    let words = &words().file;
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>{words.import}</button>
        {move || open.get().then(|| dialog(words.import, open, contents(prompts, shop, open)))}
    }
    .into_any()
}

fn contents(
    prompts: Loaded<Vec<PromptSummary>>,
    shop: Memo<String>,
    open: RwSignal<bool>,
) -> AnyView {
    let words = &words().file;
    let session = Session::here();
    let sending = Sending::new();
    // The questions of the file, with what they would change.
    let looked = RwSignal::new(None::<(Value, Imported)>);
    let to = move |how: &str| api::of_shop(&shop.get_untracked(), &format!("prompts.json{how}"));
    let take = move |event: Targeted<Event, HtmlInputElement>| {
        let field = event.target();
        looked.set(None);
        sending.wrong.set(String::new());
        spawn_local(async move {
            let Some(text) = shell::file_text(field).await else {
                return;
            };
            let Ok(list) = serde_json::from_str::<Value>(&text) else {
                sending.wrong.try_set(words.no_json.to_owned());
                return;
            };
            let (sent, to) = (list.clone(), to("?dry_run=true"));
            let reply = async move { api::post::<Imported>(&to, &sent).await };
            sending.run(reply, move |imported| looked.set(Some((list, imported))));
        });
    };
    let go = move |_| {
        let Some((list, _)) = looked.get_untracked() else {
            return;
        };
        let to = to("");
        let reply = async move { api::post::<Imported>(&to, &list).await };
        sending.run(reply, move |_| {
            session.spoken.set(words.done.to_owned());
            open.set(false);
            prompts.refresh();
        });
    };
    let changes = move || {
        let looked = looked.get();
        looked.map(|(_, imported)| {
            let changes = changes(&imported);
            let is_none = changes.is_none();
            let go = (!is_none).then(|| view! { <div class="buttons"><button type="button" class="button primary" disabled=move || sending.is_busy.get() on:click=go>{words.go}</button></div> });
            view! {
                <p role="status">{if is_none { words.nothing } else { words.would }}</p>
                {changes}
                {go}
            }
        })
    };
    view! {
        <p class="soft">{words.means}</p>
        <label class="file">{words.choose}" "<input type="file" accept=".json,application/json" on:change:target=take /></label>
        {sending.alert()}
        {changes}
    }
    .into_any()
}

/// What would change, prompt by prompt; `None` where nothing would.
fn changes(imported: &Imported) -> Option<AnyView> {
    let shared = words();
    let words = &shared.file;
    let is_changed = |one: &&ImportedPrompt| one.outcome != Outcome::Unchanged;
    let row = |one: &ImportedPrompt| {
        let state = name(shared.states, &one.state);
        view! {
            <li data-prompt=one.id.clone()>
                <span class="grow"><bdi>{one.id.clone()}</bdi></span>
                <span class="chip">{name(words.outcomes, one.outcome.name())}</span>
                <span class="state" data-state=one.state.clone()>{state}</span>
            </li>
        }
    };
    let all = imported.prompts.iter();
    let rows: Vec<_> = all.filter(is_changed).map(row).collect();
    let rest = i64::try_from(imported.prompts.len() - rows.len()).unwrap_or(i64::MAX);
    let rest = (rest > 0).then(|| page::with(|page| page.counted(words.unchanged, rest)));
    let list = view! { <ul class="people changes">{rows}</ul><p class="soft">{rest}</p> };
    imported
        .prompts
        .iter()
        .any(|one| is_changed(&one))
        .then(|| list.into_any())
}
