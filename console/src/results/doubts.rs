//! What speaks against the numbers of a question: answers that look made by a machine, and
//! arms of an experiment that did not get their shares.

use leptos::prelude::*;
use survey::results::{ArmShare, Doubted, PromptResults, SampleRatio};

use crate::page::Page;
use crate::words::fill;

/// Both, as far as there is something to say.
pub fn doubts(page: &Page, results: &PromptResults) -> AnyView {
    let doubted = (results.doubted.n > 0).then(|| doubted(page, results.doubted));
    let is_off = |ratio: &&SampleRatio| ratio.is_off;
    let ratio = results.sample_ratio.as_ref().filter(is_off);
    view! { {doubted}{ratio.map(|ratio| off(page, ratio))} }.into_any()
}

fn doubted(page: &Page, Doubted { n, fast, burst }: Doubted) -> AnyView {
    let words = page.words;
    let reasons = [(words.doubted_fast, fast), (words.doubted_burst, burst)];
    let reasons: Vec<String> = reasons
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(reason, n)| fill(reason, &[("n", &page.count(n))]))
        .collect();
    view! {
        <p class="soft" data-count="doubted">{page.counted(words.doubted, n)} " " {reasons.join(" ")}</p>
    }
    .into_any()
}

/// Chance is told as one time in so many, which needs no explanation.
fn off(page: &Page, ratio: &SampleRatio) -> AnyView {
    let words = page.words;
    let times = (1.0 / ratio.p.max(1e-9)) as i64;
    let arms = ratio.arms.iter().map(
        |ArmShare {
             arm,
             seen,
             expected,
         }| {
            let name = match arm.as_str() {
                "holdout" => words.withheld,
                "" => words.shown,
                own => own,
            };
            let numbers = [
                ("arm", name),
                ("seen", &page.count(*seen)),
                ("expected", &page.count(expected.round() as i64)),
            ];
            let told = fill(words.ratio_arm, &numbers);
            view! { <li>{told}</li> }
        },
    );
    view! {
        <div role="note" data-warning="sample-ratio">
            <p class="few">{fill(words.ratio_off, &[("n", &page.count(times))])}</p>
            <ul>{arms.collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}
