//! `shops/{key}/prompts.json`: the prompts as they stand in a shop's file, to be kept under
//! version control and brought back from there.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use survey::authoring::{Imported, ImportedPrompt, Outcome};
use survey::console::Flaw;
use survey::fault::Fault;
use survey::json::Json;
use survey::prompt::{Prompt, problems};
use survey::shop::{Shop, State};

use super::super::caller::Caller;
use super::super::{failed, input, unknown_shop};
use super::At;
use crate::errors::{Code, Problem};
use crate::import;
use crate::store::history::{self, Change};
use crate::store::{Connection, Store, StoreError, drafts, now_ms, shops};

/// The most bytes of a list of prompts, which is the largest thing that the console sends.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// `GET`: every prompt with its state, in the order of preference. A prompt that was never
/// published is there as a draft once it could be; drafts of others are not.
///
/// # Errors
/// If the store fails.
pub async fn export(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let shop = store.read(move |c| with_prompts(c, &key)).await;
    let shop = shop.map_err(failed)?.ok_or_else(unknown_shop)?;
    let list = shop.encode().get("prompts").cloned().unwrap_or_default();
    let text = serde_json::to_string_pretty(&list).unwrap_or_default();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"prompts.json\"",
        ))
        .content_type("application/json")
        .body(text + "\n"))
}

/// How an import is asked for.
#[derive(Deserialize)]
pub struct How {
    /// To say what would change, and change nothing.
    #[serde(default)]
    dry_run: bool,
}

/// `POST`: brings the shop to what such a list says, as `tillside import` does: what it does
/// not name is paused, and only what is new gets a version. With `dry_run=true` it is only told
/// what would change.
///
/// # Errors
/// `malformed_json`, `invalid_input` for what is no list, `invalid_prompt` with all that is
/// wrong in `problems`. Nothing is changed then.
pub async fn import(
    caller: Caller,
    key: web::Path<String>,
    how: web::Query<How>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let list: Json = input::read(&body)?;
    let look = {
        let list = list.clone();
        tokio::task::spawn_blocking(move || flaws(&list))
    };
    let flaws = look.await.map_err(|_| failed(StoreError::CutOff))??;
    if !flaws.is_empty() {
        return Err(Problem::flawed(Code::InvalidPrompt, flaws));
    }
    let at = At {
        shop: key.into_inner(),
        id: String::new(),
        caller,
        now: now_ms(),
    };
    let done = store.write(move |tx| {
        let facts = shops::facts(tx, &at.shop)?.ok_or_else(unknown_shop)?;
        let file = file(&facts, list.clone());
        let shop = Shop::decode(&file)
            .map_err(|error| Problem::flawed(Code::InvalidPrompt, vec![Flaw::from(error)]))?;
        let before = standing(tx, &at.shop)?;
        let changed = import::put_as(tx, &shop, &at.by(), at.now)?;
        let prompts = outcomes(&before, standing(tx, &at.shop)?);
        let imported = Imported { changed, prompts };
        if how.dry_run {
            // Only what ends well is kept.
            return Err(Undone::Looked(imported));
        }
        if !import::is_unchanged(&at.shop, &imported.changed) {
            note(tx, &at, &imported.changed)?;
        }
        Ok(imported)
    });
    match done.await {
        Ok(imported) | Err(Undone::Looked(imported)) => Ok(input::answer(&imported)),
        Err(Undone::Refused(problem)) => Err(problem),
    }
}

/// Writes into the history which prompts an import changed.
fn note(tx: &Connection, at: &At, changed: &[String]) -> Result<(), StoreError> {
    let change = Change {
        shop: &at.shop,
        who: at.caller.somebody(),
        what: "prompts.imported",
        about: &import::about(&at.shop, changed),
        before: None,
        after: Some(Json::array(changed.iter().map(Json::from))),
    };
    history::note(tx, &change, at.now)
}

/// Why an import changed nothing.
enum Undone {
    /// It was only looked at.
    Looked(Imported),
    Refused(Problem),
}

impl From<Problem> for Undone {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

/// A prompt as far as an import can change it.
struct Stands {
    id: String,
    position: u32,
    version: Option<u32>,
    state: State,
    draft: Option<Json>,
}

/// Every prompt of a shop, in the order of preference.
fn standing(store: &Connection, shop: &str) -> Result<Vec<Stands>, StoreError> {
    let mut drafts = drafts::all(store, shop)?;
    let mut all = Vec::new();
    for stored in shops::newest(store, shop)? {
        let draft = drafts.iter().position(|draft| draft.id == stored.prompt.id);
        all.push(Stands {
            position: stored.position,
            version: Some(stored.prompt.version),
            state: stored.state,
            draft: draft.map(|at| drafts.swap_remove(at).prompt),
            id: stored.prompt.id,
        });
    }
    all.extend(drafts.into_iter().map(|draft| Stands {
        id: draft.id,
        position: draft.position,
        version: None,
        state: State::Draft,
        draft: Some(draft.prompt),
    }));
    all.sort_by(|one, other| (one.position, &one.id).cmp(&(other.position, &other.id)));
    Ok(all)
}

/// What became of each prompt.
fn outcomes(before: &[Stands], after: Vec<Stands>) -> Vec<ImportedPrompt> {
    let outcome = |new: &Stands| match before.iter().find(|old| old.id == new.id) {
        None => Outcome::New,
        Some(old) if old.version != new.version => Outcome::Version,
        Some(old) if old.draft != new.draft => Outcome::Draft,
        Some(old) if old.state != new.state => Outcome::State,
        Some(old) if old.position != new.position => Outcome::Moved,
        Some(_) => Outcome::Unchanged,
    };
    let told = |new: Stands| ImportedPrompt {
        outcome: outcome(&new),
        state: new.state.name().to_owned(),
        id: new.id,
    };
    after.into_iter().map(told).collect()
}

/// A shop's file with these prompts.
fn file(shop: &Shop, list: Json) -> Json {
    let mut file = shop.encode();
    if let Json::Object(members) = &mut file {
        members.retain(|(name, _)| name != "prompts");
        members.push(("prompts".to_owned(), list));
    }
    file
}

/// All that is wrong with the prompts of a list.
fn flaws(list: &Json) -> Result<Vec<Flaw>, Problem> {
    let Json::Array(list) = list else {
        return Err(input::flawed("", Fault::List));
    };
    let mut flaws = Vec::new();
    for (index, prompt) in list.iter().enumerate() {
        let inside = problems(prompt).into_iter();
        let state = prompt.optional("state", State::decode).err();
        flaws.extend(inside.chain(state).map(|error| {
            let at = match error.place() {
                "" => format!("[{index}]"),
                place => format!("[{index}].{place}"),
            };
            Flaw::new(at, error.fault())
        }));
    }
    Ok(flaws)
}

/// A shop with the newest version of every prompt, and drafts of those that have none.
fn with_prompts(store: &Connection, key: &str) -> Result<Option<Shop>, StoreError> {
    let Some(mut shop) = shops::facts(store, key)? else {
        return Ok(None);
    };
    let mut prompts: Vec<_> = shops::newest(store, key)?
        .into_iter()
        .map(|stored| (stored.position, stored.state, stored.prompt))
        .collect();
    for draft in drafts::all(store, key)? {
        let is_new = prompts.iter().all(|(_, _, prompt)| prompt.id != draft.id);
        if let Ok(prompt) = Prompt::decode(&draft.prompt)
            && is_new
        {
            prompts.push((draft.position, State::Draft, prompt));
        }
    }
    prompts.sort_by(|(a, _, one), (b, _, other)| (a, &one.id).cmp(&(b, &other.id)));
    let prompts = prompts.into_iter();
    shop.prompts = prompts.map(|(_, state, prompt)| (state, prompt)).collect();
    Ok(Some(shop))
}
