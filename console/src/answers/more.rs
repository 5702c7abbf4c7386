//! What is seldom done with an answer: a case of it is opened, or it is marked as a test. All
//! of it is behind one button, so that fifty answers are fifty texts to read.

use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::console::cases::{Case, CaseState};
use survey::results::words::Words;

use super::one::Note;
use crate::page::words;
use crate::words::{fill, name};
use crate::{api, shell};

/// The button that unfolds it.
pub fn button(open: RwSignal<bool>, panel: String) -> AnyView {
    let turn = move |_| open.update(|open| *open = !*open);
    view! { <button type="button" class="quiet more" aria-expanded=move || open.get().to_string() aria-controls=panel on:click=turn>{words().said.more}</button> }.into_any()
}

/// What is unfolded.
pub fn panel(note: Note, of: Memo<Option<Words>>, id: String) -> AnyView {
    let words = words();
    let has_case =
        Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|of| of.case.is_some())));
    let is_test = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|of| of.test)));
    let case = {
        let open = opening(note);
        move || {
            let open = open.clone();
            (!has_case.get()).then(|| view! { <button type="button" class="button" on:click=move |_| open()>{words.cases.open}</button> })
        }
    };
    let mark = move |label, test, visitor| {
        view! { <button type="button" class="button" on:click=move |_| note.test(test, visitor)>{label}</button> }
    };
    let said = &words.said;
    let marking = move || {
        match is_test.get() {
        true => mark(said.bring_back, false, false).into_any(),
        false => view! {
            <div role="group" aria-label=said.mark>
                <p class="label">{said.mark}</p>
                <p class="buttons">{mark(said.mark_one, true, false)}{mark(said.mark_all, true, true)}</p>
                <p class="help">{said.mark_means}</p>
            </div>
        }
        .into_any(),
    }
    };
    view! { <div class="unfolded" id=id>{case}{marking}</div> }.into_any()
}

/// Opens a case of the answer and goes there.
fn opening(note: Note) -> impl Fn() + Clone {
    let go = shell::way(false);
    move || {
        let go = go.clone();
        let (there, page) = addresses(note);
        spawn_local(async move {
            match api::post::<Case>(&there, &()).await {
                Ok(_) => go(&page),
                Err(why) => drop(note.trouble.try_set(Some(why))),
            }
        });
    }
}

/// The way to the answer's case.
pub fn has_case(note: Note, state: CaseState) -> AnyView {
    let words = &words().cases;
    let state = name(words.states, state.name());
    let told = fill(words.has_case, &[("state", &state)]);
    view! { <a class="chip" href=addresses(note).1>{told}</a> }.into_any()
}

/// Where the answer's case is asked for, and where it is shown.
fn addresses(note: Note) -> (String, String) {
    let below = format!("cases/{}", api::part(&note.answer.get_value()));
    let shop = note.place.shop.get_untracked();
    (
        api::of_shop(&shop, &below),
        shell::shop_address(&shop, &below),
    )
}
