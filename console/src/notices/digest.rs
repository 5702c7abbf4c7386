//! The reader's own digest of the shop.

use leptos::prelude::*;
use survey::console::asked::WantedDigest;
use survey::console::notices::{Digest, Every};

use super::{Here, outcome};
use crate::page::words;
use crate::parts::Sending;
use crate::session::Session;
use crate::{api, shell};

/// How often it comes, to be chosen at once.
pub fn digest(here: Here) -> impl IntoView {
    let words = &words().notices;
    let sending = Sending::new();
    let mine = Memo::new(move |_| {
        here.told
            .value
            .with(|told| told.as_ref().and_then(|told| told.digest.clone()))
    });
    view! {
        <section class="card" aria-labelledby="digest">
            <h2 id="digest">{words.digest}</h2>
            <p class="soft">{words.digest_means}</p>
            {sending.alert()}
            {move || match mine.get() {
                None => view! { <p class="fine">{words.no_person}</p> }.into_any(),
                Some(digest) => choice(here, sending, digest),
            }}
        </section>
    }
}

fn choice(here: Here, sending: Sending, digest: Digest) -> AnyView {
    let shared = words();
    let words = &shared.notices;
    let session = Session::here();
    let names = [
        ("", words.never),
        ("weekly", words.weekly),
        ("daily", words.daily),
    ];
    let chosen = digest.every.map_or("", Every::name);
    let options: Vec<_> = names
        .into_iter()
        .map(|(value, name)| view! { <option value=value selected=value == chosen>{name}</option> })
        .collect();
    let change = move |event: web_sys::Event| {
        let body = WantedDigest {
            every: Every::named(&event_target_value(&event)),
            lang: Some(shell::page_language()),
        };
        let to = here.address("digest");
        sending.run(
            async move { api::put::<Digest>(&to, &body).await },
            move |_| {
                session.spoken.set(shared.settings.saved.to_owned());
                here.told.refresh();
            },
        );
    };
    let told = digest
        .told
        .filter(|told| told.succeeded_at.or(told.failed_at).is_some());
    let told = told.map(|told| {
        let (kind, text) = outcome(&told);
        view! { <p class="fine outcome" data-kind=kind>{text}</p> }
    });
    view! { <select aria-labelledby="digest" on:change=change>{options}</select>{told} }.into_any()
}
