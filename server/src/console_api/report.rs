//! `GET /console/api/shops/{key}/prompts/{prompt}/results`: one prompt under one filter. How the
//! parts of it come about stands in the modules below.

mod attributes;
mod experiment;
mod facets;
mod holdout;
mod read;
mod trend;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use survey::authoring::VersionNote;
use survey::prompt::Prompt;
use survey::results::report::{PromptReport, VersionReport};
use survey::tally::Tally;

use super::filter::{self, Pairs};
use super::results::numbers::{are_alike, counts, numbers};
use super::results::{can_dismiss, texts};
use super::{input, unknown_shop};
use crate::errors::{Code, Problem};
use crate::store::filter::{Dimension, Filter};
use crate::store::{Connection, Store, report as rows, shops, versions};

/// Answers with the report.
///
/// # Errors
/// Where there is no such shop or prompt, or the filter cannot be.
pub async fn report(
    path: web::Path<(String, String)>,
    pairs: web::Query<Pairs>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (key, id) = path.into_inner();
    let (filter, _) = filter::read(pairs.into_inner(), &[])?;
    let read = move |c: &_| of_prompt(c, &key, &id, &filter);
    Ok(input::answer(&store.read(read).await?))
}

/// The versions of a prompt, newest first, after a look at what the filter says of them.
///
/// # Errors
/// `not_found` where nothing was published of it, and `invalid_input`.
pub(super) fn versions_of(
    store: &Connection,
    key: &str,
    id: &str,
    filter: &Filter,
) -> Result<Vec<(VersionNote, Prompt)>, Problem> {
    let versions = versions::all(store, key, id)?;
    if versions.is_empty() {
        return Err(Problem::new(
            Code::NotFound,
            "Nothing was published of a prompt with this id; GET …/prompts lists all.",
        ));
    }
    filter::check_against(filter, &versions)?;
    Ok(versions)
}

fn of_prompt(
    store: &Connection,
    key: &str,
    id: &str,
    filter: &Filter,
) -> Result<PromptReport, Problem> {
    let shop = shops::facts(store, key)?.ok_or_else(unknown_shop)?;
    let all = versions_of(store, key, id, filter)?;
    filter::check_attributes(filter, &shop)?;
    let versions: Vec<&Prompt> = all.iter().map(|(_, prompt)| prompt).collect();
    let names = &shop.report_attributes;
    let read = read::read(store, (key, id), &versions, names, filter)?;
    let by_day = read.by_day;
    let mut by_version: BTreeMap<u32, Tally> = BTreeMap::new();
    for ((version, _), tally) in &by_day {
        by_version.entry(*version).or_default().add(tally);
    }
    let over_quota = rows::over_quota(store, key, id, filter)?;
    let wanted = |version: u32| filter.wants(Dimension::Version, &version.to_string());
    let chosen: Vec<&Prompt> = all
        .iter()
        .filter(|(note, _)| wanted(note.version))
        .map(|(_, prompt)| prompt)
        .collect();
    let mut arms = experiment::arms(read.by_variant);
    let mut reports = Vec::new();
    for (at, (note, prompt)) in all.iter().enumerate() {
        if !wanted(note.version) {
            continue;
        }
        let next = at.checked_sub(1).map(|newer| all[newer].0.at);
        let tally = by_version.get(&prompt.version).cloned().unwrap_or_default();
        let arms = arms.remove(&prompt.version).unwrap_or_default();
        reports.push(VersionReport {
            version: prompt.version,
            kind: prompt.question.kind_name().to_owned(),
            question: texts(&prompt.question.text),
            numbers: numbers(prompt, &tally),
            over_quota: over_quota.get(&prompt.version).copied().unwrap_or(0),
            can_dismiss: can_dismiss(prompt),
            experiment: experiment::report(
                store,
                &shop,
                (prompt, (note, next)),
                filter,
                &tally,
                &arms,
            )?,
        });
    }
    let common = common(&chosen, &by_version);
    let mut total = Tally::default();
    by_version.values().for_each(|tally| total.add(tally));
    Ok(PromptReport {
        prompt: id.to_owned(),
        zone: "UTC".to_owned(),
        total: common.map_or_else(|| counts(&total), |prompt| numbers(prompt, &total)),
        mixed: common.is_none(),
        versions: reports,
        trend: trend::trend(common, &by_day),
        published: all.into_iter().map(|(note, _)| note).collect(),
        facets: facets::facets(filter, &read.counted)
            .into_iter()
            .chain(read.attributes)
            .collect(),
        read_since: read.since,
    })
}

/// The newest of the versions that have any numbers, if all of them can be told together.
fn common<'p>(chosen: &[&'p Prompt], by_version: &BTreeMap<u32, Tally>) -> Option<&'p Prompt> {
    let mut counted = chosen
        .iter()
        .filter(|prompt| by_version.contains_key(&prompt.version));
    let Some(first) = counted.next() else {
        return chosen.first().copied();
    };
    counted
        .all(|other| are_alike(first, other))
        .then_some(*first)
}
