//! The steps of the journey with their visitors.

use leptos::prelude::*;
use survey::results::StepResults;

use crate::page::Page;
use crate::parts::{self, part_width};
use crate::results::groups;
use crate::results::reading::Scale;

/// A table of the steps.
pub fn journey(page: &Page, steps: &[StepResults]) -> AnyView {
    let words = page.words;
    let most = steps
        .iter()
        .map(|step| step.visitors)
        .max()
        .unwrap_or(0)
        .max(1);
    let row = |step: groups::JourneyStep| {
        let width = part_width(step.visitors, most);
        let of_before = step
            .of_before
            .map(|share| page.value(Scale::Share, share, 0));
        view! {
            <tr data-step=step.step.clone()>
                <th scope="row">
                    <bdi>{parts::step(&step.step)}</bdi>
                    <span class="bar-track" aria-hidden="true"><span class="bar-fill" style:inline-size=width></span></span>
                </th>
                <td class="number">{page.count(step.visitors)}</td>
                <td class="number soft">{of_before.unwrap_or_else(|| words.nothing.to_owned())}</td>
            </tr>
        }
    };
    let body = if steps.is_empty() {
        view! { <p class="soft">{words.journey_empty}</p> }.into_any()
    } else {
        view! {
            <table>
                <caption>{words.journey_means}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.step}</th>
                        <th scope="col" class="number">{words.visitors}</th>
                        <th scope="col" class="number">{words.of_step_before}</th>
                    </tr>
                </thead>
                <tbody>{groups::journey(steps).into_iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
        }
        .into_any()
    };
    view! { <section class="card journey" aria-labelledby="journey"><h2 id="journey">{words.journey}</h2>{body}</section> }
        .into_any()
}
