//! Setting a new password without the old one: asking for a link, and using it.

use actix_web::{HttpResponse, web};
use survey::console::asked::{Reset, ResetWanted};

use super::limits::Tries;
use super::{Unmade, input, links, mails, passwords};
use crate::config::ListenConfig;
use crate::errors::{Code, Problem};
use crate::mail::Mailer;
use crate::store::people::Person;
use crate::store::{Connection, Store, StoreError, access, now_ms, people, resets};

/// `POST resets`: has a link sent, if there is somebody of this address and a way to send it.
/// The answer is the same in any case, and does not wait for either.
///
/// # Errors
/// `invalid_input`, `rate_limited`.
pub async fn ask(
    body: web::Bytes,
    store: web::Data<Store>,
    listen: web::Data<ListenConfig>,
    tries: Option<web::Data<Tries>>,
    mailer: Option<web::Data<Mailer>>,
) -> Result<HttpResponse, Problem> {
    let asked: ResetWanted = input::read(&body)?;
    let email = input::email(&asked.email)?;
    if let Some(tries) = tries {
        tries.email(&email)?;
    }
    if let Some(mailer) = mailer {
        actix_web::rt::spawn(async move {
            let made = store.write(move |tx| make(tx, &email)).await;
            match made {
                Ok(Some((person, code))) => {
                    // Not where the request went, which whoever sent it can choose.
                    let url = links::reset(&listen.public_url, &code);
                    mailer.send_at_leisure(mails::reset(&person, &url)).await;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "a link to a new password was not made"),
            }
        });
    }
    Ok(HttpResponse::Accepted().finish())
}

/// The person of an address with their code, if there is one.
fn make(tx: &Connection, email: &str) -> Result<Option<(Person, String)>, StoreError> {
    people::hold(tx)?;
    let Some((person, _)) = people::by_email(tx, email)? else {
        return Ok(None);
    };
    let code = resets::create(tx, &person.id, now_ms())?;
    Ok(Some((person, code)))
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
