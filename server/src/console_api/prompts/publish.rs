//! Drafts become versions, versions are brought back, and prompts are stopped and started. Each
//! of these publishes a book in the same transaction.

use actix_web::{HttpRequest, HttpResponse, web};
use survey::authoring::{NewState, Published};
use survey::fault::Fault;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::State;

use super::super::caller::Caller;
use super::super::{input, results};
use super::list::{flaws_of, never, number};
use super::revision::Expected;
use super::{At, told, unknown_prompt};
use crate::errors::{Code, Problem};
use crate::store::shops::StoredPrompt;
use crate::store::{Connection, Store, drafts, now_ms, shops, versions};

/// `POST …/publish`: the draft becomes the newest version. Without a `state` the prompt keeps
/// the one that it has, and a new one goes live. `If-Match` may have the draft's revision.
///
/// # Errors
/// `not_found` where there is no draft, `invalid_prompt` with all that is wrong in `problems`,
/// `edited_meanwhile`.
pub async fn publish(
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let expected = match Expected::of(&request)? {
        Expected::None => Expected::Any,
        expected => expected,
    };
    let wanted = wanted(&body)?;
    let at = at(caller, path.into_inner());
    let done = store.write(move |tx| {
        shops::hold(tx, [at.shop.as_str()], false)?;
        let draft = drafts::of(tx, &at.shop, &at.id)?;
        let note = versions::notes(tx, &at.shop, &at.id)?.into_iter().next();
        expected.check(draft.as_ref(), note.as_ref())?;
        let draft = draft.ok_or_else(|| {
            Problem::new(
                Code::NotFound,
                "There is no draft of this prompt to be published.",
            )
        })?;
        // All that is wrong is found out after the transaction, which others wait for.
        let Ok(prompt) = Prompt::decode(&draft.prompt) else {
            return Ok(Err(draft.prompt));
        };
        let newest = shops::newest_of(tx, &at.shop, &at.id)?;
        drafts::remove(tx, &at.shop, &at.id)?;
        let new = StoredPrompt {
            state: wanted
                .or(newest.as_ref().map(|old| old.state))
                .unwrap_or(State::Live),
            position: newest.as_ref().map_or(draft.position, |old| old.position),
            prompt,
        };
        put(tx, &at, "prompt.published", newest.as_ref(), new).map(Ok)
    });
    match done.await? {
        Ok(published) => Ok(input::answer(&published)),
        Err(draft) => Err(Problem::flawed(Code::InvalidPrompt, flaws_of(draft).await?)),
    }
}

/// `POST …/state`: live, paused or rehearsal.
///
/// # Errors
/// `not_found` where no version was published, `invalid_input` for another state.
pub async fn state(
    caller: Caller,
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let wanted = wanted(&body)?.ok_or_else(|| input::flawed("state", MUST_BE))?;
    let at = at(caller, path.into_inner());
    let done = store.write(move |tx| {
        shops::hold(tx, [at.shop.as_str()], false)?;
        let newest = shops::newest_of(tx, &at.shop, &at.id)?.ok_or_else(unknown_prompt)?;
        let new = StoredPrompt {
            state: wanted,
            ..newest.clone()
        };
        let what = match wanted {
            State::Live => "prompt.started",
            State::Rehearsal => "prompt.rehearsed",
            State::Paused | State::Draft => "prompt.paused",
        };
        put(tx, &at, what, Some(&newest), new)
    });
    Ok(input::answer(&done.await?))
}

/// `POST …/versions/{version}/restore`: what an older version said becomes the newest. The
/// state stays as it is, and so does a draft.
///
/// # Errors
/// `not_found` where the version never was.
pub async fn restore(
    caller: Caller,
    path: web::Path<(String, String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id, version) = path.into_inner();
    let version = number(&version)?;
    let at = at(caller, (shop, id));
    let done = store.write(move |tx| {
        shops::hold(tx, [at.shop.as_str()], false)?;
        let found = versions::one(tx, &at.shop, &at.id, version)?;
        let newest = shops::newest_of(tx, &at.shop, &at.id)?;
        let ((_, prompt), newest) = found.zip(newest).ok_or_else(never)?;
        let new = StoredPrompt {
            prompt,
            ..newest.clone()
        };
        put(tx, &at, "prompt.restored", Some(&newest), new)
    });
    Ok(input::answer(&done.await?))
}

fn at(caller: Caller, (shop, id): (String, String)) -> At {
    At {
        shop,
        id,
        caller,
        now: now_ms(),
    }
}

const MUST_BE: Fault = Fault::OneOf("live, paused, rehearsal");

/// The state that a body asks for; an empty body asks for none.
fn wanted(body: &[u8]) -> Result<Option<State>, Problem> {
    if body.is_empty() {
        return Ok(None);
    }
    let NewState { state } = input::read(body)?;
    let Some(name) = state else {
        return Ok(None);
    };
    let state = State::decode(&Json::from(name));
    let state = state.ok().filter(|state| *state != State::Draft);
    let state = state.ok_or_else(|| input::flawed("state", MUST_BE))?;
    Ok(Some(state))
}

/// Makes this the newest version of a prompt, in its state, and publishes a book where that
/// changes anything. Contents that are published already get no other number.
fn put(
    tx: &Connection,
    at: &At,
    what: &str,
    newest: Option<&StoredPrompt>,
    mut new: StoredPrompt,
) -> Result<Published, Problem> {
    new.prompt.version = newest.map_or(1, |old| old.prompt.version);
    if let Some(old) = newest.filter(|old| old.prompt != new.prompt) {
        new.prompt.version = old.prompt.version + 1;
    }
    let book = match newest == Some(&new) {
        true => shops::book_version(tx, &at.shop)?,
        false => {
            shops::put_prompt(tx, &at.shop, &new, &at.by(), at.now)?;
            let before = newest.map(|old| told(old.prompt.version, old.state));
            let after = told(new.prompt.version, new.state);
            at.note(tx, what, before, Some(after))?;
            shops::publish_book(tx, &at.shop, at.now)?
        }
    };
    Ok(Published {
        version: new.prompt.version,
        state: results::standing(tx, &at.shop, &new, at.now)?,
        book,
    })
}
