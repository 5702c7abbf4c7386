//! The page of somebody who is not signed in. It stands at every address, so that signing in
//! leads to the page that was wanted.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use survey::console::asked::SignIn;

use super::door;
use crate::api;
use crate::page::words;
use crate::parts::{Field, Sending, code, field, submit};
use crate::session::Session;

/// The form, and what to do without a password.
pub fn sign_in() -> impl IntoView {
    let words = &words().signing;
    let session = Session::here();
    let [email, password] = [(); 2].map(|()| RwSignal::new(String::new()));
    let sending = Sending::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let body = SignIn {
            email: email.get_untracked(),
            password: password.get_untracked(),
        };
        let reply = async move { api::post::<()>("/console/api/sign-in", &body).await };
        sending.run(reply, move |()| session.begin());
    };
    let none = Signal::stored(String::new());
    let form = view! {
        <form class="card" on:submit=send novalidate>
            <h1>{words.sign_in}</h1>
            {sending.alert()}
            {field(Field { id: "email", label: words.email, kind: "email", autocomplete: "username", help: "" }, email, none)}
            {field(Field { id: "password", label: words.password, kind: "password", autocomplete: "current-password", help: "" }, password, none)}
            {submit(words.sign_in, sending.is_busy.into())}
        </form>
        <details class="fine">
            <summary>{words.without}</summary>
            <p>{words.ask_owner}</p>
            <p>{words.by_command}</p>
            {code("tillside sign-in-link --data DIR".to_owned())}
        </details>
    };
    door("signed-out", words.sign_in, form.into_any())
}
