//! Cases: the answers on which the team follows up, in a list and one by one.

mod one;
mod thread;

pub use one::CasePage;

use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::console::Role;
use survey::console::cases::{CaseCounts, CaseState, CaseSummary, CasesPage};
use survey::results::words::Words;

use crate::api::{self, Trouble};
use crate::filters::query::Query;
use crate::filters::{self, Choice, Filters};
use crate::load::{Loaded, follow};
use crate::page::{self, Page, words};
use crate::parts::{notices, whole};
use crate::session::Session;
use crate::shell;
use crate::words::{fill, name};

/// The cases of the shop in the address.
#[component]
pub fn Cases() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().cases.title);
    let filters = Filters::here();
    let address = Memo::new(move |_| {
        let query = filters.query.with(asked);
        format!("{}?{query}", api::of_shop(&shop.get(), "cases"))
    });
    let newest = follow::<CasesPage>(move || address.get());
    whole(newest, "cases", move || {
        contents(newest, filters, shop, address)
    })
}

/// What the server is asked for: unless something else is chosen what is not solved, the oldest
/// first, in the order of the work.
fn asked(query: &Query) -> String {
    let state = match query.get("state") {
        "" => "open,waiting",
        "all" => "",
        state => state,
    };
    let order = match query.get("newest") {
        "true" => "newest",
        _ => "oldest",
    };
    let whose = match query.get("whose") {
        "mine" => "&mine=true",
        "nobody" => "&unassigned=true",
        _ => "",
    };
    let [state, overdue] = [state, query.get("overdue")].map(api::part);
    format!("state={state}&order={order}&overdue={overdue}{whose}")
}

fn contents(
    newest: Loaded<CasesPage>,
    filters: Filters,
    shop: Memo<String>,
    address: Memo<String>,
) -> AnyView {
    let words = &words().cases;
    let session = Session::here();
    // What comes after the page that is followed, as far as it was asked for.
    let older = RwSignal::new(None::<CasesPage>);
    let trouble = RwSignal::new(None::<Trouble>);
    Effect::new(move || {
        address.track();
        older.set(None);
        trouble.set(None);
    });
    let next = Memo::new(move |_| {
        let further = older.with(|older| older.as_ref().map(|older| older.next.clone()));
        further.unwrap_or_else(|| {
            let newest = newest.value.get();
            newest.and_then(|page| page.next)
        })
    });
    let more = move |_| {
        let Some(next) = next.get_untracked() else {
            return;
        };
        let address = address.get_untracked();
        let further = format!("{address}&after={}", api::part(&next));
        spawn_local(async move {
            match api::get::<CasesPage>(&further).await {
                Ok(page) => drop(older.try_update(|older| match older {
                    Some(older) => {
                        older.cases.extend(page.cases);
                        older.next = page.next;
                    }
                    None => *older = Some(page),
                })),
                Err(why) => drop(trouble.try_set(Some(why))),
            }
        });
    };
    let rows = move || {
        let older = older.with(|older| older.as_ref().map(|older| older.cases.clone()));
        let newest = newest.value.get().map(|page| page.cases);
        let all = newest.into_iter().chain(older).flatten();
        page::with(|page| {
            all.map(|one| row(page, &one, &shop.get()))
                .collect::<Vec<_>>()
        })
    };
    let counts = Memo::new(move |_| {
        newest
            .value
            .with(|page| page.as_ref().map(|page| page.counts))
    });
    let is_empty = Memo::new(move |_| {
        newest
            .value
            .with(|page| page.as_ref().is_some_and(|page| page.cases.is_empty()))
    });
    let choices = |all: &[(&str, &str)]| {
        let choice =
            |(value, label): &(&str, &str)| ((*value).to_owned(), (*label).to_owned(), None);
        Signal::stored(all.iter().map(choice).collect::<Vec<Choice>>())
    };
    let states: Vec<_> = words
        .states
        .iter()
        .copied()
        .chain([("all", words.every)])
        .collect();
    let whose = choices(&[("mine", words.mine), ("nobody", words.nobody)]);
    let all = page::words().insight.all;
    view! {
        <div class="title"><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{page::words().frame.cases}</h1></div>
        {move || counts.get().map(|counts| page::with(|page| tally(page, counts)))}
        <div class="filters" role="group" aria-label=page::words().insight.filters>
            {filters::select_or(filters, "state", words.state.to_owned(), words.unsolved, choices(&states))}
            {filters::select_or(filters, "whose", words.whose.to_owned(), all, whose)}
            {filters::switch(filters, "overdue", words.overdue)}
            {filters::switch(filters, "newest", words.newest)}
            {filters::clear(filters)}
        </div>
        {move || is_empty.get().then(|| nothing(counts, filters, shop))}
        <ul class="answers" aria-busy=move || newest.is_past.get().then_some("true")>{rows}</ul>
        {move || trouble.get().map(|why| view! { <p class="alert" role="alert">{notices::reason(&why)}</p> })}
        {move || next.with(Option::is_some).then(|| view! { <p><button type="button" class="button" on:click=more>{words.more}</button></p> })}
    }
    .into_any()
}

/// How many there are, and how soon they are solved.
fn tally(page: &Page, counts: CaseCounts) -> AnyView {
    let words = &page.words.cases;
    let one = |label: String, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let state = |state: CaseState| name(words.states, state.name());
    let nothing = || page.words.nothing.to_owned();
    let median = counts
        .median
        .map_or_else(nothing, |median| page.duration(median));
    view! {
        <dl class="counts card">
            {one(state(CaseState::Open), page.count(counts.open))}
            {one(state(CaseState::Waiting), page.count(counts.waiting))}
            {one(words.overdue.to_owned(), page.count(counts.overdue))}
            {one(words.mine.to_owned(), page.count(counts.mine))}
            {one(words.solved.to_owned(), page.count(counts.solved))}
            {one(words.median.to_owned(), median)}
        </dl>
    }
    .into_any()
}

fn row(page: &Page, one: &CaseSummary, shop: &str) -> AnyView {
    let words = &page.words.cases;
    let of = &one.words;
    let below = format!("cases/{}", api::part(&of.answer));
    let (lang, said) = headline(page, of);
    let notes =
        (one.notes > 0).then(|| view! { <span>{page.counted(words.notes, one.notes)}</span> });
    let contact = one
        .has_contact
        .then(|| view! { <span>{words.reachable}</span> });
    view! {
        <li class="card answer" data-case=of.answer.clone()>
            <h2><a href=shell::shop_address(shop, &below) lang=lang dir="auto">{said}</a></h2>
            <p class="context">
                {state(page, one)}
                <span><bdi>{one.assignee.as_ref().map_or(words.nobody.to_owned(), |who| who.name.clone())}</bdi></span>
                <span>{fill(words.opened, &[("at", &page.day(one.opened_at))])}</span>
                {contact}
                {notes}
            </p>
        </li>
    }
    .into_any()
}

/// What the case is called: the customer's words, else what was chosen, with its language.
fn headline(page: &Page, of: &Words) -> (Option<String>, String) {
    let words = &page.words.cases;
    if let Some(spoken) = of.texts.first() {
        return (Some(of.lang.clone()), spoken.text.clone());
    }
    let Some(taken) = of.options.first() else {
        return (None, words.no_words.to_owned());
    };
    let option = survey::results::OptionCount {
        option: taken.option.clone(),
        label: taken.label.clone(),
        count: 0,
    };
    let (lang, text) = page.option(&option);
    (Some(lang.to_owned()).filter(|lang| !lang.is_empty()), text)
}

/// How far a case is, and until when it should be solved.
fn state(page: &Page, one: &CaseSummary) -> AnyView {
    let words = &page.words.cases;
    let due = one.due.as_ref().filter(|_| one.state != CaseState::Solved);
    let due = due.map(|day| {
        let class = if one.is_overdue { "chip warn" } else { "chip" };
        let day = fill(words.due, &[("day", &page.written_date(day))]);
        view! { <span class=class>{day}</span> }
    });
    let late = one
        .is_overdue
        .then(|| view! { <span class="chip warn">{words.overdue}</span> });
    view! {
        <span class="state" data-state=one.state.name()>{name(words.states, one.state.name())}</span>
        {late}
        {due}
    }
    .into_any()
}

/// Why there is nothing, and what to do.
fn nothing(counts: Memo<Option<CaseCounts>>, filters: Filters, shop: Memo<String>) -> AnyView {
    let words = words();
    let is_none = counts
        .get()
        .is_some_and(|counts| counts.open + counts.waiting + counts.solved == 0);
    let is_narrow = filters.query.with(|query| *query != Query::default());
    let may_open = Session::here().may(&shop.get_untracked(), Role::Editor);
    let (empty, leads) = match (is_none && !is_narrow, may_open) {
        (false, _) => (&words.cases.none_fits, false),
        (true, true) => (&words.cases.none_to_open, true),
        (true, false) => (&words.cases.none, false),
    };
    let way = shell::shop_address(&shop.get_untracked(), "answers");
    let way = leads.then(|| view! { <p><a class="button" href=way>{words.frame.answers}</a></p> });
    view! { <section class="card">{notices::empty(empty)}{way}</section> }.into_any()
}
