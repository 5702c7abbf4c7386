//! `PUT` and `DELETE shops/{key}/prompts/{id}/draft`: what somebody is writing, saved as often
//! as they like. Nobody's work is written over unseen.

use actix_web::{HttpRequest, HttpResponse, web};
use survey::authoring::Saved;
use survey::fault::Fault;
use survey::json::Json;
use survey::question;

use super::super::caller::Caller;
use super::super::input;
use super::list::flaws_of;
use super::revision::{Expected, etag};
use super::{At, unknown_prompt};
use crate::errors::Problem;
use crate::store::drafts::{self, StoredDraft};
use crate::store::{Connection, Store, StoreError, now_ms, shops, versions};

/// Saves a draft, which may be unfinished: any object. `If-Match` has the revision that it is
/// based on, and is absent where there was no draft. Answers the new revision, and all that
/// keeps the draft from being published.
///
/// # Errors
/// `malformed_json`, `invalid_input` for what is no object or an id that cannot be one, and
/// `edited_meanwhile` with who and when.
pub async fn save(
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let expected = Expected::of(&request)?;
    let (shop, id) = path.into_inner();
    check_id(&id)?;
    let draft = with_id(input::read(&body)?, &id)?;
    let at = At {
        shop,
        id,
        caller,
        now: now_ms(),
    };
    let problems = flaws_of(draft.clone()).await?;
    let revision = store
        .write(move |tx| put(tx, &at, &draft, expected))
        .await?;
    let saved = Saved { revision, problems };
    let mut response = HttpResponse::Ok();
    response
        .insert_header(("cache-control", "no-store"))
        .insert_header(etag(revision));
    Ok(response.json(&saved))
}

/// Throws a draft away. `If-Match` may have its revision.
///
/// # Errors
/// `not_found` where there is none, `edited_meanwhile`.
pub async fn discard(
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let expected = match Expected::of(&request)? {
        Expected::None => Expected::Any,
        expected => expected,
    };
    let (shop, id) = path.into_inner();
    let at = At {
        shop,
        id,
        caller,
        now: now_ms(),
    };
    let done = store.write(move |tx| {
        shops::hold(tx, [at.shop.as_str()], false)?;
        let draft = drafts::of(tx, &at.shop, &at.id)?.ok_or_else(unknown_prompt)?;
        expected.check(Some(&draft), None)?;
        drafts::remove(tx, &at.shop, &at.id)?;
        at.note(tx, "draft.discarded", Some(draft.prompt), None)?;
        Ok::<_, Problem>(())
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whether a prompt may have this id.
///
/// # Errors
/// `invalid_input` at `id`.
pub(super) fn check_id(id: &str) -> Result<(), Problem> {
    match question::id(&Json::from(id)) {
        Ok(_) => Ok(()),
        Err(error) => Err(input::flawed("id", error.fault())),
    }
}

/// The draft under the id of its address, and without what publishing decides.
pub(super) fn with_id(draft: Json, id: &str) -> Result<Json, Problem> {
    let Json::Object(mut members) = draft else {
        return Err(input::flawed("", Fault::Object));
    };
    members.retain(|(name, _)| !["id", "version", "state"].contains(&name.as_str()));
    members.insert(0, ("id".to_owned(), id.into()));
    Ok(Json::Object(members))
}

fn put(tx: &Connection, at: &At, prompt: &Json, expected: Expected) -> Result<i64, Problem> {
    shops::hold(tx, [at.shop.as_str()], false)?;
    let old = drafts::of(tx, &at.shop, &at.id)?;
    let newest = versions::notes(tx, &at.shop, &at.id)?.into_iter().next();
    expected.check(old.as_ref(), newest.as_ref())?;
    if let Some(old) = old.as_ref().filter(|old| old.prompt == *prompt) {
        return Ok(old.revision);
    }
    let revision = drafts::next_revision(old.as_ref(), at.now);
    let draft = StoredDraft {
        id: at.id.clone(),
        position: match &old {
            Some(old) => old.position,
            None => last_position(tx, &at.shop)?,
        },
        prompt: prompt.clone(),
        revision,
        base: match (&old, newest) {
            (Some(old), _) => old.base,
            (None, newest) => newest.map_or(0, |newest| newest.version),
        },
        at: at.now,
        by: at.by(),
    };
    drafts::put(tx, &at.shop, &draft)?;
    Ok(revision)
}

/// The place behind all others.
pub(super) fn last_position(tx: &Connection, shop: &str) -> Result<u32, StoreError> {
    let newest = shops::newest(tx, shop)?;
    let published = newest.iter().map(|stored| stored.position);
    let drafts = drafts::all(tx, shop)?;
    let last = published.chain(drafts.iter().map(|draft| draft.position));
    Ok(last.max().map_or(0, |last| last + 1))
}
