//! The way between the pages: the shop, its pages, and what belongs to the reader.

use leptos::ev::Targeted;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use survey::console::Role;
use web_sys::{Event, HtmlSelectElement};

use super::icon;
use crate::page::words;
use crate::session::Session;
use crate::shell;
use crate::words::Words;

/// A page of a shop: its address, its name, and the least role that opens it.
type Entry = (&'static str, fn(&Words) -> &'static str, Role);

/// The pages of a shop, the most used first.
const PAGES: &[Entry] = &[
    ("prompts", |words| words.frame.prompts, Role::Analyst),
    ("results", |words| words.frame.results, Role::Analyst),
    ("journey", |words| words.frame.journey, Role::Analyst),
    ("answers", |words| words.frame.answers, Role::Analyst),
    ("coupons", |words| words.frame.coupons, Role::Analyst),
    ("cases", |words| words.frame.cases, Role::Support),
    (
        "installation",
        |words| words.frame.installation,
        Role::Analyst,
    ),
    ("notices", |words| words.frame.notices, Role::Analyst),
    ("people", |words| words.frame.people, Role::Owner),
    ("settings", |words| words.frame.settings, Role::Owner),
    ("history", |words| words.frame.history, Role::Owner),
];

/// The bar beside the pages; on a phone it is above them, folded.
pub fn navigation() -> impl IntoView {
    let words = &words().frame;
    let session = Session::here();
    let path = use_location().pathname;
    let shop = Memo::new(move |_| shell::shop_in(&path.get()).or_else(|| session.first_shop()));
    Effect::new(move || {
        if let Some(shop) = shell::shop_in(&path.get()) {
            session.remember(&shop);
        }
    });
    let open = RwSignal::new(false);
    // Whoever went on has no more use for the menu.
    Effect::new(move || {
        path.track();
        open.set(false);
    });
    let name = move || if open.get() { "close" } else { "menu" };
    view! {
        <a class="skip" href="#main">{words.skip}</a>
        <header class="side-bar" class:open=move || open.get()>
            <div class="top">
                <a class="brand" href="/console/"><span class="mark" aria-hidden="true"></span>{words.brand}</a>
                <button type="button" class="menu" aria-expanded=move || open.get().to_string() aria-controls="menu" on:click=move |_| open.update(|open| *open = !*open)>
                    {move || icon(name())}<span class="sr">{words.menu}</span>
                </button>
            </div>
            <div id="menu" class="folded">
                {move || choice(session, shop)}
                <nav aria-label=words.pages>
                    <ul>{move || shop.get().map(|shop| pages(session, &shop, &path.get()))}</ul>
                </nav>
                {account(session)}
            </div>
        </header>
    }
}

/// The choice of the shop, where there are several; else its name.
fn choice(session: Session, shop: Memo<Option<String>>) -> Option<AnyView> {
    let words = &words().frame;
    let chosen = shop.get()?;
    let shops = session.shops.get().unwrap_or_default();
    if shops.len() < 2 {
        return Some(view! { <p class="shop"><bdi>{session.name(&chosen)}</bdi></p> }.into_any());
    }
    let go = shell::way(false);
    let choose = move |event: Targeted<Event, HtmlSelectElement>| {
        let shop = event.target().value();
        go(&shell::shop_address(&shop, session.start(&shop)));
    };
    let options: Vec<_> = shops
        .into_iter()
        .map(|shop| {
            let selected = shop.key == chosen;
            view! { <option value=shop.key selected=selected>{shop.name}</option> }
        })
        .collect();
    let view = view! {
        <label class="shop"><span class="sr">{words.shop}</span><select on:change:target=choose>{options}</select></label>
    };
    Some(view.into_any())
}

fn pages(session: Session, shop: &str, path: &str) -> Vec<AnyView> {
    let words = words();
    let mine = PAGES
        .iter()
        .filter(|(_, _, least)| session.may(shop, *least));
    mine.map(|(page, name, _)| {
        let address = shell::shop_address(shop, page);
        // A page below another one belongs to it.
        let is_here = path == address || path.starts_with(&format!("{address}/"));
        link(&address, page, name(words), is_here)
    })
    .collect()
}

fn link(address: &str, picture: &str, name: &'static str, is_here: bool) -> AnyView {
    let current = is_here.then_some("page");
    view! { <li><a href=address.to_owned() aria-current=current>{icon(picture)}<span>{name}</span></a></li> }
        .into_any()
}

/// Who is signed in, and the way out.
fn account(session: Session) -> impl IntoView {
    let words = &words().frame;
    let name = move || {
        let me = session.me.get()?;
        Some(
            me.person
                .map_or_else(|| words.operator.to_owned(), |person| person.name),
        )
    };
    let needs_account = move || {
        session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.needs_setup))
    };
    view! {
        <div class="account">
            <a href="/console/account">{icon("account")}<bdi>{name}</bdi></a>
            <button type="button" on:click=move |_| session.sign_out(false)>{words.sign_out}</button>
            {move || needs_account().then(|| view! { <button type="button" on:click=move |_| session.later.set(false)>{words.make_account}</button> })}
        </div>
    }
}
