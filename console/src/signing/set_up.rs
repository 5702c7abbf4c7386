//! The page of whoever opened the server's first link: it makes the first account.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use survey::console::asked::Setup;

use super::door;
use super::person::NewPerson;
use crate::api;
use crate::page::words;
use crate::parts::{Sending, submit};
use crate::session::Session;
use crate::shell;

/// The form.
pub fn set_up() -> impl IntoView {
    let words = &words().signing;
    let session = Session::here();
    let person = NewPerson::new();
    let sending = Sending::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if !person.try_it(&[
            person.name_wrong(),
            person.email_wrong(),
            person.password_wrong(),
        ]) {
            return;
        }
        let body = Setup {
            name: person.name.get_untracked().trim().to_owned(),
            email: person.email.get_untracked().trim().to_owned(),
            password: person.password.get_untracked(),
            lang: Some(shell::page_language()),
        };
        let reply = async move { api::post::<()>("/console/api/setup", &body).await };
        sending.run(reply, move |()| session.begin());
    };
    let form = view! {
        <form class="card" on:submit=send novalidate>
            <h1>{words.set_up}</h1>
            <p class="soft">{words.set_up_means}</p>
            {sending.alert()}
            {person.name_field()}
            {person.email_field()}
            {person.password_field()}
            {submit(words.make_account, sending.is_busy.into())}
            <button type="button" class="button quiet" on:click=move |_| session.later.set(true)>{words.later}</button>
        </form>
    };
    door("set-up", words.set_up, form.into_any())
}
