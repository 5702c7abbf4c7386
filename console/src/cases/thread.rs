//! What happened to a case and what was noted, and the field for another note.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use survey::console::cases::{Case, CaseEntry, NewNote};

use super::one::Place;
use crate::api;
use crate::page::{self, Page, words};
use crate::parts::{Sending, submit};
use crate::session::Session;
use crate::words::{fill, name};

/// All of it, oldest first.
pub fn thread(place: Place) -> AnyView {
    let words = &words().cases;
    let entries = place.part(|case| case.thread.clone());
    let rows = move || {
        let all = entries.get();
        page::with(|page| all.iter().map(|one| entry(page, one)).collect::<Vec<_>>())
    };
    view! {
        <section class="card thread" aria-labelledby="thread">
            <h2 id="thread">{words.thread}</h2>
            <ol>{rows}</ol>
            {move || place.may_work.get().then(|| form(place))}
        </section>
    }
    .into_any()
}

fn entry(page: &Page, one: &CaseEntry) -> AnyView {
    let words = &page.words.cases;
    let operator = || page.words.frame.operator.to_owned();
    let who = one.who.clone().unwrap_or_else(operator);
    let at = page.day(one.at);
    // Names run in their own direction, whatever stands around them.
    let apart = |text: &str| format!("\u{2068}{text}\u{2069}");
    let (deed, note) = match (one.what.as_str(), one.text.as_str()) {
        ("note", text) => (None, Some(text.to_owned())),
        ("assigned", name) if !name.is_empty() => {
            (Some(fill(words.given, &[("name", &apart(name))])), None)
        }
        ("due", day) if !day.is_empty() => {
            let day = page.written_date(day);
            (Some(fill(words.due_on, &[("day", &day)])), None)
        }
        (what, _) => (Some(name(words.deeds, what)), None),
    };
    view! {
        <li data-what=one.what.clone()>
            <p class="small"><strong><bdi>{who}</bdi></strong>{deed.map(|deed| format!(" {deed}"))}<span class="soft">" · "{at}</span></p>
            {note.map(|note| view! { <p class="noted" dir="auto">{note}</p> })}
        </li>
    }
    .into_any()
}

fn form(place: Place) -> impl IntoView {
    let words = &words().cases;
    let sending = Sending::new();
    let session = Session::here();
    let typed = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let to = format!("{}/notes", place.address.get_untracked());
        let post = async move { api::post::<Case>(&to, &NewNote { text }).await };
        sending.run(post, move |case| {
            typed.set(String::new());
            session.spoken.set(words.noted.to_owned());
            place.case.put(case);
        });
    };
    view! {
        <form on:submit=send>
            {sending.alert()}
            <div class="field">
                <label for="note">{words.note}</label>
                <textarea id="note" maxlength="4000" dir="auto" aria-describedby="note-help" prop:value=move || typed.get() on:input:target=move |event| typed.set(event.target().value())></textarea>
                <p class="help" id="note-help">{words.note_means}</p>
            </div>
            {submit(words.add_note, sending.is_busy.into())}
        </form>
    }
}
