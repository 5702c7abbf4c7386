//! The wordings of an experiment against each other.

use std::collections::BTreeMap;

use survey::authoring::VersionNote;
use survey::experiment::Variant;
use survey::prompt::Prompt;
use survey::results::report::{ArmReport, ExperimentReport, Numbers};
use survey::shop::Shop;
use survey::tally::{Measure, Tally};

use super::holdout;
use crate::console_api::results::numbers::{compare, numbers};
use crate::console_api::results::{sample_ratio, texts};
use crate::store::filter::{Dimension, Filter, NOTHING};
use crate::store::{Connection, StoreError};

/// The tally of each variant, by its id.
pub(super) type Arms = BTreeMap<String, Tally>;

/// The tallies by version.
pub(super) fn arms(counted: BTreeMap<(u32, String), Tally>) -> BTreeMap<u32, Arms> {
    let mut arms: BTreeMap<u32, Arms> = BTreeMap::new();
    for ((version, variant), tally) in counted {
        arms.entry(version).or_default().insert(variant, tally);
    }
    arms
}

/// The experiment of a version, if it has one; `whole` is the version's own tally. The holdout
/// is no arm among the wordings: how it went on is told apart.
///
/// # Errors
/// If the store fails.
pub(super) fn report(
    store: &Connection,
    shop: &Shop,
    (prompt, of): (&Prompt, (&VersionNote, Option<i64>)),
    filter: &Filter,
    whole: &Tally,
    arms: &Arms,
) -> Result<Option<ExperimentReport>, StoreError> {
    let Some(experiment) = &prompt.experiment else {
        return Ok(None);
    };
    let worded = |variant: &Variant| (variant.id.clone(), variant.text.as_ref().map(texts));
    let mut wordings: Vec<_> = experiment.variants.iter().map(worded).collect();
    if wordings.is_empty() {
        wordings.push((String::new(), None));
    }
    let none = Tally::default();
    let tally_of = |arm: &str| arms.get(arm).unwrap_or(&none);
    let first = wordings.first().map_or("", |(arm, _)| arm).to_owned();
    let wanted = wordings.into_iter().filter(|(arm, _)| {
        let value = if arm.is_empty() { NOTHING } else { arm };
        filter.wants(Dimension::Variant, value)
    });
    let arms = wanted.map(|(arm, text)| ArmReport {
        numbers: Numbers {
            follow_ups: Vec::new(),
            ..numbers(prompt, tally_of(&arm))
        },
        against_first: (arm != first && filter.wants(Dimension::Variant, &first))
            .then(|| compare(prompt, tally_of(&arm), tally_of(&first))),
        text,
        arm,
    });
    Ok(Some(ExperimentReport {
        id: experiment.id.clone(),
        arms: arms.collect(),
        withheld: whole.get(Measure::Withheld, ""),
        sample_ratio: sample_ratio(store, shop, prompt)?,
        holdout: holdout::report(store, shop, of, prompt, filter)?,
    }))
}
