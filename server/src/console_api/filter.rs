//! The filter that numbers, charts, words and exports obey, as it stands in an address:
//! `from` and `to` are days of UTC, both included; of each dimension several values may be
//! given with commas between them. `attribute.plan` is for the shop's attribute `plan`, whose
//! values may hold commas: it stands there once for each.

use std::collections::BTreeMap;

use survey::authoring::VersionNote;
use survey::context::Device;
use survey::fault::Fault;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::question::id;
use survey::shop::Shop;
use survey::tally::BANDS;
use survey::text::is_language;

use super::input::{flawed, misasked};
use crate::errors::Problem;
use crate::store::filter::{Dimension, Filter, NOTHING};
use crate::store::utc::day_of;

/// The most values of one dimension or attribute.
const MOST: usize = 20;

/// What the parameters of attributes begin with.
pub(super) const ATTRIBUTE: &str = "attribute.";

/// What stands behind the `?` of an address, in its order.
pub(super) type Pairs = Vec<(String, String)>;

/// Reads a filter, and the parameters of these other names beside it. What is empty is as if
/// it were not there.
///
/// # Errors
/// `invalid_input` at a parameter that is not known, stands there twice or has a value that
/// nothing can have.
pub(super) fn read(
    pairs: Pairs,
    others: &[&str],
) -> Result<(Filter, BTreeMap<String, String>), Problem> {
    let mut filter = Filter::default();
    let mut beside = BTreeMap::new();
    for (name, value) in pairs {
        if value.is_empty() {
            continue;
        }
        if let Some(attribute) = name.strip_prefix(ATTRIBUTE) {
            let values = filter.attributes.entry(attribute.to_owned()).or_default();
            if values.len() == MOST {
                return Err(misasked("attribute", "must stand there at most 20 times"));
            }
            values.push(value);
            continue;
        }
        let dimension = Dimension::ALL.into_iter().find(|one| one.name() == name);
        let is_first = if let Some(dimension) = dimension {
            let values = self::values(dimension, &value)?;
            filter.chosen.insert(dimension, values).is_none()
        } else if name == "from" || name == "to" {
            let day = day_of(&value).ok_or_else(|| flawed(&name, Fault::Day))?;
            let end = if name == "from" {
                &mut filter.from
            } else {
                &mut filter.to
            };
            end.replace(day).is_none()
        } else if others.contains(&name.as_str()) {
            beside.insert(name.clone(), value).is_none()
        } else {
            // The name may be anything, so it is not repeated.
            let known = Dimension::ALL.map(Dimension::name).join(", ");
            let others = others.iter().map(|name| format!(", {name}"));
            let others = others.collect::<String>();
            return Err(misasked(
                "query",
                format!(
                    "has a parameter that is not known; known are from, to, {known}, {ATTRIBUTE}NAME{others}"
                ),
            ));
        };
        if !is_first {
            return Err(flawed(&name, Fault::Twice));
        }
    }
    if filter
        .from
        .zip(filter.to)
        .is_some_and(|(from, to)| from > to)
    {
        return Err(flawed("to", Fault::BeforeFrom));
    }
    Ok((filter, beside))
}

fn values(dimension: Dimension, text: &str) -> Result<Vec<String>, Problem> {
    let values: Vec<String> = text.split(',').map(str::to_owned).collect();
    if values.len() > MOST {
        return Err(misasked(dimension.name(), "must have at most 20 values"));
    }
    for value in &values {
        check(dimension, value).map_err(|what| misasked(dimension.name(), what))?;
    }
    Ok(values)
}

fn check(dimension: Dimension, value: &str) -> Result<(), String> {
    let is_id = || value == NOTHING || id(&Json::from(value)).is_ok();
    let (fits, what) = match dimension {
        Dimension::Version => (
            value.parse::<u32>().is_ok_and(|version| version > 0),
            "must be the number of a version".to_owned(),
        ),
        Dimension::Variant => (is_id(), "must be the id of a variant, or ~".to_owned()),
        Dimension::Step => (is_id(), "must be the name of a step, or ~".to_owned()),
        Dimension::Device => (
            Device::decode(&Json::from(value)).is_ok(),
            "must be phone, tablet or desktop".to_owned(),
        ),
        Dimension::Lang => (
            is_language(value),
            "must be a language tag, such as ar-EG".to_owned(),
        ),
        Dimension::Returning => (
            matches!(value, "true" | "false"),
            "must be true or false".to_owned(),
        ),
        Dimension::Band => (
            BANDS.contains(&value),
            format!("must be one of {}", BANDS.join(", ")),
        ),
    };
    if fits { Ok(()) } else { Err(what) }
}

/// Makes sure that a shop keeps the attributes that a filter names.
///
/// # Errors
/// `invalid_input` where it does not.
pub(super) fn check_attributes(filter: &Filter, shop: &Shop) -> Result<(), Problem> {
    let mut names = filter.attributes.keys();
    match names.all(|name| shop.report_attributes.contains(name)) {
        true => Ok(()),
        // The name may be anything, so it is not repeated.
        false => Err(misasked(
            "attribute",
            "is none that the shop keeps for results; report_attributes in its settings lists them",
        )),
    }
}

/// Makes sure that a prompt has the versions and variants that a filter names.
///
/// # Errors
/// `invalid_input` where it does not.
pub(super) fn check_against(
    filter: &Filter,
    versions: &[(VersionNote, Prompt)],
) -> Result<(), Problem> {
    let chosen = |dimension| filter.chosen.get(&dimension).into_iter().flatten();
    for version in chosen(Dimension::Version) {
        let mut known = versions.iter();
        if !known.any(|(note, _)| note.version.to_string() == *version) {
            let what = format!("{version} was never published");
            return Err(misasked("version", what));
        }
    }
    let variants: Vec<_> = versions
        .iter()
        .filter_map(|(_, prompt)| prompt.experiment.as_ref())
        .flat_map(|experiment| &experiment.variants)
        .collect();
    for variant in chosen(Dimension::Variant) {
        if variant != NOTHING && !variants.iter().any(|one| one.id == *variant) {
            let what = format!("{variant} is a variant of no version of this prompt");
            return Err(misasked("variant", what));
        }
    }
    Ok(())
}
