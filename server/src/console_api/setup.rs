//! `POST /console/api/setup`: an operator makes the first person.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use survey::console::asked::Setup;

use super::caller::Caller;
use super::{cookie, failed, input, passwords};
use crate::errors::{Code, Problem};
use crate::store::{Store, StoreError, access, now_ms, people};

/// Makes the first person, who is an administrator, and changes the operator's session into
/// one of theirs.
///
/// # Errors
/// `invalid_input`, and `already_set_up` where there is somebody.
pub async fn setup(
    request: HttpRequest,
    caller: Caller,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let asked: Setup = input::read(&body)?;
    let who = input::somebody(&asked.name, &asked.email)?;
    input::check_password("password", &asked.password)?;
    input::check_language(asked.lang.as_deref())?;
    let password = passwords::hash(asked.password).await?;
    let made = store.write(move |tx| {
        people::hold(tx)?;
        if people::is_any(tx)? {
            return Ok(None);
        }
        let now = now_ms();
        let person = people::create(tx, &who, &password, true, now)?;
        let person = people::in_language(tx, person, asked.lang.clone())?;
        access::end_session(tx, &caller.session)?;
        let session = access::begin_session(tx, Some(&person.id), now)?;
        Ok::<_, StoreError>(Some(session))
    });
    let session = made.await.map_err(failed)?.ok_or_else(|| {
        Problem::new(
            Code::AlreadySetUp,
            "There is somebody already; sign in, or ask for an invitation.",
        )
    })?;
    Ok(HttpResponse::NoContent()
        .insert_header((header::SET_COOKIE, cookie::with(&request, &session)))
        .finish())
}
