//! `shops/{key}/prompts.json`: the prompts as they stand in a shop's file, to be kept under
//! version control and brought back from there.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use survey::authoring::Imported;
use survey::console::Flaw;
use survey::json::Json;
use survey::prompt::{Prompt, problems};
use survey::shop::{Shop, State};

use super::super::caller::Caller;
use super::super::{failed, input, unknown_shop};
use super::At;
use crate::errors::{Code, Problem};
use crate::import;
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

/// `POST`: brings the shop to what such a list says, as `tillside import` does: what it does
/// not name is paused, and only what is new gets a version.
///
/// # Errors
/// `malformed_json`, `invalid_input` for what is no list, `invalid_prompt` with all that is
/// wrong in `problems`. Nothing is changed then.
pub async fn import(
    caller: Caller,
    key: web::Path<String>,
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
        let changed = import::put_as(tx, &shop, &at.by(), at.now)?;
        let lines = Json::array(changed.iter().map(Json::from));
        at.note(tx, "prompts.imported", None, Some(lines))?;
        Ok::<_, Problem>(Imported { changed })
    });
    Ok(input::answer(&done.await?))
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
        return Err(input::flawed("", "must be a list of prompts"));
    };
    let mut flaws = Vec::new();
    for (index, prompt) in list.iter().enumerate() {
        let inside = problems(prompt).into_iter();
        let state = prompt.optional("state", State::decode).err();
        flaws.extend(inside.chain(state).map(|error| Flaw {
            at: match error.place() {
                "" => format!("[{index}]"),
                place => format!("[{index}].{place}"),
            },
            what: error.problem().to_owned(),
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
