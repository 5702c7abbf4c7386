//! The results of one prompt under filters: every number on the page obeys them.

mod chart;
mod compared;
mod measure;
mod picture;
pub mod plot;
mod trend;

use leptos::prelude::*;
use survey::results::PromptResults;
use survey::results::report::{Numbers, PromptReport, VersionReport};

use crate::filters::{self, Filters};
use crate::load::{Loaded, follow_live};
use crate::page::{self, Page, words};
use crate::parts::{foreign, whole};
use crate::results::{distribution, doubts, figures, question};
use crate::session::Session;
use crate::words::{fill, name};
use crate::{api, shell};
use trend::Chosen;

/// The results of the prompt in the address.
#[component]
pub fn Report() -> impl IntoView {
    let (shop, prompt) = Session::here().prompt_of_page(words().insight.title);
    let filters = Filters::here();
    let address = move |what: &str| {
        let below = format!("prompts/{}/{what}", api::part(&prompt.get()));
        format!(
            "{}{}",
            api::of_shop(&shop.get(), &below),
            filters.of_numbers()
        )
    };
    let report = follow_live::<PromptReport>(shop, move || address("results"));
    whole(report, "report", move || {
        let files = view! {
            <p class="downloads">
                <a class="button" href=move || address("export.csv") rel="external" download="">{words().insight.csv}</a>
                <a class="button" href=move || address("export.xlsx") rel="external" download="">{words().insight.excel}</a>
            </p>
        };
        contents(report, filters, shop, prompt, files.into_any())
    })
}

fn contents(
    report: Loaded<PromptReport>,
    filters: Filters,
    shop: Memo<String>,
    prompt: Memo<String>,
    files: AnyView,
) -> AnyView {
    let words = words();
    let session = Session::here();
    let of = Memo::new(move |_| report.value.get());
    let facets = Memo::new(move |_| {
        let facets = |report: &PromptReport| report.facets.clone();
        of.with(|report| report.as_ref().map(facets).unwrap_or_default())
    });
    let question = Memo::new(move |_| {
        let newest = |report: &PromptReport| Some(report.versions.first()?.question.clone());
        of.with(|report| report.as_ref().and_then(newest))
    });
    let heading = move || {
        question.with(|texts| match texts {
            Some(texts) => page::with(|page| {
                let (language, text) = page.pick(texts);
                foreign(language, text.to_owned())
            }),
            None => prompt.get().into_any(),
        })
    };
    let edit = move || {
        shell::shop_address(
            &shop.get(),
            &format!("prompts/{}", api::part(&prompt.get())),
        )
    };
    let why = move || {
        shell::shop_address(
            &shop.get(),
            &format!("prompts/{}/why", api::part(&prompt.get())),
        )
    };
    let said = move || {
        let query = filters.query.get().with("prompt", &prompt.get());
        format!(
            "{}{}",
            shell::shop_address(&shop.get(), "answers"),
            query.written(api::part)
        )
    };
    let is_filtered = move || !filters.of_numbers().is_empty();
    let means = move || match is_filtered() {
        true => words.insight.filtered,
        false => words.insight.unfiltered,
    };
    let read = move || {
        let since = of.with(|report| report.as_ref().and_then(|report| report.read_since))?;
        let day = page::with(|page| page.day(since));
        Some(view! { <p class="few">{fill(words.insight.read_since, &[("day", &day)])}</p> })
    };
    let chosen = Chosen::new();
    let numbers = move || {
        of.with(|report| {
            let report = report.as_ref()?;
            Some(page::with(|page| numbers(page, report)))
        })
    };
    let is_open =
        RwSignal::new(of.with_untracked(|report| report.as_ref().is_some_and(|one| one.mixed)));
    let below = move || {
        of.with(|report| {
            let report = report.as_ref()?;
            Some(page::with(|page| versions(page, report, is_open)))
        })
    };
    view! {
        <div class="title">
            <p>
                <bdi>{move || session.name(&shop.get())}</bdi>
                <a href=move || shell::shop_address(&shop.get(), "prompts")>{words.editor.all_prompts}</a>
                <a href=edit>{words.insight.edit}</a>
                <a href=said>{words.said.heading}</a>
                <a href=why>{words.frame.why}</a>
            </p>
            <h1>{heading}</h1>
        </div>
        <div class="filters" role="group" aria-label=words.insight.filters>
            {filters::row(filters, facets.into(), |value| Some(value.shown))}
            {filters::clear(filters)}
        </div>
        <p class="fine">{means}</p>
        {read}
        <h2 class="sr">{words.frame.results}</h2>
        <div class="insight" aria-busy=move || report.is_past.get().then_some("true")>
            {numbers}
            {trend::trend(of, chosen)}
            {below}
            <section class="card" aria-labelledby="downloads">
                <h2 id="downloads">{words.insight.downloads}</h2>
                {files}
            </section>
        </div>
        <p class="fine">{words.insight.likely_means}</p>
    }
    .into_any()
}

/// The numbers of all chosen versions together.
fn numbers(page: &Page, report: &PromptReport) -> AnyView {
    let words = page.words;
    let total = &report.total;
    if total.shown == 0 && total.withheld == 0 && total.answered == 0 {
        return view! { <section class="card">{trend::none_fits()}</section> }.into_any();
    }
    let Some(newest) = report.versions.first() else {
        return view! { <section class="card">{trend::none_fits()}</section> }.into_any();
    };
    let mut results = results_of(&report.prompt, newest, total);
    results.over_quota = report
        .versions
        .iter()
        .map(|version| version.over_quota)
        .sum();
    if report.mixed {
        results.kind = String::new();
    }
    let mixed = report
        .mixed
        .then(|| view! { <p class="few">{words.insight.mixed}</p> });
    view! {
        <section class="card question" data-prompt=report.prompt.clone()>
            <p class="about"><span>{name(words.kinds, &results.kind)}</span><code>{report.prompt.clone()}</code></p>
            {mixed}
            {body(page, &results)}
        </section>
    }
    .into_any()
}

/// Figures, answers and follow-ups of some numbers.
fn body(page: &Page, results: &PromptResults) -> AnyView {
    let heading = Some(page.words.distribution);
    let answers = (results.answered > 0).then(|| {
        distribution::distribution(
            page,
            &results.kind,
            &results.distribution,
            results.answered,
            heading,
        )
    });
    let follow_ups = results
        .follow_ups
        .iter()
        .map(|one| question::follow_up_view(page, one));
    view! {
        {figures::figures(page, results)}
        {doubts::doubts(page, results)}
        {answers}
        {follow_ups.collect::<Vec<_>>()}
    }
    .into_any()
}

/// Wordings against each other, and each version by itself where there are several.
fn versions(page: &Page, report: &PromptReport, is_open: RwSignal<bool>) -> AnyView {
    let words = page.words;
    let is_only = report.versions.len() == 1;
    let compared = report
        .versions
        .iter()
        .map(|version| compared::compared(page, version, is_only));
    let one = |version: &VersionReport| {
        let (language, text) = page.pick(&version.question);
        let n = page.count(i64::from(version.version));
        let mut results = results_of(&report.prompt, version, &version.numbers);
        // What is all of one version stands above already.
        if results.doubted == report.total.doubted {
            results.doubted = Default::default();
        }
        view! {
            <section class="version" data-version=version.version.to_string()>
                <p class="about"><span>{fill(words.version, &[("n", &n)])}</span><span>{name(words.kinds, &version.kind)}</span></p>
                <h3>{foreign(language, text.to_owned())}</h3>
                {body(page, &results)}
            </section>
        }
    };
    let each = (!is_only && !report.versions.is_empty()).then(|| {
        view! {
            <section class="card">
                <details open=move || is_open.get()>
                    {trend::summary(is_open, words.insight.each_version)}
                    {report.versions.iter().map(one).collect::<Vec<_>>()}
                </details>
            </section>
        }
    });
    view! { {compared.collect::<Vec<_>>()}{each} }.into_any()
}

/// Numbers in the form in which figures are drawn.
fn results_of(prompt: &str, version: &VersionReport, numbers: &Numbers) -> PromptResults {
    PromptResults {
        prompt: prompt.to_owned(),
        version: version.version,
        state: String::new(),
        kind: version.kind.clone(),
        question: version.question.clone(),
        shown: numbers.shown,
        withheld: numbers.withheld,
        answered: numbers.answered,
        dismissed: numbers.dismissed,
        can_dismiss: version.can_dismiss,
        over_quota: version.over_quota,
        doubted: numbers.doubted,
        sample_ratio: None,
        response_rate: numbers.response_rate,
        score: numbers.score.clone(),
        distribution: numbers.distribution.clone(),
        follow_ups: numbers.follow_ups.clone(),
        verbatims: Vec::new(),
    }
}
