//! What the answers of a shop can be filtered by.

use leptos::prelude::*;
use serde_json::Value;
use survey::authoring::PromptSummary;
use survey::results::report::{Facet, FacetValue, PromptReport};
use survey::tally::BANDS;

use crate::api;
use crate::filters::{Choice, Filters};
use crate::load::{Loaded, load};
use crate::page::{self, words};

/// What there is to choose from.
#[derive(Clone, Copy)]
pub struct Known {
    prompts: Loaded<Vec<PromptSummary>>,
    /// Every dimension with its values.
    pub facets: Memo<Vec<Facet>>,
}

impl Known {
    /// What the shop has, and with a prompt what its answers have.
    pub fn load(shop: Memo<String>, filters: Filters) -> Known {
        let prompts = load::<Vec<PromptSummary>>(move || api::of_shop(&shop.get(), "prompts"));
        let facts = load::<Value>(move || api::of_shop(&shop.get(), "facts"));
        // With a prompt the values come with counts of its answers.
        let counted = RwSignal::new(None::<Loaded<PromptReport>>);
        let prompt = Memo::new(move |_| filters.get("prompt"));
        Effect::new(move || {
            let is_chosen = !prompt.with(String::is_empty);
            let report = is_chosen.then(|| {
                load::<PromptReport>(move || {
                    let below = format!("prompts/{}/results", api::part(&prompt.get()));
                    format!(
                        "{}{}",
                        api::of_shop(&shop.get(), &below),
                        filters.of_numbers()
                    )
                })
            });
            counted.set(report);
        });
        let facets = Memo::new(move |_| {
            let counted = counted.get().and_then(|report| {
                report
                    .value
                    .with(|report| report.as_ref().map(|report| report.facets.clone()))
            });
            counted.unwrap_or_else(|| {
                let steps = prompts.value.with(|all| {
                    let own = all.iter().flatten().flat_map(|one| one.steps.clone());
                    let mut steps: Vec<String> = words()
                        .steps
                        .iter()
                        .map(|(step, _)| (*step).to_owned())
                        .collect();
                    for step in own {
                        if !steps.contains(&step) {
                            steps.push(step);
                        }
                    }
                    steps
                });
                fixed(
                    &steps,
                    &facts
                        .value
                        .with(|facts| facts.as_ref().map(languages))
                        .unwrap_or_default(),
                )
            })
        });
        Known { prompts, facets }
    }

    /// The prompts by their questions.
    pub fn prompts(self) -> Vec<Choice> {
        let choice = |one: &PromptSummary| {
            let text = page::with(|page| page.pick(&one.question).1.to_owned());
            let text = if text.is_empty() {
                one.id.clone()
            } else {
                text
            };
            (one.id.clone(), text, None)
        };
        let asked = |one: &&PromptSummary| one.version.is_some();
        self.prompts
            .value
            .with(|all| all.iter().flatten().filter(asked).map(choice).collect())
    }
}

/// The languages of a shop.
fn languages(facts: &Value) -> Vec<String> {
    let all = facts["languages"].as_array().into_iter().flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What every shop has, without counts.
fn fixed(steps: &[String], languages: &[String]) -> Vec<Facet> {
    let facet = |name: &str, values: Vec<String>| Facet {
        name: name.to_owned(),
        values: values
            .into_iter()
            .map(|value| FacetValue {
                value,
                shown: 0,
                answered: 0,
            })
            .collect(),
        since: None,
    };
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    vec![
        facet("step", steps.to_vec()),
        facet("device", owned(&["phone", "tablet", "desktop"])),
        facet("lang", languages.to_vec()),
        facet("returning", owned(&["false", "true"])),
        facet("band", owned(&BANDS)),
    ]
}
