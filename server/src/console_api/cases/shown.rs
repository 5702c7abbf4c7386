//! A case as the console shows it.

use std::collections::BTreeMap;

use survey::console::cases::{Assignee, Case, CaseSummary, LeftContact};
use survey::prompt::Prompt;
use survey::results::Texts;

use super::{At, follows_up, unknown};
use crate::console_api::answers::words;
use crate::console_api::caller::Caller;
use crate::console_api::results::texts;
use crate::errors::Problem;
use crate::store::cases::{self, StoredCase};
use crate::store::words::Found;
use crate::store::{Connection, StoreError, case_entries, contacts, roles, shops, utc};

/// Published prompts by id and version, each read once.
#[derive(Default)]
pub(super) struct Prompts(BTreeMap<(String, u32), Option<Prompt>>);

impl Prompts {
    fn of(
        &mut self,
        store: &Connection,
        shop: &str,
        found: &Found,
    ) -> Result<Option<&Prompt>, StoreError> {
        let key = (found.prompt.clone(), found.place.version);
        if !self.0.contains_key(&key) {
            let read = shops::published_prompt(store, shop, &key.0, key.1)?;
            self.0.insert(key.clone(), read);
        }
        Ok(self.0.get(&key).and_then(Option::as_ref))
    }
}

/// A case with all that belongs to it.
///
/// # Errors
/// `not_found`.
pub(super) fn whole(store: &Connection, at: &At) -> Result<Case, Problem> {
    let stored = cases::of(store, &at.of)?.ok_or_else(unknown)?;
    let (shop, answer) = &at.of;
    let found = crate::store::words::of(store, shop, &[answer])?.pop();
    let found = found.ok_or_else(unknown)?;
    let mut prompts = Prompts::default();
    let prompt = prompts.of(store, shop, &found)?;
    let question = prompt
        .map(|prompt| question(prompt, found.place.variant.as_deref()))
        .unwrap_or_default();
    let (contacts, people) = match follows_up(&at.caller) {
        true => (
            contacts(store, at)?,
            people(store, &at.caller, shop, &stored)?,
        ),
        false => Default::default(),
    };
    Ok(Case {
        case: summary(store, (at, at.today(store)?), stored, found, &mut prompts)?,
        question,
        contacts,
        thread: case_entries::of(store, &at.of)?,
        people,
    })
}

/// What the list shows of a case on a day of the shop's zone.
///
/// # Errors
/// If the answer cannot be read.
pub(super) fn summary(
    store: &Connection,
    (at, today): (&At, i64),
    stored: StoredCase,
    found: Found,
    prompts: &mut Prompts,
) -> Result<CaseSummary, StoreError> {
    let said = words::said(&found)?;
    let typed = words::texts(said.as_ref());
    let nothing_sought = vec![Vec::new(); typed.len()];
    let spoken = words::spoken(&typed, nothing_sought);
    let taken = words::taken(said.as_ref(), prompts.of(store, &at.of.0, &found)?);
    let is_overdue = stored.is_overdue(today);
    Ok(CaseSummary {
        words: words::shown(found, spoken, taken),
        state: stored.state,
        assignee: stored.assignee.map(|who| assignee(&at.caller, who)),
        due: stored.due.map(utc::day),
        is_overdue,
        opened_at: stored.opened_at,
        solved_at: stored.solved_at,
        revision: stored.revision,
        notes: stored.notes,
        has_contact: stored.has_contact,
    })
}

/// The question as the shopper was asked.
fn question(prompt: &Prompt, variant: Option<&str>) -> Texts {
    let variants = prompt.experiment.iter().flat_map(|one| &one.variants);
    let worded = variants.filter(|one| Some(one.id.as_str()) == variant);
    let text = worded.filter_map(|one| one.text.as_ref()).next();
    texts(text.unwrap_or(&prompt.question.text))
}

fn contacts(store: &Connection, at: &At) -> Result<Vec<LeftContact>, StoreError> {
    let left = contacts::of(store, &at.of)?;
    let shown = |(channel, address)| LeftContact { channel, address };
    Ok(left.into_iter().map(shown).collect())
}

/// Everybody who follows up in the shop, whoever asks, and whose the case is.
fn people(
    store: &Connection,
    caller: &Caller,
    shop: &str,
    stored: &StoredCase,
) -> Result<Vec<Assignee>, StoreError> {
    let members = roles::members(store, shop)?.into_iter();
    let mut all: Vec<(String, String)> = members
        .filter(|one| one.role.follows_up())
        .map(|one| (one.id, one.name))
        .collect();
    let caller_too = caller
        .person
        .as_ref()
        .map(|one| (one.id.clone(), one.name.clone()));
    for more in caller_too.into_iter().chain(stored.assignee.clone()) {
        if all.iter().all(|(id, _)| *id != more.0) {
            all.push(more);
        }
    }
    all.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(all.into_iter().map(|who| assignee(caller, who)).collect())
}

fn assignee(caller: &Caller, (id, name): (String, String)) -> Assignee {
    let is_me = caller.person.as_ref().is_some_and(|me| me.id == id);
    Assignee { id, name, is_me }
}
