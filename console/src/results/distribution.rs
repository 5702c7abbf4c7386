//! How often each answer was given: a table, with bars that only decorate it.

use leptos::prelude::*;
use survey::results::OptionCount;

use crate::page::Page;
use crate::parts::{foreign, part_width};
use crate::results::reading;

/// The table for a question of `kind` with `answered` answers, below a
/// `heading`; nothing for questions without options.
pub fn distribution(
    page: &Page,
    kind: &str,
    options: &[OptionCount],
    answered: i64,
    heading: Option<&str>,
) -> AnyView {
    if options.is_empty() {
        return ().into_any();
    }
    let words = page.words;
    let row = |option: &OptionCount| {
        let (language, text) = page.option(option);
        let width = part_width(option.count, answered);
        view! {
            <tr data-option=option.option.clone() data-part=part(kind, &option.option)>
                <th scope="row">{foreign(language, text)}</th>
                <td class="number">{page.count(option.count)}</td>
                <td class="share">
                    <span class="bar-track" aria-hidden="true"><span class="bar-fill" style:inline-size=width></span></span>
                    <span class="percent">{page.share(option.count, answered)}</span>
                </td>
            </tr>
        }
    };
    let several = (kind == "choices").then(|| view! { <p class="soft small">{words.several}</p> });
    let narrow = options
        .iter()
        .all(|option| option.option.parse::<u8>().is_ok());
    let heading = heading.map(|heading| view! { <h3>{heading.to_owned()}</h3> });
    let parts = (kind == "nps").then(|| nps_parts(page, options));
    view! {
        <div class="part distribution">
            {heading}
            {parts}
            <table class:narrow=narrow aria-label=words.distribution>
                <thead>
                    <tr>
                        <th scope="col">{words.option}</th>
                        <th scope="col" class="number">{words.count}</th>
                        <th scope="col">{words.share}</th>
                    </tr>
                </thead>
                <tbody>{options.iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
            {several}
        </div>
    }
    .into_any()
}

/// Which of the three groups of a recommendation a score belongs to.
fn part(kind: &str, option: &str) -> Option<&'static str> {
    match (kind, option.parse::<u8>().ok()?) {
        ("nps", 9..) => Some("promoter"),
        ("nps", 7..=8) => Some("passive"),
        ("nps", _) => Some("detractor"),
        _ => None,
    }
}

/// Promoters, passives and detractors as one bar with its legend.
fn nps_parts(page: &Page, options: &[OptionCount]) -> AnyView {
    let words = page.words;
    let counts = reading::nps_parts(options);
    let whole: i64 = counts.iter().sum();
    let parts = || ["promoter", "passive", "detractor"].into_iter().zip(counts);
    let names = [words.promoters, words.passives, words.detractors];
    let bars: Vec<_> = parts()
        .filter(|(_, n)| *n > 0)
        .map(|(part, n)| {
            let width = part_width(n, whole);
            view! { <span data-part=part style:inline-size=width></span> }
        })
        .collect();
    let legend: Vec<_> = parts()
        .zip(names)
        .map(|((part, n), name)| {
            view! {
                <div data-part=part>
                    <dt><span class="swatch" data-part=part aria-hidden="true"></span>{name}</dt>
                    <dd>{page.count(n)}<span class="soft">{page.share(n, whole)}</span></dd>
                </div>
            }
        })
        .collect();
    view! { <div class="parts"><div class="parts-bar" aria-hidden="true">{bars}</div><dl>{legend}</dl></div> }.into_any()
}
