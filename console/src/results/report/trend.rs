//! How the numbers went: the chart with what it draws to choose, and the same as a table.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::results::report::{Bucket, PromptReport};
use survey::{DAY, Millis};

use super::chart::{self, Subject, chart};
use super::measure::Measure;
use super::picture;
use crate::page::{self, Page, words};
use crate::parts::notices;
use crate::results::reading;
use crate::session::Session;
use crate::words::{fill, name};

/// More days than this are first shown as weeks.
const MANY: usize = 92;

/// What the reader chose to see of the course; it stays while newer numbers come.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    measure: RwSignal<Measure>,
    /// `None` until the reader chose.
    weeks: RwSignal<Option<bool>>,
    /// Whether the table is unfolded.
    is_open: RwSignal<bool>,
}

impl Chosen {
    /// What is shown first.
    pub fn new() -> Chosen {
        Chosen {
            measure: RwSignal::new(Measure::Rate),
            weeks: RwSignal::new(None),
            is_open: RwSignal::new(false),
        }
    }
}

/// The course of the numbers.
pub fn trend(report: Memo<Option<PromptReport>>, chosen: Chosen) -> impl IntoView {
    let words = &words().insight;
    let by_weeks = Memo::new(move |_| {
        let many = report.with(|report| {
            report
                .as_ref()
                .is_some_and(|one| one.trend.days.len() > MANY)
        });
        chosen.weeks.get().unwrap_or(many)
    });
    // A filter may take the score away.
    let measure = Memo::new(move |_| {
        let chosen = chosen.measure.get();
        let is_there =
            report.with(|report| report.as_ref().is_some_and(|one| chosen.is_in(&one.trend)));
        if is_there { chosen } else { Measure::Rate }
    });
    let there = Memo::new(move |_| {
        let is_in = |one: &Measure| {
            report.with(|report| {
                report
                    .as_ref()
                    .is_some_and(|report| one.is_in(&report.trend))
            })
        };
        Measure::ALL.into_iter().filter(is_in).collect::<Vec<_>>()
    });
    let measures = move || {
        let button = |one: Measure| {
            view! { <button type="button" class="toggle" aria-pressed=move || (measure.get() == one).to_string() on:click=move |_| chosen.measure.set(one)>{name(words.measures, one.id())}</button> }
        };
        there.get().into_iter().map(button).collect::<Vec<_>>()
    };
    let by = move |weeks: bool, label: &'static str| {
        view! { <button type="button" class="toggle" aria-pressed=move || (by_weeks.get() == weeks).to_string() on:click=move |_| chosen.weeks.set(Some(weeks))>{label}</button> }
    };
    let drawn = move || {
        report.with(|report| {
            let report = report.as_ref()?;
            page::with(|page| Some(draw(page, report, measure.get(), by_weeks.get())))
        })
    };
    // Where nothing is drawn there is nothing to choose, to save or to read.
    let nothing =
        move || report.with(|report| report.as_ref().is_none_or(|one| one.trend.days.is_empty()));
    let prompt =
        report.with_untracked(|report| report.as_ref().map(|report| report.prompt.clone()));
    let rows = move || {
        report.with(|report| {
            let report = report.as_ref()?;
            page::with(|page| Some(table(page, report, by_weeks.get())))
        })
    };
    view! {
        <section class="card trend" aria-labelledby="trend">
            <h2 id="trend">{words.trend}</h2>
            <div class="trend-bar" hidden=nothing>
                <div class="toggles" role="group" aria-label=words.measure>{measures}</div>
                <div class="toggles" role="group" aria-label=words.by>{by(false, words.by_day)}{by(true, words.by_week)}</div>
            </div>
            {drawn}
            <div hidden=nothing>{saving(&prompt.unwrap_or_default())}</div>
            <details class="numbers" hidden=nothing open=move || chosen.is_open.get()>
                {summary(chosen.is_open, words.numbers)}
                {rows}
            </details>
        </section>
    }
}

fn draw(page: &Page, report: &PromptReport, measure: Measure, weeks: bool) -> AnyView {
    let words = &page.words.insight;
    let (buckets, length) = buckets(report, weeks);
    let points = reading::points(&report.total.distribution);
    let over = chart::over(buckets, length);
    let subject = Subject {
        buckets,
        length,
        measure,
        points,
        published: &report.published,
        over,
    };
    let Some(drawn) = chart(page, subject) else {
        return view! { <p class="soft">{words.no_trend}</p> }.into_any();
    };
    let meaning = measure.has_range().then_some(words.band_means);
    let marks = (!report.published.is_empty()).then_some(words.marks_mean);
    let open = (over < buckets.len()).then_some(words.open_means);
    view! {
        {drawn}
        <p class="fine">{meaning}" "{marks}" "{open}</p>
    }
    .into_any()
}

/// The days or the weeks, and how long one takes.
fn buckets(report: &PromptReport, weeks: bool) -> (&[Bucket], Millis) {
    match weeks {
        true => (&report.trend.weeks, 7 * DAY),
        false => (&report.trend.days, DAY),
    }
}

/// What unfolds something, for as long as newer numbers come and draw it anew.
pub fn summary(is_open: RwSignal<bool>, label: &'static str) -> impl IntoView {
    let turn = move |event: MouseEvent| {
        event.prevent_default();
        is_open.update(|open| *open = !*open);
    };
    view! { <summary on:click=turn>{label}</summary> }
}

/// The chart as a file.
fn saving(prompt: &str) -> AnyView {
    let words = &words().insight;
    let session = Session::here();
    let failed = RwSignal::new(false);
    let (svg, png) = (format!("{prompt}.svg"), format!("{prompt}.png"));
    let drawing = move |_| failed.set(picture::save_svg(&svg).is_err());
    let painting = move |_| {
        let file = png.clone();
        spawn_local(async move {
            let is_wrong = picture::save_png(file).await.is_err();
            if is_wrong {
                session.spoken.set(words.not_drawn.to_owned());
            }
            failed.try_set(is_wrong);
        });
    };
    view! {
        <p class="downloads">
            <button type="button" class="button" on:click=drawing>{words.svg}</button>
            <button type="button" class="button" on:click=painting>{words.png}</button>
        </p>
        {move || failed.get().then(|| view! { <p class="alert">{words.not_drawn}</p> })}
    }
    .into_any()
}

/// The same numbers to read, newest first, and when versions were published.
fn table(page: &Page, report: &PromptReport, weeks: bool) -> AnyView {
    let (buckets, length) = buckets(report, weeks);
    let over = chart::over(buckets, length);
    let (all, words) = (page.words, &page.words.insight);
    let points = reading::points(&report.total.distribution);
    let has_score = Measure::Score.is_in(&report.trend);
    let scale = |measure: Measure| measure.scale(buckets, points);
    let cell = |measure: Measure, bucket: &Bucket| {
        let value = measure.of(bucket).value;
        value.map_or_else(
            || all.nothing.to_owned(),
            |(value, ..)| measure.written(page, scale(measure), value),
        )
    };
    let row = |(index, bucket): (usize, &Bucket)| {
        let day = page.date(bucket.at);
        let day = if weeks {
            fill(words.week_of, &[("day", &day)])
        } else {
            day
        };
        let day = if index < over {
            day
        } else {
            chart::so_far(page, &day)
        };
        let score =
            has_score.then(|| view! { <td class="number">{cell(Measure::Score, bucket)}</td> });
        view! {
            <tr data-day=bucket.day.clone()>
                <th scope="row">{day}</th>
                <td class="number">{page.count(bucket.shown)}</td>
                <td class="number">{page.count(bucket.answered)}</td>
                <td class="number">{cell(Measure::Rate, bucket)}</td>
                {score}
            </tr>
        }
    };
    let head = |measure: Measure| view! { <th scope="col" class="number">{name(words.measures, measure.id())}</th> };
    let published = report.published.iter().map(|note| {
        let by = (!note.by.is_empty()).then(|| view! { " · "<bdi>{note.by.clone()}</bdi> });
        view! { <li>{chart::published(page, note)}{by}</li> }
    });
    view! {
            <div class="scrolls" tabindex="0" role="region" aria-label=words.numbers>
                <table>
                    <thead><tr><th scope="col">{words.when}</th>{head(Measure::Shown)}{head(Measure::Answered)}{head(Measure::Rate)}{has_score.then(|| head(Measure::Score))}</tr></thead>
                    <tbody>{buckets.iter().enumerate().rev().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            <ul class="soft small">{published.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

/// Nothing to see under these filters.
pub fn none_fits() -> AnyView {
    notices::empty(&words().insight.none_fits)
}
