//! Setting a new password without the old one: asking for a link, and using it.

use actix_web::{HttpResponse, web};
use survey::console::asked::{Reset, ResetWanted};

use super::limits::Tries;
use super::{Unmade, input, passwords};
use crate::errors::{Code, Problem};
use crate::store::{Store, access, now_ms, people, resets};

/// `POST resets`: has a link sent, if there is somebody of this address and a way to send it.
/// The answer is the same in any case, and does not wait for either.
///
/// # Errors
/// `invalid_input`, `rate_limited`.
pub async fn ask(
    body: web::Bytes,
    tries: Option<web::Data<Tries>>,
) -> Result<HttpResponse, Problem> {
    let asked: ResetWanted = input::read(&body)?;
    let email = input::email(&asked.email)?;
    if let Some(tries) = tries {
        tries.email(&email)?;
    }
    Ok(HttpResponse::Accepted().finish())
}

/// `POST reset`: uses a link up, sets the password and ends all sessions of the person.
///
/// # Errors
/// `invalid_input`, `expired_link`, `rate_limited`.
pub async fn reset(body: web::Bytes, store: web::Data<Store>) -> Result<HttpResponse, Problem> {
    let asked: Reset = input::read(&body)?;
    input::check_password("password", &asked.password)?;
    let password = passwords::hash(asked.password).await?;
    let put = store.write(move |tx| -> Result<(), Unmade> {
        people::hold(tx)?;
        let person = resets::take(tx, &asked.code, now_ms())?.ok_or_else(expired)?;
        people::put_password(tx, &person, &password)?;
        Ok(access::end_sessions(tx, Some(&person))?)
    });
    put.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The refusal of a code that opens nothing, whatever the reason is.
pub fn expired() -> Problem {
    Problem::new(Code::ExpiredLink, "Ask for a new one.")
}
