//! The page of whoever opened the server's first link: it makes the first account.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::api;
use crate::page::words;
use crate::parts::{Field, field, notices, submit};
use crate::session::Session;
use crate::shell;

/// The shortest password, in characters. The server has the last word.
const SHORTEST: usize = 10;

/// The form.
pub fn set_up() -> impl IntoView {
    let words = &words().signing;
    let session = Session::here();
    let [name, email, password, wrong] = [(); 4].map(|()| RwSignal::new(String::new()));
    let is_busy = RwSignal::new(false);
    let tried = RwSignal::new(false);
    shell::set_title(words.set_up);
    let missing =
        move |value: RwSignal<String>, is_fine: fn(&str) -> bool, problem: &'static str| {
            Signal::derive(
                move || match tried.get() && !value.with(|text| is_fine(text)) {
                    true => problem.to_owned(),
                    false => String::new(),
                },
            )
        };
    let no_name = missing(name, |text| !text.trim().is_empty(), words.name_missing);
    let no_email = missing(email, |text| text.trim().contains('@'), words.email_wrong);
    let no_password = missing(
        password,
        |text| text.chars().count() >= SHORTEST,
        words.password_short,
    );
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let problems = [no_name, no_email, no_password];
        if is_busy.get_untracked() || problems.iter().any(|one| !one.get_untracked().is_empty()) {
            return;
        }
        is_busy.set(true);
        let body = json!({
            "name": name.get_untracked().trim(), "email": email.get_untracked().trim(), "password": password.get_untracked(),
        });
        spawn_local(async move {
            let reply = api::post::<()>("/console/api/setup", &body).await;
            is_busy.set(false);
            match reply {
                Ok(()) => session.begin(),
                Err(trouble) => wrong.set(notices::reason(&trouble)),
            }
        });
    };
    view! {
        <main id="main" tabindex="-1" class="page door" data-stage="set-up">
            <p class="brand"><span class="mark" aria-hidden="true"></span>"Tillside"</p>
            <form class="card" on:submit=send novalidate>
                <h1>{words.set_up}</h1>
                <p class="soft">{words.set_up_means}</p>
                <p class="alert" role="alert">{move || wrong.get()}</p>
                {field(Field { id: "name", label: words.name, kind: "text", autocomplete: "name", help: "" }, name, no_name)}
                {field(Field { id: "email", label: words.email, kind: "email", autocomplete: "username", help: "" }, email, no_email)}
                {field(Field { id: "password", label: words.password, kind: "password", autocomplete: "new-password", help: words.password_means }, password, no_password)}
                {submit(words.make_account, is_busy.into())}
                <button type="button" class="button quiet" on:click=move |_| session.later.set(true)>{words.later}</button>
            </form>
        </main>
    }
}
