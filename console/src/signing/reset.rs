//! The page behind a link for a new password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use survey::console::asked;

use super::door;
use super::person::NewPerson;
use crate::api;
use crate::page::words;
use crate::parts::{Sending, submit};
use crate::shell;

/// Sets a new password with the code in the address.
#[component]
pub fn Reset() -> impl IntoView {
    shell::show_skeleton(false);
    let words = &words().signing;
    let code = use_query_map().with_untracked(|query| query.get("code").unwrap_or_default());
    let person = NewPerson::new();
    let sending = Sending::new();
    let done = RwSignal::new(false);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if !person.try_it(&[person.password_wrong()]) {
            return;
        }
        let body = asked::Reset {
            code: code.clone(),
            password: person.password.get_untracked(),
        };
        let reply = async move { api::post::<()>("/console/api/reset", &body).await };
        sending.run(reply, move |()| done.set(true));
    };
    let form = move || {
        match done.get() {
        true => view! {
            <section class="card"><h1>{words.password_set}</h1><p>{words.password_set_means}</p>
            <p><a class="button primary" href="/console/" rel="external">{words.sign_in}</a></p></section>
        }
        .into_any(),
        false => view! {
            <form class="card" on:submit=send.clone() novalidate>
                <h1>{words.new_password}</h1>
                {sending.alert()}
                {person.password_field()}
                {submit(words.set_password, sending.is_busy.into())}
            </form>
        }
        .into_any(),
    }
    };
    door("reset", words.new_password, form.into_any())
}
