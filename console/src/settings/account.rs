//! What belongs to whoever is signed in: the name, the password, the language of the console.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::console::asked::{NewPassword, Profile};

use crate::api;
use crate::page::words;
use crate::parts::{Field, Sending, field, submit};
use crate::session::Session;
use crate::shell;

/// The languages of the console, each in its own.
const LANGUAGES: [(&str, &str); 4] = [
    ("en", "English"),
    ("ar", "العربية"),
    ("th", "ไทย"),
    ("ru", "Русский"),
];

/// The account of whoever is signed in.
#[component]
pub fn Account() -> impl IntoView {
    let words = &words().settings;
    let session = Session::here();
    shell::set_title(words.account);
    let person = session
        .me
        .with_untracked(|me| me.as_ref().and_then(|me| me.person.clone()));
    let everywhere = move |_| session.sign_out(true);
    view! {
        <main id="main" tabindex="-1" class="page" data-stage="account">
            <div class="title"><h1>{words.account}</h1></div>
            <section class="card"><h2>{words.language}</h2>{language(session)}</section>
            {match person {
                None => view! { <section class="card"><p>{words.no_account}</p></section> }.into_any(),
                Some(person) => view! { {profile(session, person.name, person.email)}{password()} }.into_any(),
            }}
            <section class="card"><h2>{words.sessions}</h2><p class="soft">{words.sessions_mean}</p><p><button type="button" class="button" on:click=everywhere>{words.everywhere}</button></p></section>
        </main>
    }
}

/// The page is drawn anew in the language that is chosen, in which mails are written from then on.
fn language(session: Session) -> impl IntoView {
    let here = shell::page_language();
    let options: Vec<_> = LANGUAGES
        .iter()
        .map(|(tag, name)| view! { <option value=*tag lang=*tag selected=*tag == here>{*name}</option> })
        .collect();
    let change = move |event: web_sys::Event| {
        let lang = event_target_value(&event);
        shell::remember(shell::LANGUAGE, &lang);
        let me = session.me.get_untracked().and_then(|me| me.person);
        spawn_local(async move {
            if let Some(me) = me {
                let body = Profile {
                    name: me.name,
                    email: me.email,
                    password: None,
                    lang: Some(lang),
                };
                // The page can be read without it.
                let _ = api::put::<serde_json::Value>("/console/api/me", &body).await;
            }
            shell::reload();
        });
    };
    view! { <select aria-label=words().settings.language on:change=change>{options}</select> }
}

fn profile(session: Session, name: String, email: String) -> impl IntoView {
    let words = words();
    let sending = Sending::new();
    let (name, email) = (RwSignal::new(name), RwSignal::new(email));
    let password = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let body = Profile {
            name: name.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            password: Some(password.get_untracked()).filter(|text| !text.is_empty()),
            // The language in which mails are written.
            lang: Some(shell::page_language()),
        };
        let reply = async move { api::put::<serde_json::Value>("/console/api/me", &body).await };
        sending.run(reply, move |_| {
            session.spoken.set(words.settings.saved.to_owned());
            session.load();
        });
    };
    let none = Signal::stored(String::new());
    view! {
        <form class="card" on:submit=send novalidate>
            <h2>{words.settings.profile}</h2>
            {sending.alert()}
            {field(Field { id: "name", label: words.signing.name, kind: "text", autocomplete: "name", help: "" }, name, none)}
            {field(Field { id: "email", label: words.signing.email, kind: "email", autocomplete: "username", help: "" }, email, none)}
            {field(Field { id: "present", label: words.settings.present_password, kind: "password", autocomplete: "current-password", help: words.settings.present_password_means }, password, none)}
            {submit(words.settings.save, sending.is_busy.into())}
        </form>
    }
}

fn password() -> impl IntoView {
    let words = words();
    let session = Session::here();
    let sending = Sending::new();
    let [old, new] = [(); 2].map(|()| RwSignal::new(String::new()));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let body = NewPassword {
            old: old.get_untracked(),
            new: new.get_untracked(),
        };
        let reply =
            async move { api::put::<serde_json::Value>("/console/api/me/password", &body).await };
        sending.run(reply, move |_| {
            old.set(String::new());
            new.set(String::new());
            session.spoken.set(words.settings.saved.to_owned());
        });
    };
    let none = Signal::stored(String::new());
    view! {
        <form class="card" on:submit=send novalidate>
            <h2>{words.settings.password}</h2>
            {sending.alert()}
            {field(Field { id: "old", label: words.settings.old_password, kind: "password", autocomplete: "current-password", help: "" }, old, none)}
            {field(Field { id: "new", label: words.signing.new_password, kind: "password", autocomplete: "new-password", help: words.signing.password_means }, new, none)}
            {submit(words.signing.set_password, sending.is_busy.into())}
        </form>
    }
}
