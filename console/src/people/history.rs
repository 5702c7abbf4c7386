//! What was changed in a shop, by whom and when: the audit log.

use leptos::prelude::*;
use survey::console::{Happened, HistoryPage};

use crate::api;
use crate::json;
use crate::load::load;
use crate::page::{self, words};
use crate::parts::{Sending, whole};
use crate::session::Session;
use crate::words::name;

/// The history of the shop in the address, newest first.
#[component]
pub fn History() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().people.history_title);
    let newest = load::<HistoryPage>(move || api::of_shop(&shop.get(), "history"));
    whole(newest, "history", move || {
        let words = &words().people;
        // All that was asked for beyond the newest.
        let older = RwSignal::new(None::<HistoryPage>);
        let sending = Sending::new();
        let last = move |page: &Option<HistoryPage>| page.as_ref().map(|page| page.next);
        let next = Memo::new(move |_| {
            older
                .with(last)
                .or_else(|| newest.value.with(last))
                .flatten()
        });
        let more = move |_| {
            let Some(next) = next.get_untracked() else {
                return;
            };
            let address = api::of_shop(&shop.get_untracked(), &format!("history?before={next}"));
            let reply = async move { api::get::<HistoryPage>(&address).await };
            sending.run(reply, move |page| {
                older.update(|older| {
                    let before = older.take().map(|older| older.entries);
                    let mut entries = before.unwrap_or_default();
                    entries.extend(page.entries);
                    *older = Some(HistoryPage { entries, ..page });
                });
            });
        };
        let rows = move || {
            let entries = |page: Option<HistoryPage>| page.map(|page| page.entries);
            let all = [newest.value.get(), older.get()].into_iter();
            all.filter_map(entries)
                .flatten()
                .map(row)
                .collect::<Vec<_>>()
        };
        let is_empty = move || {
            newest
                .value
                .with(|page| page.as_ref().is_some_and(|page| page.entries.is_empty()))
        };
        view! {
            <div class="title"><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{words.history}</h1></div>
            {move || is_empty().then(|| view! { <section class="card empty"><p>{words.nothing_yet}</p></section> })}
            <ol class="history">{rows}</ol>
            {sending.alert()}
            {move || next.get().map(|_| view! { <p><button type="button" class="button" aria-disabled=move || sending.is_busy.get().then_some("true") on:click=more>{words.older}</button></p> })}
        }
        .into_any()
    })
}

fn row(one: Happened) -> AnyView {
    let words = &words().people;
    let who = one.who.map_or_else(
        || crate::page::words().frame.operator.to_owned(),
        |who| who.name,
    );
    let about = (!one.about.is_empty()).then(|| view! { " "<bdi><code>{one.about}</code></bdi> });
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
            <p><strong><bdi>{who}</bdi></strong>" "{name(words.deeds, &one.what)}{about}</p>
            <p class="soft small">{page::with(|page| page.day(one.at))}</p>
            {details}
        </li>
    }
    .into_any()
}
