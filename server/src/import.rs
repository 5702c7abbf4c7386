//! `tillside import FILE`: puts a shop file into the store and publishes a new book if
//! anything changed. Safe to repeat; a running server picks the book up by itself.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::{Shop, State};

use crate::store::shops::{self, StoredPrompt};
use crate::store::{Connection, Store, StoreError, StorePlace, now_ms};

/// Imports a shop file into the store and returns what changed, line by line,
/// for people.
///
/// # Errors
/// With the file, the place in it and the problem. Nothing is changed then.
pub fn import(place: &StorePlace, file: &Path) -> anyhow::Result<Vec<String>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let shop = read(&text).with_context(|| format!("{} is no shop file", file.display()))?;
    let store = Store::open(place)?;
    Ok(store.write_blocking(|tx| put(tx, &shop, now_ms()))?)
}

/// Reads and checks a shop file.
fn read(text: &str) -> anyhow::Result<Shop> {
    let json: Json = serde_json::from_str(text)?;
    Shop::decode(&json).map_err(|error| anyhow!("{error}"))
}

/// Brings the store to what the shop file says, in the transaction given. Returns what
/// changed, line by line.
///
/// # Errors
/// If the store fails.
pub fn put(store: &Connection, shop: &Shop, now: i64) -> Result<Vec<String>, StoreError> {
    let mut report = Vec::new();
    let key = &shop.key;
    shops::hold(store, [key.as_str()], false)?;
    match shops::facts(store, key)? {
        None => report.push(format!("shop {key}: new")),
        Some(old) if is_same_apart_from_prompts(&old, shop) => {}
        Some(_) => report.push(format!("shop {key}: changed")),
    }
    if !report.is_empty() {
        shops::put_facts(store, shop, now)?;
    }
    let mut newest = shops::prompts(store, key)?;
    newest.dedup_by(|older, newer| older.prompt.id == newer.prompt.id);

    for (position, (state, prompt)) in (0..).zip(&shop.prompts) {
        let old = newest.iter().find(|old| old.prompt.id == prompt.id);
        let new = next(old, prompt, *state, position);
        if old != Some(&new) {
            shops::put_prompt(store, key, &new, now)?;
            report.push(line(old, &new));
        }
    }
    let listed: HashSet<&str> = shop.prompts.iter().map(|(_, p)| p.id.as_str()).collect();
    let unlisted = newest
        .iter()
        .filter(|old| old.state == State::Live && !listed.contains(old.prompt.id.as_str()));
    for old in unlisted {
        let mut paused = old.clone();
        paused.state = State::Paused;
        shops::put_prompt(store, key, &paused, now)?;
        report.push(format!(
            "prompt {}: paused, because the file does not list it",
            old.prompt.id
        ));
    }

    if report.is_empty() {
        report.push(format!("shop {key}: nothing changed"));
    } else {
        let version = shops::publish_book(store, key, now)?;
        report.push(format!("shop {key}: published book version {version}"));
    }
    Ok(report)
}

fn is_same_apart_from_prompts(old: &Shop, new: &Shop) -> bool {
    let bare = |shop: &Shop| Shop {
        prompts: Vec::new(),
        ..shop.clone()
    };
    bare(old) == bare(new)
}

/// What the store should hold for a prompt of the file. A version that was published
/// never changes: other contents get the next number, or a higher one that the file says.
fn next(old: Option<&StoredPrompt>, file: &Prompt, state: State, position: u32) -> StoredPrompt {
    let with_version = |version| Prompt {
        version,
        ..file.clone()
    };
    let is_published = state != State::Draft;
    let (prompt, published) = match old {
        None => (with_version(file.version.max(1)), is_published),
        Some(old) if file.version > old.prompt.version => (file.clone(), is_published),
        Some(old) => {
            let same = with_version(old.prompt.version);
            if same == old.prompt || !old.published {
                (same, old.published || is_published)
            } else {
                (with_version(old.prompt.version + 1), is_published)
            }
        }
    };
    StoredPrompt {
        prompt,
        state,
        position,
        published,
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
        Some(old) if old.prompt != *prompt => format!("prompt {id}: draft changed, {state}"),
        Some(old) if old.state != new.state => {
            format!("prompt {id}: {state}, was {}", old.state.name())
        }
        Some(_) => format!("prompt {id}: moved to place {}", new.position + 1),
    }
}
