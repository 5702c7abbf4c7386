//! The journey: every step with its visitors, how many left there, and what was answered there.

use leptos::prelude::*;
use survey::check::JOURNEY;
use survey::results::journey::{Journey as Steps, JourneyStep, SaidHere};

use crate::filters::{self, Filters};
use crate::load::{Loaded, follow_live};
use crate::page::{self, Page, words};
use crate::parts::{self, foreign, notices, part_width, whole};
use crate::results::reading::Scale;
use crate::session::Session;
use crate::words::{fill, name};
use crate::{api, shell};

/// The journey through the shop in the address.
#[component]
pub fn Journey() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().way.title);
    let filters = Filters::here();
    let steps = follow_live::<Steps>(shop, move || {
        let path = api::of_shop(&shop.get(), "journey");
        format!("{path}{}", filters.of_days())
    });
    whole(steps, "journey", move || contents(steps, filters, shop))
}

fn contents(loaded: Loaded<Steps>, filters: Filters, shop: Memo<String>) -> AnyView {
    let words = &words().way;
    let session = Session::here();
    let steps = move || {
        loaded.value.with(|loaded| {
            let steps = loaded.as_ref().map(|loaded| loaded.steps.as_slice());
            page::with(|page| way(page, &shop.get(), steps.unwrap_or_default(), filters))
        })
    };
    view! {
        <div class="title">
            <p><bdi>{move || session.name(&shop.get())}</bdi></p>
            <h1>{words.heading}</h1>
        </div>
        <div class="filters" role="group" aria-label=crate::page::words().insight.filters>
            {filters::days(filters)}
            {filters::clear(filters)}
        </div>
        <p class="fine">{words.means}</p>
        <div class="insight" aria-busy=move || loaded.is_past.get().then_some("true")>{steps}</div>
    }
    .into_any()
}

fn way(page: &Page, shop: &str, steps: &[JourneyStep], filters: Filters) -> AnyView {
    if steps.is_empty() {
        return view! { <section class="card">{notices::empty(&page.words.way.none)}</section> }
            .into_any();
    }
    let most = steps.iter().map(|step| step.visitors).max().unwrap_or(0);
    let next = steps.iter().skip(1).map(Some).chain([None]);
    let rows = steps.iter().zip(next).map(|(step, next)| {
        let next = next.filter(|next| is_known(step) && is_known(next));
        one(page, shop, step, next, most.max(1), filters)
    });
    view! { <ol class="way">{rows.collect::<Vec<_>>()}</ol> }.into_any()
}

/// Whether a step has a place in the order of a purchase.
fn is_known(step: &JourneyStep) -> bool {
    JOURNEY.contains(&step.step.as_str())
}

fn one(
    page: &Page,
    shop: &str,
    step: &JourneyStep,
    next: Option<&JourneyStep>,
    most: i64,
    filters: Filters,
) -> AnyView {
    let words = &page.words.way;
    let title = parts::step(&step.step);
    let said: Vec<_> = step
        .said
        .iter()
        .map(|said| answers(page, shop, &step.step, said, filters))
        .collect();
    let said = match said.is_empty() {
        true => view! {
            <p class="soft">{words.nothing_said}</p>
            <p><a href=shell::shop_address(shop, "prompts/new")>{words.ask_here}</a></p>
        }
        .into_any(),
        false => said.into_any(),
    };
    view! {
        <li class="card" data-step=step.step.clone()>
            <div class="here">
                <h2><bdi>{title}</bdi></h2>
                <p class="figure">{page.counted(words.visitors, step.visitors)}</p>
                <div class="bar-track" aria-hidden="true"><div class="bar-fill" style:inline-size=part_width(step.visitors, most)></div></div>
                {next.map(|next| onward(page, step, next))}
            </div>
            <div class="said"><h3>{words.said}</h3>{said}</div>
        </li>
    }
    .into_any()
}

/// How many of a step went on to the next one, and how many did not.
fn onward(page: &Page, step: &JourneyStep, next: &JourneyStep) -> Option<AnyView> {
    let words = &page.words.way;
    if step.visitors == 0 {
        return None;
    }
    let left = step.visitors - next.visitors;
    if left < 0 {
        return Some(view! { <p class="soft">{words.enter}</p> }.into_any());
    }
    let share = next.visitors as f64 / step.visitors as f64;
    let share = page.value(Scale::Share, share, 0);
    let step = name(page.words.steps, &next.step);
    let went = fill(words.go_on, &[("share", &share), ("step", &step)]);
    let left = page.counted(words.left, left);
    Some(view! { <p>{went}</p><p class="left">{left}</p> }.into_any())
}

/// What was answered to one question at a step.
fn answers(page: &Page, shop: &str, step: &str, said: &SaidHere, filters: Filters) -> AnyView {
    let words = page.words;
    let (language, question) = page.pick(&said.question);
    let below = format!("prompts/{}/results", api::part(&said.prompt));
    let query = filters.query.get_untracked();
    let query = query
        .with("step", step)
        .with("version", &said.version.to_string());
    let address = format!(
        "{}{}",
        shell::shop_address(shop, &below),
        query.written(api::part)
    );
    let options = said.most.iter().map(|option| {
        let (language, called) = page.option(option);
        let share = page.share(option.count, said.answered);
        view! {
            <li>
                <span>{foreign(language, called)}</span>
                <span class="number">{share}</span>
                <span class="bar-track" aria-hidden="true"><span class="bar-fill" style:inline-size=part_width(option.count, said.answered)></span></span>
            </li>
        }
    });
    let options: Vec<_> = options.collect();
    let options = (!options.is_empty()).then(|| view! { <ul class="most">{options}</ul> });
    let quotes = said.words.iter();
    let quotes: Vec<_> = quotes
        .map(|text| view! { <blockquote dir="auto">{text.clone()}</blockquote> })
        .collect();
    view! {
        <section>
            <h4><a href=address>{foreign(language, question.to_owned())}</a></h4>
            <p class="small soft">{page.counted(words.answers, said.answered)}</p>
            {options}
            {quotes}
        </section>
    }
    .into_any()
}
