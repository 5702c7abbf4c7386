//! The numbers at the top of a question: how often, how many, how good, and how sure.

use leptos::prelude::*;
use survey::results::{Estimate, PromptResults, Score};

use crate::page::Page;
use crate::parts::{foreign, width};
use crate::results::reading::{self, Scale};
use crate::words::fill;

/// Counts and headline numbers of one version.
pub fn figures(page: &Page, results: &PromptResults) -> AnyView {
    let headlines = [rate(page, results), headline(page, results)];
    view! {
        <div class="figures">
            <div class="tiles">{headlines.into_iter().flatten().collect::<Vec<_>>()}</div>
            {counts(page, results)}
        </div>
    }
    .into_any()
}

fn counts(page: &Page, results: &PromptResults) -> AnyView {
    let words = page.words;
    let silent = (results.shown - results.answered - results.dismissed).max(0);
    // A question inside the page has nothing to close.
    let has_closing = results.can_dismiss || results.dismissed > 0;
    let dismissed = has_closing.then_some(("dismissed", words.dismissed, results.dismissed));
    let always = [
        Some(("shown", words.shown, results.shown)),
        Some(("answered", words.answered, results.answered)),
        dismissed,
        Some(("silent", words.no_reaction, silent)),
    ];
    let sometimes = [
        (
            "withheld",
            words.withheld,
            results.withheld,
            words.withheld_means,
        ),
        (
            "over-quota",
            words.over_quota,
            results.over_quota,
            words.over_quota_means,
        ),
    ];
    let seen = || sometimes.iter().filter(|(_, _, n, _)| *n > 0);
    let counts: Vec<_> = always
        .into_iter()
        .flatten()
        .chain(seen().map(|(id, name, n, _)| (*id, *name, *n)))
        .map(|(id, name, n)| {
            view! { <div data-count=id><dt>{name}</dt><dd>{page.count(n)}</dd></div> }
        })
        .collect();
    let meanings: Vec<_> = seen()
        .map(|(_, _, _, means)| view! { <p class="soft small">{*means}</p> })
        .collect();
    view! { <dl class="counts">{counts}</dl>{meanings} }.into_any()
}

/// A headline number.
struct Tile {
    id: &'static str,
    name: &'static str,
    scale: Scale,
    estimate: Estimate,
    /// What the number is, or of what.
    means: String,
    /// Said where the number rests on too few cases.
    few: Option<String>,
    /// What stands between the name and the number.
    subject: Option<AnyView>,
    /// What stands below the interval, such as a mean.
    more: Option<AnyView>,
}

fn tile(page: &Page, tile: Tile) -> AnyView {
    let reading = page.read(tile.scale, &tile.estimate);
    let (low, high) = (
        tile.scale.place(tile.estimate.low),
        tile.scale.place(tile.estimate.high),
    );
    let ends = tile.scale.ends();
    let end = |value| page.value(tile.scale, value, 0);
    let weak = tile.few.is_some();
    view! {
        <div class="tile" data-figure=tile.id class:weak=weak>
            <h3>{tile.name}</h3>
            {tile.subject}
            <p class="value">{reading.value}<span class="means">{tile.means}</span></p>
            <div class="range" aria-hidden="true">
                <span class="range-end">{end(ends.0)}</span>
                <span class="range-track">
                    <span class="range-band" style:inset-inline-start=width(low) style:inline-size=width(high - low)></span>
                    <span class="range-point" style:inset-inline-start=width(tile.scale.place(tile.estimate.value))></span>
                </span>
                <span class="range-end">{end(ends.1)}</span>
            </div>
            <p class="likely">{reading.range}</p>
            {tile.more}
            {tile.few.map(|few| view! { <p class="few">{few}</p> })}
        </div>
    }
    .into_any()
}

fn rate(page: &Page, results: &PromptResults) -> Option<AnyView> {
    let words = page.words;
    let few = reading::too_few(results.shown).then(|| page.counted(words.few_shown, results.shown));
    Some(tile(
        page,
        Tile {
            id: "response-rate",
            name: words.response_rate,
            scale: Scale::Share,
            estimate: results.response_rate?,
            means: words.response_rate_means.to_owned(),
            few,
            subject: None,
            more: None,
        },
    ))
}

/// The score, or for questions without one the share of the leading answer.
fn headline(page: &Page, results: &PromptResults) -> Option<AnyView> {
    match &results.score {
        Some(found) => Some(score(page, results, found)),
        None if results.kind == "thumbs" => {
            let up = results
                .distribution
                .iter()
                .find(|option| option.option == "up")?;
            let estimate = share(up.count, results.answered)?;
            Some(answer(
                page,
                results,
                "thumbs",
                page.words.thumbs,
                estimate,
                None,
                None,
            ))
        }
        None if matches!(results.kind.as_str(), "choice" | "choices") => {
            let lead = reading::lead(&results.distribution, results.answered)?;
            let (language, text) = page.option(lead.first);
            let subject = view! { <p class="subject">{foreign(language, text)}</p> }.into_any();
            // Where several could be given, the shares are not of one whole.
            let close = lead
                .close
                .filter(|_| results.kind == "choice")
                .map(|close| {
                    let (_, other) = page.option(close);
                    // Isolated, because it may be written in the other direction.
                    let other = format!("\u{2068}{other}\u{2069}");
                    let said = fill(page.words.not_ahead, &[("other", &other)]);
                    view! { <p class="soft">{said}</p> }.into_any()
                });
            let estimate = share(lead.first.count, results.answered)?;
            Some(answer(
                page,
                results,
                "lead",
                page.words.most_frequent,
                estimate,
                Some(subject),
                close,
            ))
        }
        None => None,
    }
}

fn answer(
    page: &Page,
    results: &PromptResults,
    id: &'static str,
    name: &'static str,
    estimate: Estimate,
    subject: Option<AnyView>,
    more: Option<AnyView>,
) -> AnyView {
    let means = page.words.thumbs_means.to_owned();
    let few = few_answers(page, results.answered);
    tile(
        page,
        Tile {
            id,
            name,
            scale: Scale::Share,
            estimate,
            means,
            few,
            subject,
            more,
        },
    )
}

fn share(part: i64, whole: i64) -> Option<Estimate> {
    survey::score::share(part, whole).map(Estimate::from)
}

fn few_answers(page: &Page, n: i64) -> Option<String> {
    reading::too_few(n).then(|| page.counted(page.words.few_answers, n))
}

fn score(page: &Page, results: &PromptResults, score: &Score) -> AnyView {
    let words = page.words;
    let points = reading::points(&results.distribution);
    let mean = Scale::Mean(f64::from(points));
    let (id, name, scale, means, more) = match score.kind.as_str() {
        "nps" => (
            "nps",
            words.nps,
            Scale::Nps,
            words.nps_means.to_owned(),
            None,
        ),
        "csat" => {
            let low = page.count(i64::from(points) * 4 / 5);
            let points = page.count(i64::from(points));
            let means = fill(words.csat_means, &[("low", &low), ("points", &points)]);
            let mean = page.value(mean, score.mean, 1);
            let mean = fill(words.mean_of, &[("mean", &mean), ("points", &points)]);
            let more = view! { <p class="soft">{mean}</p> }.into_any();
            ("csat", words.csat, Scale::Share, means, Some(more))
        }
        _ => ("ces", words.ces, mean, words.ces_means.to_owned(), None),
    };
    let estimate = Estimate {
        value: score.value,
        low: score.low,
        high: score.high,
    };
    let few = few_answers(page, score.n);
    tile(
        page,
        Tile {
            id,
            name,
            scale,
            estimate,
            means,
            few,
            subject: None,
            more,
        },
    )
}
