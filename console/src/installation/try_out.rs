//! The address by which somebody of the team opens the shop and tries out what is asked.

use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;

use crate::api;
use crate::page::words;
use crate::parts::{Sending, copyable};

/// What the server makes.
#[derive(Clone, Debug, Deserialize)]
struct Made {
    /// The first page of the shop; nothing where its origins are patterns.
    url: Option<String>,
    /// What belongs behind the address of a page.
    fragment: String,
}

/// The section.
pub fn try_out(shop: Memo<String>) -> impl IntoView {
    let words = &words().install;
    let sending = Sending::new();
    let made = RwSignal::new(None::<Made>);
    let make = move |_| {
        let address = api::of_shop(&shop.get_untracked(), "test-visits");
        let reply = async move { api::post::<Made>(&address, &json!({})).await };
        sending.run(reply, move |reply| made.set(Some(reply)));
    };
    let address = move |made: Made| {
        let open = made.url.clone().map(|url| {
            view! { <p><a class="button" href=url target="_blank" rel="noopener">{words.try_open}</a></p> }
        });
        let means = made
            .url
            .is_none()
            .then(|| view! { <p class="soft">{words.try_fragment}</p> });
        let text = made.url.unwrap_or(made.fragment);
        view! { {means}{copyable(Signal::stored(text), String::new())}{open} }
    };
    view! {
        <section class="card try-out" aria-labelledby="try-out">
            <h2 id="try-out">{words.try_out}</h2>
            <p class="soft">{words.try_out_means}</p>
            {sending.alert()}
            {move || match made.get() {
                Some(made) => address(made).into_any(),
                None => view! { <p><button type="button" class="button" disabled=move || sending.is_busy.get() on:click=make>{words.try_make}</button></p> }.into_any(),
            }}
        </section>
    }
}
