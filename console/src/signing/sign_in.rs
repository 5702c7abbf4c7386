//! The page of somebody who is not signed in. It stands at every address, so that signing in
//! leads to the page that was wanted.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::api;
use crate::page::words;
use crate::parts::{Field, code, field, notices, submit};
use crate::session::Session;
use crate::shell;

/// The form, and what to do without a password.
pub fn sign_in() -> impl IntoView {
    let words = &words().signing;
    let session = Session::here();
    let [email, password, wrong] = [(); 3].map(|()| RwSignal::new(String::new()));
    let is_busy = RwSignal::new(false);
    shell::set_title(words.sign_in);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let body = json!({ "email": email.get_untracked(), "password": password.get_untracked() });
        spawn_local(async move {
            let reply = api::post::<()>("/console/api/sign-in", &body).await;
            is_busy.set(false);
            match reply {
                Ok(()) => session.begin(),
                Err(trouble) => wrong.set(notices::reason(&trouble)),
            }
        });
    };
    let none = Signal::stored(String::new());
    view! {
        <main id="main" tabindex="-1" class="page door" data-stage="signed-out">
            <p class="brand"><span class="mark" aria-hidden="true"></span>"Tillside"</p>
            <form class="card" on:submit=send novalidate>
                <h1>{words.sign_in}</h1>
                <p class="alert" role="alert">{move || wrong.get()}</p>
                {field(Field { id: "email", label: words.email, kind: "email", autocomplete: "username", help: "" }, email, none)}
                {field(Field { id: "password", label: words.password, kind: "password", autocomplete: "current-password", help: "" }, password, none)}
                {submit(words.sign_in, is_busy.into())}
            </form>
            <details class="fine">
                <summary>{words.without}</summary>
                <p>{words.ask_owner}</p>
                <p>{words.by_command}</p>
                {code("tillside sign-in-link --data DIR".to_owned())}
            </details>
        </main>
    }
}
