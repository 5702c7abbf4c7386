//! The page of the installation: the tag and the ways in which it comes to the shop's pages, a
//! paragraph for its privacy policy, and what was seen so far, one thing below the other.

mod privacy;
mod says;
mod try_out;
mod ways;

use leptos::prelude::*;
use survey::check::{Check, CheckState};
use survey::json::Json;
use survey::shop::Shop;

use crate::api;
use crate::load::{Loaded, follow, load};
use crate::page::{self, Page, words};
use crate::parts::{besides, code, copyable, whole, width};
use crate::session::Session;
use crate::words::{Words, fill, name};

/// What was seen of the installation of the shop in the address.
#[component]
pub fn Installation() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().check_title);
    let checks = follow::<Vec<Check>>(move || api::of_shop(&shop.get(), "check"));
    let facts = load::<Json>(move || api::of_shop(&shop.get(), "facts"));
    tell_news(session, checks);
    whole(checks, "checks", move || {
        besides(facts, move |_| Some(page(session, checks, facts, shop)))
    })
}

/// Tells a screen reader which checks have come to another state.
fn tell_news(session: Session, checks: Loaded<Vec<Check>>) {
    Effect::new(move |before: Option<Vec<Check>>| {
        let all = checks.value.get().unwrap_or_default();
        let old = before.unwrap_or_default();
        let news = old
            .iter()
            .zip(&all)
            .filter(|(old, new)| old.state != new.state);
        let told: Vec<_> = news.map(|(_, new)| in_words(words(), new)).collect();
        if !told.is_empty() {
            session.spoken.set(told.join(" "));
        }
        all
    });
}

fn page(
    session: Session,
    checks: Loaded<Vec<Check>>,
    facts: Loaded<Json>,
    shop: Memo<String>,
) -> AnyView {
    let words = words();
    let all = Memo::new(move |_| checks.value.get().unwrap_or_default());
    let tag = Memo::new(move |_| all.with(|all| tag_of(all)));
    let known = Memo::new(move |_| facts.value.with(|facts| Shop::decode(facts.as_ref()?).ok()));
    let ways =
        move || known.with(|shop| Some(ways::ways(session, &tag.get(), facts, shop.as_ref()?)));
    let policy = move || known.with(|shop| Some(privacy::privacy(shop.as_ref()?)));
    let time = move || page::with(|page| page.time(checks.at.get()));
    view! {
        <div class="checking">
            <div class="title">
                <p><bdi>{move || session.name(&shop.get())}</bdi><span class="updated">{move || fill(words.updated, &[("time", &time())])}</span></p>
                <h1>{words.check_heading}</h1>
            </div>
            <section class="card tag" aria-labelledby="tag">
                <h2 id="tag">{words.tag}</h2>
                <p class="soft">{words.tag_means}</p>
                {copyable(tag.into(), String::new())}
            </section>
            {ways}
            {try_out::try_out(shop)}
            {policy}
            <section class="card" aria-labelledby="checks">
                <h2 id="checks">{move || all.with(|all| page::with(|page| sum(page, all)))}</h2>
                <div class="bar-track" aria-hidden="true">
                    <div class="bar-fill" style:inline-size=move || all.with(|all| width(share(all)))></div>
                </div>
                <p class="soft">{words.check_means}</p>
                <ol class="checks">
                    {move || all.with(|all| page::with(|page| rows(page, all)))}
                </ol>
            </section>
        </div>
    }
    .into_any()
}

/// The tag, which the check of the tag brings along.
fn tag_of(all: &[Check]) -> String {
    let tag = all.iter().find(|one| one.check == "tag");
    tag.map_or_else(String::new, |tag| tag.paste.join("\n"))
}

fn good(all: &[Check]) -> usize {
    let good = |one: &&Check| one.state == CheckState::Good;
    all.iter().filter(good).count()
}

fn share(all: &[Check]) -> f64 {
    good(all) as f64 / all.len().max(1) as f64
}

/// How much of all is in place.
fn sum(page: &Page, all: &[Check]) -> String {
    if good(all) == all.len() {
        return page.words.all_in_place.to_owned();
    }
    let count = |n: usize| page.count(i64::try_from(n).unwrap_or(i64::MAX));
    let values = [("n", &*count(good(all))), ("all", &*count(all.len()))];
    fill(page.words.in_place, &values)
}

/// A check with its state in one short sentence, for a screen reader.
fn in_words(words: &Words, check: &Check) -> String {
    format!("{}: {}.", title(words, check), state(words, check.state))
}

fn title(words: &Words, check: &Check) -> String {
    match &check.step {
        Some(step) => name(words.steps, step),
        None => name(words.checks, &check.check),
    }
}

fn id(state: CheckState) -> &'static str {
    match state {
        CheckState::Good => "good",
        CheckState::Waiting => "waiting",
        CheckState::Wrong => "wrong",
    }
}

fn state(words: &Words, state: CheckState) -> String {
    name(words.check_states, id(state))
}

fn rows(page: &Page, all: &[Check]) -> Vec<AnyView> {
    all.iter().map(|check| row(page, check)).collect()
}

fn row(page: &Page, check: &Check) -> AnyView {
    let words = page.words;
    let languages: Vec<_> = check
        .languages
        .iter()
        .map(|tag| view! { <li class="chip">{page.language(tag)}</li> })
        .collect();
    let seen_in = (!languages.is_empty())
        .then(|| view! { <ul class="context" aria-label=words.seen_in>{languages}</ul> });
    // The tag stands on top of the page already.
    let paste =
        (check.check != "tag" && !check.paste.is_empty()).then(|| code(check.paste.join("\n")));
    view! {
        <li data-check=check.check.clone() data-step=check.step.clone() data-state=id(check.state)>
            <span class="sign" aria-hidden="true"></span>
            <div>
                <h3>{title(words, check)}<span class="sr">": "</span><span class="state">{state(words, check.state)}</span></h3>
                <p>{says::says(page, check)}</p>
                {seen_in}
                {paste}
            </div>
        </li>
    }
    .into_any()
}
