//! Publishing: what will differ, what still stands in the way, and the versions that were.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use survey::authoring::{PromptPage, Published, Standing, Version, VersionNote};

use super::difference::{Difference, differences};
use super::document::{Document, Saving};
use super::place::pointer;
use crate::api::{self, Trouble};
use crate::load::Loaded;
use crate::page::{self, words};
use crate::parts::{dialog, notices};
use crate::refused;
use crate::session::Session;
use crate::words::{fill, name};

/// The buttons that bring the draft, or the prompt as it is, before shoppers.
pub fn publish(document: Document, loaded: Loaded<PromptPage>, address: String) -> impl IntoView {
    let words = &words().editor;
    let open = RwSignal::new(false);
    let state = Memo::new(move |_| {
        loaded
            .value
            .with(|page| page.as_ref().map(|page| page.state))
    });
    let differs = document.differs;
    let wants = move || state.get().is_some_and(|state| state == Standing::Draft) || differs.get();
    let set = {
        let address = address.clone();
        move |state: &'static str| {
            let address = format!("{address}/state");
            act::<Published, _>(loaded, async move {
                api::post(&address, &json!({ "state": state })).await
            });
        }
    };
    let switch = move || {
        let set = set.clone();
        match state.get()? {
            Standing::Live | Standing::Scheduled => Some((words.pause, "paused")),
            Standing::Paused | Standing::Rehearsal => Some((words.resume, "live")),
            Standing::Draft | Standing::Ended => None,
        }
        .map(|(label, to)| view! { <button type="button" class="button" on:click=move |_| set(to)>{label}</button> })
    };
    let dialog_view = move || {
        let address = address.clone();
        open.get().then(|| {
            dialog(
                words.publish,
                open,
                confirm(document, loaded, address, open),
            )
        })
    };
    view! {
        {switch}
        <button type="button" class="button primary" disabled=move || !wants() on:click=move |_| open.set(true)>{words.publish}</button>
        {dialog_view}
    }
}

/// What will happen, with the last word to whoever publishes.
fn confirm(
    document: Document,
    loaded: Loaded<PromptPage>,
    address: String,
    open: RwSignal<bool>,
) -> AnyView {
    let words = &words().editor;
    let published = loaded
        .value
        .with_untracked(|page| page.as_ref().and_then(|page| page.prompt.clone()));
    let published = published.map(|prompt| serde_json::to_value(prompt).unwrap_or_default());
    let is_new = published.is_none();
    let all = published.map(|published| {
        document
            .value
            .with_untracked(|draft| differences(&published, draft))
    });
    let trouble = RwSignal::new(None::<Trouble>);
    let is_saved = move || document.saving.get() == Saving::Saved;
    let flaws = move || {
        document.flaws.with(|flaws| {
            let flaw = |flaw: &survey::console::Flaw| view! { <li><strong>{place_name(&pointer(&flaw.at))}</strong>": "{refused::flaw(flaw)}</li> };
            (!flaws.is_empty()).then(|| view! { <div class="alert"><p>{words.in_the_way}</p><ul>{flaws.iter().map(flaw).collect::<Vec<_>>()}</ul></div> })
        })
    };
    let go = {
        move |state: Option<&'static str>| {
            let address = format!("{address}/publish");
            let body = state.map_or_else(|| json!({}), |state| json!({ "state": state }));
            let session = Session::here();
            spawn_local(async move {
                match api::post::<Published>(&address, &body).await {
                    Ok(published) => {
                        let n = page::with(|page| page.count(i64::from(published.version)));
                        session.spoken.set(fill(words.published, &[("n", &n)]));
                        open.set(false);
                        loaded.refresh();
                    }
                    Err(why) => trouble.set(Some(why)),
                }
            });
        }
    };
    let rehearse = {
        let go = go.clone();
        move |_| go(Some("rehearsal"))
    };
    let is_ready = move || is_saved() && document.flaws.with(Vec::is_empty);
    view! {
        {match all {
            None => view! { <p>{words.first_version}</p> }.into_any(),
            Some(all) => view! { <p>{words.will_differ}</p>{list(&all)} }.into_any(),
        }}
        {flaws}
        {move || trouble.get().map(|why| view! { <p class="alert" role="alert">{notices::reason(&why)}</p> })}
        <div class="buttons">
            <button type="button" class="button primary" disabled=move || !is_ready() on:click=move |_| go(is_new.then_some("live"))>{words.publish}</button>
            <button type="button" class="button" disabled=move || !is_ready() on:click=rehearse>{words.rehearse}</button>
        </div>
        <p class="help">{words.rehearse_means}</p>
    }
    .into_any()
}

/// Differences, one below the other.
fn list(all: &[Difference]) -> AnyView {
    let words = &words().editor;
    if all.is_empty() {
        return view! { <p class="soft">{words.nothing_differs}</p> }.into_any();
    }
    let one = |one: &Difference| {
        let before = one
            .before
            .clone()
            .map(|text| view! { <del dir="auto">{text}</del> });
        let after = one
            .after
            .clone()
            .map(|text| view! { <ins dir="auto">{text}</ins> });
        view! { <div><dt>{place_name(&one.place)}</dt><dd>{before}{after}</dd></div> }
    };
    view! { <dl class="differences">{all.iter().map(one).collect::<Vec<_>>()}</dl> }.into_any()
}

/// A place in words: its parts by their names, those without one as they are.
fn place_name(place: &str) -> String {
    let words = &words().editor;
    let part = |part: &str| match part.parse::<usize>() {
        Ok(index) => page::with(|page| page.count(i64::try_from(index + 1).unwrap_or(i64::MAX))),
        Err(_) if part.len() == 2 && part != "id" => page::with(|page| page.language(part)),
        Err(_) => name(words.places, part),
    };
    let parts = place
        .split('/')
        .filter(|part| !part.is_empty() && *part != "text");
    parts.map(part).collect::<Vec<_>>().join(" › ")
}

/// Every version that was published, with what it changed and a way back to it.
pub fn versions(loaded: Loaded<PromptPage>, address: String, may_edit: bool) -> impl IntoView {
    let words = &words().editor;
    let notes = Memo::new(move |_| {
        loaded.value.with(|page| {
            page.as_ref()
                .map(|page| page.versions.clone())
                .unwrap_or_default()
        })
    });
    let row = move |(index, note): (usize, VersionNote)| {
        let open = RwSignal::new(false);
        let when = page::with(|page| page.day(note.at));
        let n = page::with(|page| page.count(i64::from(note.version)));
        let (address, of) = (address.clone(), address.clone());
        let version = note.version;
        let restore = move |_| {
            let address = format!("{address}/versions/{version}/restore");
            act::<Published, _>(loaded, async move { api::post(&address, &json!({})).await });
        };
        let by = match note.by.as_str() {
            "" => String::new(),
            by => name(words.authors, by),
        };
        let back = (index > 0 && may_edit).then(|| view! { <button type="button" class="button" on:click=restore>{words.restore}</button> });
        view! {
            <li>
                <div class="version-row">
                    <p><strong>{fill(crate::page::words().version, &[("n", &n)])}</strong>" "<span class="soft">{when}" "<bdi>{by}</bdi></span></p>
                    <button type="button" class="button" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>{words.changes}</button>
                    {back}
                </div>
                {move || open.get().then(|| changes(of.clone(), version))}
            </li>
        }
    };
    view! {
        <section class="card" aria-labelledby="versions">
            <h2 id="versions">{words.versions}</h2>
            <p class="soft">{words.versions_mean}</p>
            <ol class="versions" reversed>{move || notes.get().into_iter().enumerate().map(&row).collect::<Vec<_>>()}</ol>
        </section>
    }
}

/// What a version changed, against the one before it.
fn changes(address: String, version: u32) -> AnyView {
    let shown = RwSignal::new(None::<Result<Vec<Difference>, Trouble>>);
    spawn_local(async move {
        let found = changed(&address, version).await;
        shown.try_set(Some(found));
    });
    (move || match shown.get() {
        None => ().into_any(),
        Some(Ok(all)) => list(&all),
        Some(Err(why)) => view! { <p class="alert">{notices::reason(&why)}</p> }.into_any(),
    })
    .into_any()
}

async fn changed(address: &str, version: u32) -> Result<Vec<Difference>, Trouble> {
    let newer: Version = api::get(&format!("{address}/versions/{version}")).await?;
    let older = match version {
        0 | 1 => None,
        _ => api::get::<Version>(&format!("{address}/versions/{}", version - 1))
            .await
            .ok(),
    };
    let plain = |version: Version| serde_json::to_value(version.prompt).unwrap_or_default();
    let before = older.map_or_else(|| Value::Object(serde_json::Map::new()), plain);
    Ok(differences(&before, &plain(newer)))
}

/// Does something to the prompt and shows what it has become.
fn act<T: DeserializeOwned + 'static, F>(loaded: Loaded<PromptPage>, doing: F)
where
    F: Future<Output = Result<T, Trouble>> + 'static,
{
    spawn_local(async move {
        match doing.await {
            Ok(_) => {
                loaded.refresh();
            }
            Err(why) => loaded.trouble.set(Some(why)),
        }
    });
}
