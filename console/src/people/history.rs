//! What was changed in a shop, by whom and when: the audit log.

use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::console::Happened;

use crate::api;
use crate::json;
use crate::load::load;
use crate::page::{self, words};
use crate::parts::{notices, whole};
use crate::session::Session;
use crate::words::name;

/// The history of the shop in the address, newest first.
#[component]
pub fn History() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().people().history_title);
    let newest = load::<Vec<Happened>>(move || api::of_shop(&shop.get(), "history"));
    whole(newest, "history", move || {
        let words = words().people();
        let older = RwSignal::new(Vec::<Happened>::new());
        let is_all = RwSignal::new(false);
        let trouble = RwSignal::new(None);
        let more = move |_| {
            let last = older.with_untracked(|all| all.last().map(|one| one.id));
            let last = last.or_else(|| {
                newest
                    .value
                    .with_untracked(|all| Some(all.as_ref()?.last()?.id))
            });
            let Some(last) = last else { return };
            let address = api::of_shop(&shop.get_untracked(), &format!("history?before={last}"));
            spawn_local(async move {
                match api::get::<Vec<Happened>>(&address).await {
                    Ok(page) if page.is_empty() => is_all.set(true),
                    Ok(page) => older.update(|all| all.extend(page)),
                    Err(why) => trouble.set(Some(why)),
                }
            });
        };
        let rows = move || {
            let newest = newest.value.get().unwrap_or_default();
            newest
                .into_iter()
                .chain(older.get())
                .map(row)
                .collect::<Vec<_>>()
        };
        let is_empty = move || {
            newest
                .value
                .with(|all| all.as_ref().is_some_and(Vec::is_empty))
        };
        view! {
            <div class="title"><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{words.history}</h1></div>
            {move || is_empty().then(|| view! { <section class="card empty"><p>{words.nothing_yet}</p></section> })}
            <ol class="history">{rows}</ol>
            {move || trouble.get().map(|why| view! { <p class="alert" role="alert">{notices::reason(&why)}</p> })}
            {move || (!is_empty() && !is_all.get()).then(|| view! { <p><button type="button" class="button" on:click=more>{words.older}</button></p> })}
        }
        .into_any()
    })
}

fn row(one: Happened) -> AnyView {
    let words = words().people();
    let who = one.who.map_or_else(
        || crate::page::words().frame().operator.to_owned(),
        |who| who.name,
    );
    let written = |json: Option<survey::json::Json>| json.map(|json| json::write_in_lines(&json));
    let (before, after) = (written(one.before), written(one.after));
    let details = (before.is_some() || after.is_some()).then(|| {
        view! {
            <details class="fine">
                <summary>{words.details}</summary>
                {before.map(|text| view! { <pre class="before" dir="ltr" tabindex="0">{text}</pre> })}
                {after.map(|text| view! { <pre class="after" dir="ltr" tabindex="0">{text}</pre> })}
            </details>
        }
    });
    view! {
        <li class="card">
            <p><strong><bdi>{who}</bdi></strong>" "{name(words.deeds, &one.what)}" "<bdi><code>{one.about}</code></bdi></p>
            <p class="soft small">{page::with(|page| page.day(one.at))}</p>
            {details}
        </li>
    }
    .into_any()
}
