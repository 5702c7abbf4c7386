//! A new shop: its name, where its pages are, and its languages. Everything else can wait.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use survey::results::ShopSummary;

use crate::api;
use crate::page::{self, words};
use crate::parts::{Field, Sending, field, submit};
use crate::session::Session;
use crate::shell;

/// The form.
#[component]
pub fn NewShop() -> impl IntoView {
    let words = &words().settings;
    let session = Session::here();
    let sending = Sending::new();
    let [name, address] = [(); 2].map(|()| RwSignal::new(String::new()));
    let languages = RwSignal::new(shell::page_language());
    shell::set_title(words.new_shop);
    let go = shell::way(false);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let text = languages.get_untracked();
        let languages: Vec<_> = text
            .split([',', '،'])
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .collect();
        let body = json!({
            "name": name.get_untracked().trim(),
            "origins": [shell::origin_of(address.get_untracked().trim())],
            "default_language": languages.first().unwrap_or(&"en"),
            "languages": languages,
        });
        let go = go.clone();
        let reply = async move { api::post::<ShopSummary>("/console/api/shops", &body).await };
        sending.run(reply, move |shop| {
            let key = shop.key.clone();
            session
                .shops
                .update(|all| all.get_or_insert_default().push(shop));
            go(&shell::shop_address(&key, "installation"));
        });
    };
    let none = Signal::stored(String::new());
    view! {
        <main id="main" tabindex="-1" class="page" data-stage="new-shop">
            <div class="title"><h1>{words.new_shop}</h1><p>{words.new_shop_means}</p></div>
            <form class="card" on:submit=send novalidate>
                {sending.alert()}
                {field(Field { id: "shop-name", label: words.name, kind: "text", autocomplete: "organization", help: "" }, name, none)}
                {field(Field { id: "shop-address", label: words.address, kind: "url", autocomplete: "url", help: words.address_means }, address, none)}
                {field(Field { id: "shop-languages", label: words.all_languages, kind: "text", autocomplete: "off", help: words.all_languages_mean }, languages, none)}
                {submit(page::words().frame.make_shop, sending.is_busy.into())}
            </form>
        </main>
    }
}
