//! `/console/api/me`: who is signed in, and what they say of themselves.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use survey::console::Me;
use survey::console::asked::{NewPassword, Profile};

use super::caller::{Caller, unauthorized};
use super::limits::Tries;
use super::{Unmade, cookie, failed, input, passwords};
use crate::errors::{Code, Problem};
use crate::store::people::Person;
use crate::store::{Store, access, now_ms, people, resets};

/// `GET me`.
///
/// # Errors
/// If the store fails.
pub async fn me(caller: Caller, store: web::Data<Store>) -> Result<HttpResponse, Problem> {
    let is_any = store.read(people::is_any).await.map_err(failed)?;
    Ok(input::answer(&Me {
        person: caller.somebody(),
        administrator: caller.is_administrator(),
        needs_setup: caller.person.is_none() && !is_any,
        lang: caller.person.and_then(|person| person.lang),
    }))
}

/// `PUT me`: name, address and language. Another address takes the password, because whoever
/// has the address can have the password reset.
///
/// # Errors
/// `invalid_input`, `wrong_password`, `email_taken`, `rate_limited`.
pub async fn change(
    caller: Caller,
    body: web::Bytes,
    store: web::Data<Store>,
    tries: Option<web::Data<Tries>>,
) -> Result<HttpResponse, Problem> {
    let asked: Profile = input::read(&body)?;
    let who = input::somebody(&asked.name, &asked.email)?;
    input::check_language(asked.lang.as_deref())?;
    let old = caller.person.ok_or_else(unauthorized)?;
    let hash = match who.email == old.email {
        true => None,
        false => {
            let password = asked.password.unwrap_or_default();
            Some(check(&store, tries, &old, password).await?)
        }
    };
    let person = Person {
        name: who.name,
        email: who.email,
        lang: asked.lang,
        ..old
    };
    let put = store.write(move |tx| -> Result<Person, Unmade> {
        people::hold(tx)?;
        if let Some(hash) = &hash {
            must_be_unchanged(people::by_id(tx, &person.id)?, hash)?;
            if people::by_email(tx, &person.email)?.is_some() {
                let detail = "email: Choose another one, or sign in as that person.";
                return Err(Problem::new(Code::EmailTaken, detail).into());
            }
            resets::withdraw(tx, &person.id)?;
        }
        people::put(tx, &person)?;
        Ok(person.clone())
    });
    let person = put.await?;
    Ok(input::answer(&Me {
        person: Some(person.somebody()),
        administrator: person.is_administrator,
        needs_setup: false,
        lang: person.lang,
    }))
}

/// `PUT me/password`: ends all sessions of the person and begins a new one here.
///
/// # Errors
/// `invalid_input`, `wrong_password`, `rate_limited`.
pub async fn change_password(
    request: HttpRequest,
    caller: Caller,
    body: web::Bytes,
    store: web::Data<Store>,
    tries: Option<web::Data<Tries>>,
) -> Result<HttpResponse, Problem> {
    let asked: NewPassword = input::read(&body)?;
    input::check_password("new", &asked.new)?;
    let person = caller.person.ok_or_else(unauthorized)?;
    let old = check(&store, tries, &person, asked.old).await?;
    let new = passwords::hash(asked.new).await?;
    let put = store.write(move |tx| -> Result<String, Unmade> {
        people::hold(tx)?;
        must_be_unchanged(people::by_id(tx, &person.id)?, &old)?;
        people::put_password(tx, &person.id, &new)?;
        resets::withdraw(tx, &person.id)?;
        access::end_sessions(tx, Some(&person.id))?;
        Ok(access::begin_session(tx, Some(&person.id), now_ms())?)
    });
    let session = put.await?;
    Ok(HttpResponse::NoContent()
        .insert_header((header::SET_COOKIE, cookie::with(&request, &session)))
        .finish())
}

/// Checks a person's present password and returns its hash.
async fn check(
    store: &Store,
    tries: Option<web::Data<Tries>>,
    person: &Person,
    password: String,
) -> Result<String, Problem> {
    if let Some(tries) = tries {
        tries.email(&person.email)?;
    }
    let id = person.id.clone();
    let found = store.read(move |c| people::by_id(c, &id)).await;
    let hash = found.map_err(failed)?.map(|(_, hash)| hash);
    match passwords::is_right(password, hash.clone()).await? {
        true => hash.ok_or_else(wrong),
        false => Err(wrong()),
    }
}

/// Two changes at once must not both rest on the same password.
fn must_be_unchanged(now: Option<(Person, String)>, hash: &str) -> Result<(), Problem> {
    match now {
        Some((_, now)) if now == hash => Ok(()),
        _ => Err(wrong()),
    }
}

fn wrong() -> Problem {
    Problem::new(Code::WrongPassword, "Type the password that you have now.")
}
