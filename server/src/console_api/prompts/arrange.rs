//! The prompts of a shop as a list: in which order they are preferred, a new one, one less.

use actix_web::{HttpResponse, web};
use survey::authoring::{Made, NewPrompt};
use survey::fault::Fault;
use survey::json::Json;
use survey::shop::Shop;

use super::super::caller::Caller;
use super::super::{input, templates, unknown_shop};
use super::draft::{check_id, last_position};
use super::{At, unknown_prompt};
use crate::errors::{Code, Edit, Problem};
use crate::store::drafts::{self, StoredDraft};
use crate::store::{Connection, Store, now_ms, shops, versions};

/// `PUT shops/{key}/prompts`: a list of ids in the order of preference. Prompts that it does
/// not name follow as they were.
///
/// # Errors
/// `invalid_input` for an id that no prompt has.
pub async fn order(
    caller: Caller,
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let ids: Vec<String> = input::read(&body)?;
    let at = at(caller, key.into_inner(), String::new());
    store.write(move |tx| put_in_order(tx, &at, &ids)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST shops/{key}/prompts`: a draft of a new prompt, made of a template, of another prompt,
/// or of nothing. Answers its id.
///
/// # Errors
/// `not_found` for a template or a prompt that there is not, `invalid_input` for an id that
/// cannot be one, `edited_meanwhile` where a prompt has it already.
pub async fn create(
    caller: Caller,
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let asked: NewPrompt = input::read(&body)?;
    if let Some(id) = &asked.id {
        check_id(id)?;
    }
    let at = at(caller, key.into_inner(), String::new());
    let id = store.write(move |tx| make(tx, &at, &asked)).await?;
    Ok(HttpResponse::Created()
        .insert_header(("cache-control", "no-store"))
        .json(Made { id }))
}

/// `DELETE shops/{key}/prompts/{id}`: a prompt of which no version was ever published.
///
/// # Errors
/// `not_found`, and `published_before`: answers may refer to it.
pub async fn delete(
    caller: Caller,
    path: web::Path<(String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    let at = at(caller, shop, id);
    let done = store.write(move |tx| {
        shops::hold(tx, [at.shop.as_str()], false)?;
        if shops::newest_of(tx, &at.shop, &at.id)?.is_some() {
            return Err(Problem::new(
                Code::PublishedBefore,
                "Answers to it may be stored or on their way; pause it instead.",
            ));
        }
        let draft = drafts::of(tx, &at.shop, &at.id)?.ok_or_else(unknown_prompt)?;
        drafts::remove(tx, &at.shop, &at.id)?;
        at.note(tx, "prompt.deleted", Some(draft.prompt), None)?;
        Ok(())
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn at(caller: Caller, shop: String, id: String) -> At {
    At {
        shop,
        id,
        caller,
        now: now_ms(),
    }
}

fn put_in_order(tx: &Connection, at: &At, ids: &[String]) -> Result<(), Problem> {
    shops::hold(tx, [at.shop.as_str()], false)?;
    let newest = shops::newest(tx, &at.shop)?;
    let drafts = drafts::all(tx, &at.shop)?;
    let published = newest.iter().map(|one| (one.position, &one.prompt.id));
    let is_new = |draft: &&StoredDraft| newest.iter().all(|one| one.prompt.id != draft.id);
    let new = drafts.iter().filter(is_new);
    let mut before: Vec<_> = published
        .chain(new.map(|one| (one.position, &one.id)))
        .collect();
    before.sort();
    let before: Vec<&String> = before.into_iter().map(|(_, id)| id).collect();
    if let Some(place) = ids.iter().position(|id| !before.contains(&id)) {
        return Err(input::flawed(&format!("[{place}]"), Fault::Unknown));
    }
    let mut after: Vec<&String> = Vec::new();
    for id in ids.iter().chain(before.iter().copied()) {
        if !after.contains(&id) {
            after.push(id);
        }
    }
    if after == before {
        return Ok(());
    }
    let mut is_news = false;
    for (position, id) in (0..).zip(&after) {
        let stored = newest.iter().find(|one| one.prompt.id == **id);
        if let Some(stored) = stored.filter(|one| one.position != position) {
            let mut stored = stored.clone();
            stored.position = position;
            shops::put_prompt(tx, &at.shop, &stored, &at.by(), at.now)?;
            is_news = true;
        }
        if let Some(draft) = drafts.iter().find(|one| one.id == **id) {
            let mut draft = draft.clone();
            draft.position = position;
            drafts::put(tx, &at.shop, &draft)?;
        }
    }
    let list = |ids: Vec<&String>| Some(Json::array(ids.into_iter().map(Json::from)));
    at.note(tx, "prompts.ordered", list(before), list(after))?;
    if is_news {
        shops::publish_book(tx, &at.shop, at.now)?;
    }
    Ok(())
}

fn make(tx: &Connection, at: &At, asked: &NewPrompt) -> Result<String, Problem> {
    shops::hold(tx, [at.shop.as_str()], false)?;
    let shop = shops::facts(tx, &at.shop)?.ok_or_else(unknown_shop)?;
    let (base, prompt) = source(tx, &shop, asked)?;
    let is_taken = |id: &str| -> Result<Option<Edit>, Problem> {
        let draft = drafts::of(tx, &at.shop, id)?.map(|draft| Edit {
            by: draft.by,
            at: draft.at,
        });
        let note = versions::notes(tx, &at.shop, id)?.into_iter().next();
        Ok(draft.or(note.map(|note| Edit {
            by: note.by,
            at: note.at,
        })))
    };
    let id = match &asked.id {
        Some(id) => match is_taken(id)? {
            Some(edit) => {
                let detail = "The shop has a prompt with this id already.";
                return Err(Problem::edited_meanwhile(edit, detail));
            }
            None => id.clone(),
        },
        None => {
            let mut id = base.clone();
            let mut number = 2;
            while is_taken(&id)?.is_some() {
                id = format!("{base}-{number}");
                number += 1;
            }
            id
        }
    };
    let mut members = vec![("id".to_owned(), Json::from(&id))];
    if let Json::Object(rest) = prompt {
        let rest = rest.into_iter();
        members.extend(rest.filter(|(name, _)| name != "id" && name != "version"));
    }
    let draft = StoredDraft {
        position: last_position(tx, &at.shop)?,
        prompt: Json::Object(members),
        revision: drafts::next_revision(None, at.now),
        base: 0,
        at: at.now,
        by: at.by(),
        id: id.clone(),
    };
    drafts::put(tx, &at.shop, &draft)?;
    Ok(id)
}

/// What a new prompt is made of, and the id from which its own is made, short enough for a
/// number behind it.
fn source(tx: &Connection, shop: &Shop, asked: &NewPrompt) -> Result<(String, Json), Problem> {
    let (id, prompt) = match (&asked.template, &asked.copy_of) {
        (Some(template), None) => {
            let found = templates::for_shop(template, shop).ok_or_else(|| {
                let detail = "There is no template with this id; GET templates lists all.";
                Problem::new(Code::NotFound, detail)
            })?;
            (template.clone(), found)
        }
        (None, Some(id)) => {
            let draft = drafts::of(tx, &shop.key, id)?.map(|draft| draft.prompt);
            let newest = shops::newest_of(tx, &shop.key, id)?;
            let found = draft.or(newest.map(|one| one.prompt.encode()));
            (id.clone(), found.ok_or_else(unknown_prompt)?)
        }
        (None, None) => ("prompt".to_owned(), Json::Object(Vec::new())),
        (Some(_), Some(_)) => {
            return Err(input::misasked("copy_of", "must not stand beside template"));
        }
    };
    Ok((id.chars().take(56).collect(), prompt))
}
