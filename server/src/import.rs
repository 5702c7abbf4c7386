//! `tillside import FILE`: puts a shop file into the store and publishes a new book if
//! anything changed. Safe to repeat; a running server picks the book up by itself.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::{Shop, State};

use crate::store::drafts::{self, StoredDraft};
use crate::store::history::{self, Change};
use crate::store::shops::{self, StoredPrompt};
use crate::store::{Connection, Store, StoreError, StorePlace, now_ms};

/// How many prompts the history names of one import.
const NAMED: usize = 5;

/// Imports a shop file into the store and returns what changed, line by line,
/// for people.
///
/// # Errors
/// With the file, the place in it and the problem. Nothing is changed then.
pub fn import(place: &StorePlace, file: &Path) -> anyhow::Result<Vec<String>> {
    let shop = read_file(file)?;
    let store = Store::open(place)?;
    let imported = store.write_blocking(|tx| -> Result<_, StoreError> {
        let now = now_ms();
        let report = put(tx, &shop, now)?;
        if !is_unchanged(&shop.key, &report) {
            note(tx, &shop.key, &report, now)?;
        }
        Ok(report)
    });
    Ok(imported?)
}

/// What an import was about, by its report: the prompts that it changed, a few of them by
/// name; `shop` where that is new, or where no prompt was changed.
pub(crate) fn about(shop: &str, report: &[String]) -> String {
    let changed = |line: &String| {
        let (id, _) = line.strip_prefix("prompt ")?.split_once(": ")?;
        Some(id.to_owned())
    };
    let mut prompts: Vec<String> = report.iter().filter_map(changed).collect();
    let is_new = report.contains(&format!("shop {shop}: new"));
    if prompts.is_empty() || is_new {
        return shop.to_owned();
    }
    if prompts.len() > NAMED {
        prompts.truncate(NAMED);
        prompts.push("…".to_owned());
    }
    prompts.join(", ")
}

/// Writes into the shop's history what an import changed. Whoever may run it is an operator.
///
/// # Errors
/// If the store fails.
pub(crate) fn note(
    store: &Connection,
    shop: &str,
    report: &[String],
    now: i64,
) -> Result<(), StoreError> {
    let change = Change {
        shop,
        who: None,
        what: "shop.imported",
        about: &about(shop, report),
        before: None,
        after: Some(Json::array(report.iter().map(Json::from))),
    };
    history::note(store, &change, now)
}

/// Reads and checks a shop file.
///
/// # Errors
/// With the file, the place in it and the problem.
pub(crate) fn read_file(file: &Path) -> anyhow::Result<Shop> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    read(&text).with_context(|| format!("{} is no shop file", file.display()))
}

fn read(text: &str) -> anyhow::Result<Shop> {
    let json: Json = serde_json::from_str(text)?;
    Shop::decode(&json).map_err(|error| anyhow!("{error}"))
}

/// Who stands beside what an import changed.
pub const IMPORT: &str = "import";

/// Brings the store to what the shop file says, in the transaction given. Returns what
/// changed, line by line.
///
/// # Errors
/// If the store fails.
pub fn put(store: &Connection, shop: &Shop, now: i64) -> Result<Vec<String>, StoreError> {
    put_as(store, shop, IMPORT, now)
}

/// [`put`], noting who did it. A draft that somebody else began stays, unless the file has one
/// of the same prompt or says the same.
///
/// # Errors
/// If the store fails.
pub fn put_as(
    store: &Connection,
    shop: &Shop,
    by: &str,
    now: i64,
) -> Result<Vec<String>, StoreError> {
    let key = &shop.key;
    shops::hold(store, [key.as_str()], false)?;
    let mut report = Vec::new();
    match shops::facts(store, key)? {
        None => report.push(format!("shop {key}: new")),
        Some(old) if is_same_apart_from_prompts(&old, shop) => {}
        Some(_) => report.push(format!("shop {key}: changed")),
    }
    if !report.is_empty() {
        shops::put_facts(store, shop, now)?;
    }
    let newest = shops::newest(store, key)?;
    let drafts = drafts::all(store, key)?;
    let mut drafted = Vec::new();

    for (position, (state, prompt)) in (0..).zip(&shop.prompts) {
        let old = newest.iter().find(|old| old.prompt.id == prompt.id);
        let draft = drafts.iter().find(|draft| draft.id == prompt.id);
        let new = match state {
            State::Draft => old.map(|old| put_back(old, position)),
            _ => Some(next(old, prompt, *state, position)),
        };
        if let Some(new) = new.filter(|new| old != Some(new)) {
            shops::put_prompt(store, key, &new, by, now)?;
            report.push(line(old, &new));
        }
        let is_same = |other: &Prompt| with_version(prompt, other.version) == *other;
        if *state != State::Draft || old.is_some_and(|old| is_same(&old.prompt)) {
            let is_done = draft.is_some_and(|draft| {
                draft.by == IMPORT
                    || Prompt::decode(&draft.prompt).is_ok_and(|draft| is_same(&draft))
            });
            if is_done {
                drafts::remove(store, key, &prompt.id)?;
            }
        } else if let Some(new) = drafted_as(draft, old, prompt, position, by, now) {
            drafts::put(store, key, &new)?;
            let what = draft.map_or("new", |_| "changed");
            drafted.push(format!("prompt {}: {what} draft", prompt.id));
        }
    }
    let listed: HashSet<&str> = shop.prompts.iter().map(|(_, p)| p.id.as_str()).collect();
    let unlisted = newest
        .iter()
        .filter(|old| old.state.is_in_book() && !listed.contains(old.prompt.id.as_str()));
    for old in unlisted {
        let mut paused = old.clone();
        paused.state = State::Paused;
        shops::put_prompt(store, key, &paused, by, now)?;
        report.push(format!(
            "prompt {}: paused, because the file does not list it",
            old.prompt.id
        ));
    }

    let is_news = !report.is_empty();
    report.append(&mut drafted);
    if is_news {
        let version = shops::publish_book(store, key, now)?;
        report.push(format!("shop {key}: published book version {version}"));
    } else if report.is_empty() {
        report.push(unchanged(key));
    }
    Ok(report)
}

/// What is reported where the store is as the file has it.
fn unchanged(key: &str) -> String {
    format!("shop {key}: nothing changed")
}

/// Whether a report says that nothing changed.
pub fn is_unchanged(key: &str, report: &[String]) -> bool {
    report == [unchanged(key)]
}

fn is_same_apart_from_prompts(old: &Shop, new: &Shop) -> bool {
    let bare = |shop: &Shop| Shop {
        prompts: Vec::new(),
        ..shop.clone()
    };
    bare(old) == bare(new)
}

/// What the store should hold for a prompt of the file that is published. A version never
/// changes: other contents get the next number, or a higher one that the file says.
fn next(old: Option<&StoredPrompt>, file: &Prompt, state: State, position: u32) -> StoredPrompt {
    let prompt = match old {
        None => with_version(file, file.version.max(1)),
        Some(old) if file.version > old.prompt.version => file.clone(),
        Some(old) => {
            let same = with_version(file, old.prompt.version);
            match same == old.prompt {
                true => same,
                false => with_version(file, old.prompt.version + 1),
            }
        }
    };
    StoredPrompt {
        prompt,
        state,
        position,
    }
}

/// A published prompt that the file calls a draft: it is not asked.
fn put_back(old: &StoredPrompt, position: u32) -> StoredPrompt {
    StoredPrompt {
        prompt: old.prompt.clone(),
        state: State::Paused,
        position,
    }
}

/// The draft that the file has of a prompt; `None` where it is there already.
fn drafted_as(
    draft: Option<&StoredDraft>,
    old: Option<&StoredPrompt>,
    prompt: &Prompt,
    position: u32,
    by: &str,
    now: i64,
) -> Option<StoredDraft> {
    let says_so = |draft: &&StoredDraft| {
        let written = Prompt::decode(&draft.prompt);
        written.is_ok_and(|written| with_version(prompt, written.version) == written)
    };
    // One that says the same, however it is written, stays whose it is.
    if let Some(same) = draft.filter(says_so) {
        return (same.position != position).then(|| StoredDraft {
            position,
            ..same.clone()
        });
    }
    Some(StoredDraft {
        id: prompt.id.clone(),
        position,
        prompt: prompt.encode(),
        revision: drafts::next_revision(draft, now),
        base: old.map_or(0, |old| old.prompt.version),
        at: now,
        by: by.to_owned(),
    })
}

fn with_version(prompt: &Prompt, version: u32) -> Prompt {
    Prompt {
        version,
        ..prompt.clone()
    }
}

/// One prompt's change in words.
fn line(old: Option<&StoredPrompt>, new: &StoredPrompt) -> String {
    let StoredPrompt { prompt, state, .. } = new;
    let (id, version, state) = (&prompt.id, prompt.version, state.name());
    match old {
        None => format!("prompt {id}: new, version {version}, {state}"),
        Some(old) if old.prompt.version != version => {
            format!(
                "prompt {id}: version {version} after {}, {state}",
                old.prompt.version
            )
        }
        Some(old) if old.state != new.state => {
            format!("prompt {id}: {state}, was {}", old.state.name())
        }
        Some(_) => format!("prompt {id}: moved to place {}", new.position + 1),
    }
}
