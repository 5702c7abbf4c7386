//! The wordings of an experiment beside each other, and whether they differ.

use leptos::prelude::*;
use survey::results::report::{
    ArmReport, Comparison, Difference, ExperimentReport, HoldoutReport, HoldoutStep, VersionReport,
    WentOn,
};

use crate::page::Page;
use crate::parts::foreign;
use crate::results::reading::{self, Scale};
use crate::words::fill;

/// The comparison within one version; nothing where it has no experiment.
pub fn compared(page: &Page, version: &VersionReport, is_only: bool) -> Option<AnyView> {
    let words = &page.words.insight;
    let experiment = version.experiment.as_ref()?;
    let n = page.count(i64::from(version.version));
    let title = match is_only {
        true => words.variants.to_owned(),
        false => fill(words.variants_of, &[("n", &n)]),
    };
    let score = experiment
        .arms
        .iter()
        .any(|arm| arm.numbers.score.is_some());
    let rows = experiment
        .arms
        .iter()
        .map(|arm| row(page, version, arm, score));
    let held =
        (experiment.withheld > 0).then(|| page.counted(words.held_back, experiment.withheld));
    let label = title.clone();
    Some(view! {
        <section class="card compared" data-experiment=experiment.id.clone()>
            <h2>{title}</h2>
            <div class="scrolls" tabindex="0" role="region" aria-label=label>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.wording}</th>
                            <th scope="col" class="number">{page.words.shown}</th>
                            <th scope="col" class="number">{page.words.answered}</th>
                            <th scope="col" class="number">{page.words.response_rate}</th>
                            {score.then(|| view! { <th scope="col" class="number">{crate::words::name(words.measures, "score")}</th> })}
                            <th scope="col">{words.against_first}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            {held.map(|held| view! { <p class="soft">{held}</p> })}
            {experiment.holdout.as_ref().map(|holdout| went_on(page, holdout))}
            {uneven(page, version, experiment)}
        </section>
    }
    .into_any())
}

/// How those who are asked went on, against those who are not.
fn went_on(page: &Page, holdout: &HoldoutReport) -> AnyView {
    let words = &page.words.insight;
    let called = |step: &String| crate::words::name(page.words.steps, step);
    let from = holdout.from.iter().map(called).collect::<Vec<_>>();
    let means = [
        ("steps", &*from.join(", ")),
        ("day", &*page.day(holdout.since)),
    ];
    let share = |of: &WentOn| {
        let n = page.count(of.visitors);
        let share = page.share(of.reached, of.visitors);
        fill(words.share_of, &[("share", &share), ("n", &n)])
    };
    let step = |one: &HoldoutStep| {
        let (asked, held_out) = (share(&one.asked), share(&one.held_out));
        let told = [
            ("step", &*called(&one.step)),
            ("asked", &*asked),
            ("held", &*held_out),
        ];
        let told = fill(words.went_on, &told);
        let apart = match one.difference {
            Some(of) => apart(page, words.went_on_apart, of, 100.0, 1),
            None => view! { <p class="soft">{words.cannot_compare}</p> }.into_any(),
        };
        view! { <div data-step=one.step.clone()><p>{told}</p>{apart}</div> }
    };
    view! {
        <div class="holdout">
            <h3>{words.holdout}</h3>
            <p class="soft">{fill(words.holdout_means, &means)}</p>
            {holdout.steps.iter().map(step).collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

/// That the shares of the wordings are off, where they are.
fn uneven(page: &Page, version: &VersionReport, experiment: &ExperimentReport) -> AnyView {
    let mut results = super::results_of("", version, &version.numbers);
    results.doubted = Default::default();
    results.sample_ratio.clone_from(&experiment.sample_ratio);
    crate::results::doubts::doubts(page, &results)
}

fn row(page: &Page, version: &VersionReport, arm: &ArmReport, has_score: bool) -> AnyView {
    let words = &page.words.insight;
    let (language, text) = page.pick(arm.text.as_ref().unwrap_or(&version.question));
    let called = match arm.arm.as_str() {
        "" => words.own_wording.to_owned(),
        id => id.to_owned(),
    };
    let numbers = &arm.numbers;
    let rate = numbers
        .response_rate
        .as_ref()
        .map(|rate| page.read(Scale::Share, rate));
    let points = f64::from(reading::points(&numbers.distribution).max(2));
    let score = numbers.score.as_ref().map(|score| {
        let scale = match score.kind.as_str() {
            "nps" => Scale::Nps,
            "csat" => Scale::Share,
            _ => Scale::Mean(points),
        };
        let of = survey::results::Estimate {
            value: score.value,
            low: score.low,
            high: score.high,
        };
        page.read(scale, &of)
    });
    let cell = |read: Option<reading::Reading>| {
        match read {
        Some(read) => view! { <td class="number">{read.value}<span class="soft small">{read.range}</span></td> }.into_any(),
        None => view! { <td class="number">{page.words.nothing}</td> }.into_any(),
    }
    };
    let kind = numbers
        .score
        .as_ref()
        .map(|score| score.kind.clone())
        .unwrap_or_default();
    view! {
        <tr data-arm=arm.arm.clone()>
            <th scope="row"><span class="chip"><bdi>{called}</bdi></span>" "{foreign(language, text.to_owned())}</th>
            <td class="number">{page.count(numbers.shown)}</td>
            <td class="number">{page.count(numbers.answered)}</td>
            {cell(rate)}
            {has_score.then(|| cell(score))}
            <td class="against">{against(page, arm.against_first.as_ref(), &kind)}</td>
        </tr>
    }
    .into_any()
}

fn against(page: &Page, comparison: Option<&Comparison>, kind: &str) -> AnyView {
    let words = &page.words.insight;
    let Some(comparison) = comparison else {
        return view! { <p class="soft">{words.first_of}</p> }.into_any();
    };
    if comparison.response_rate.is_none() && comparison.score.is_none() {
        return view! { <p class="soft">{words.cannot_compare}</p> }.into_any();
    }
    // Shares are told in points of a hundred, a mean with a decimal.
    let rate = comparison
        .response_rate
        .map(|of| apart(page, words.rate_apart, of, 100.0, 1));
    let score = comparison.score.map(|of| match kind {
        "csat" => apart(page, words.score_apart, of, 100.0, 0),
        "nps" => apart(page, words.score_apart, of, 1.0, 0),
        _ => apart(page, words.score_apart, of, 1.0, 1),
    });
    view! { {rate}{score} }.into_any()
}

fn apart(page: &Page, sentence: &str, of: Difference, times: f64, digits: u8) -> AnyView {
    let words = &page.words.insight;
    let written = |value: f64| page.value(Scale::Nps, value * times, digits);
    let values = [
        ("value", &*written(of.value)),
        ("low", &*written(of.low)),
        ("high", &*written(of.high)),
    ];
    let verdict = match of.is_different {
        true => words.is_different,
        false => words.not_different,
    };
    view! { <p data-different=of.is_different.to_string()><strong>{verdict}</strong>" "{fill(sentence, &values)}</p> }
        .into_any()
}
