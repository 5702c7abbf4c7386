//! What customers said in their own words: looked through, filtered, and noted by the team.

mod found;
mod known;
mod list;
mod more;
mod one;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use survey::console::Role;
use survey::results::words::WordsPage;

use crate::filters::query::BESIDE;
use crate::filters::{self, Choice, Filters};
use crate::load::{Loaded, follow_live};
use crate::page::{self, words};
use crate::parts::{notices, whole};
use crate::session::Session;
use crate::words::fill;
use crate::{api, shell};
use known::Known;
use list::List;
use one::{Place, one};
pub use one::{context, spoken};

/// The words of the shop in the address.
#[component]
pub fn Answers() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().said.title);
    let filters = Filters::here();
    let address = Memo::new(move |_| {
        let query = filters.query.with(|query| query.written(api::part));
        format!("{}{query}", api::of_shop(&shop.get(), "answers"))
    });
    let newest = follow_live::<WordsPage>(shop, move || address.get());
    let list = List::new(newest);
    Effect::new(move || {
        address.track();
        list.begin_anew();
    });
    let known = Known::load(shop, filters);
    whole(newest, "answers", move || {
        contents(newest, list, filters, shop, address, known)
    })
}

fn contents(
    newest: Loaded<WordsPage>,
    list: List,
    filters: Filters,
    shop: Memo<String>,
    address: Memo<String>,
    known: Known,
) -> AnyView {
    let words = words();
    let session = Session::here();
    let place = Place {
        list,
        shop,
        may_note: Memo::new(move |_| session.may(&shop.get(), Role::Editor)),
    };
    let ids = Memo::new(move |_| {
        list.with(|page| {
            page.answers
                .iter()
                .map(|one| one.answer.clone())
                .collect::<Vec<_>>()
        })
    });
    let tags = Memo::new(move |_| {
        newest.value.with(|page| {
            page.as_ref()
                .map(|page| page.tags.clone())
                .unwrap_or_default()
        })
    });
    let choices = Signal::derive(move || {
        let choice =
            |one: survey::results::words::TagCount| (one.tag.clone(), one.tag, Some(one.count));
        tags.get().into_iter().map(choice).collect::<Vec<Choice>>()
    });
    let has_tags = Memo::new(move |_| !tags.with(Vec::is_empty) || !filters.get("tag").is_empty());
    let by_tag = move || {
        has_tags
            .get()
            .then(|| filters::select(filters, "tag", words.said.tag.to_owned(), choices))
    };
    let results = move || {
        let prompt = filters.get("prompt");
        (!prompt.is_empty()).then(|| {
            let query = filters.query.with(|query| query.without(&BESIDE).written(api::part));
            let page = format!("prompts/{}/results", api::part(&prompt));
            view! { <a href=format!("{}{query}", shell::shop_address(&shop.get(), &page))>{words.said.results}</a> }
        })
    };
    let more = Memo::new(move |_| list.with(|page| page.next.is_some()));
    let looked = move || {
        let until = list.with(|page| page.next.as_ref().and(page.until))?;
        let day = page::with(|page| page.day(until));
        Some(view! { <p class="soft small">{fill(words.said.looked_to, &[("day", &day)])}</p> })
    };
    view! {
        <div class="title">
            <p><bdi>{move || session.name(&shop.get())}</bdi>{results}</p>
            <h1>{words.said.heading}</h1>
        </div>
        {search(filters)}
        <div class="filters" role="group" aria-label=words.insight.filters>
            {filters::select(filters, "prompt", words.said.question.to_owned(), Signal::derive(move || known.prompts()))}
            {filters::row(filters, known.facets.into(), |value| (value.shown > 0).then_some(value.answered))}
            {by_tag}
            {filters::switch(filters, "starred", words.said.starred)}
            {filters::switch(filters, "contact", words.cases.reachable)}
            {filters::switch(filters, "test", words.said.tests)}
            {filters::clear(filters)}
        </div>
        <datalist id="known-tags">{move || tags.get().into_iter().map(|one| view! { <option value=one.tag></option> }).collect::<Vec<_>>()}</datalist>
        {move || list.has_newer().then(|| view! { <p><button type="button" class="button" on:click=move |_| list.begin_anew()>{words.said.newer}</button></p> })}
        {move || (ids.with(Vec::is_empty) && !more.get()).then(|| nothing(filters, shop))}
        <ul class="answers" aria-busy=move || newest.is_past.get().then_some("true")>
            <For each=move || ids.get() key=Clone::clone children=move |id| one(place, id) />
        </ul>
        {move || list.trouble.get().map(|why| view! { <p class="alert" role="alert">{notices::reason(&why)}</p> })}
        {looked}
        {move || more.get().then(|| view! {
            <p><button type="button" class="button" aria-disabled=move || list.is_busy.get().then_some("true") on:click=move |_| list.go_on(address.get_untracked())>{words.said.go_on}</button></p>
        })}
    }
    .into_any()
}

/// The field for words to look for; they are looked for when it is sent.
fn search(filters: Filters) -> impl IntoView {
    let words = &words().said;
    let typed = RwSignal::new(String::new());
    Effect::new(move || typed.set(filters.get("q")));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        filters.set("q", typed.get_untracked().trim());
    };
    view! {
        <form class="search" role="search" on:submit=send>
            <input type="search" name="q" maxlength="200" aria-label=words.search placeholder=words.search prop:value=move || typed.get() on:input:target=move |event| typed.set(event.target().value()) />
            <button type="submit" class="button primary">{words.find}</button>
        </form>
    }
}

/// Why there is nothing, and what to do.
fn nothing(filters: Filters, shop: Memo<String>) -> AnyView {
    let words = words();
    let query = filters.query.get();
    let others: Vec<&str> = BESIDE
        .into_iter()
        .filter(|name| !["prompt", "test"].contains(name))
        .collect();
    let is_narrow =
        !query.without(&BESIDE).written(str::to_owned).is_empty() || !query.is_empty_of(&others);
    let (empty, way) = match (is_narrow, query.get("test") == "true") {
        (true, _) => (&words.said.none_fits, None),
        (false, true) => (&words.said.no_tests, None),
        (false, false) => (
            &words.said.none,
            Some(shell::shop_address(&shop.get_untracked(), "prompts")),
        ),
    };
    let way =
        way.map(|way| view! { <p><a class="button" href=way>{words.prompts.heading}</a></p> });
    view! { <section class="card">{notices::empty(empty)}{way}</section> }.into_any()
}
