//! Signing in to the console, with a one-time link or with a password, and out again. Who is
//! allowed what inside the console is not decided here.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use survey::console::asked::SignIn;

use super::caller::Caller;
use super::limits::Tries;
use super::{cookie, failed, guard, input, link_used, passwords};
use crate::errors::{Code, Problem};
use crate::store::{Store, access, now_ms, people};

/// What the page that a used link shows may load: the styles that stand in it.
const USED_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// What the sign-in link carries.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    code: String,
}

/// `GET /console/sign-in?code=…`: uses the code up, begins an operator's session and goes on
/// to the console. A code that opens nothing gives a page that says what to do.
///
/// # Errors
/// If the store fails.
pub async fn by_link(
    request: HttpRequest,
    link: web::Query<Link>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let code = link.into_inner().code;
    let session = store
        .write(move |tx| access::use_code(tx, &code, now_ms()))
        .await
        .map_err(failed)?;
    if let Some(session) = session {
        return Ok(to_console(&request, Some(&session)));
    }
    // Somebody who is signed in and opens the same link again is simply let in.
    if guard::caller(&request, None).await?.is_some() {
        return Ok(to_console(&request, None));
    }
    Ok(HttpResponse::Forbidden()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, USED_POLICY))
        .body(link_used::page(&request)))
}

/// `POST sign-in`. A session that the browser had before ends.
///
/// # Errors
/// `sign_in_failed`, the same for a wrong password and for nobody; `rate_limited`.
pub async fn sign_in(
    request: HttpRequest,
    body: web::Bytes,
    store: web::Data<Store>,
    tries: Option<web::Data<Tries>>,
) -> Result<HttpResponse, Problem> {
    let asked: SignIn = input::read(&body)?;
    let email = asked.email.trim().to_lowercase();
    if let Some(tries) = tries {
        tries.email(&email)?;
    }
    let found = store.read(move |c| people::by_email(c, &email)).await;
    let (person, hash) = found.map_err(failed)?.unzip();
    let is_right = passwords::is_right(asked.password, hash.clone()).await?;
    let (Some(person), true) = (person, is_right) else {
        return Err(wrong());
    };
    let old = cookie::of(&request);
    let begun = store.write(move |tx| {
        people::hold(tx)?;
        // A password that was changed in between opens nothing.
        let now = people::by_id(tx, &person.id)?;
        if now.is_none_or(|(_, now)| Some(now) != hash) {
            return Ok(None);
        }
        if let Some(old) = &old {
            access::end_session(tx, old)?;
        }
        access::begin_session(tx, Some(&person.id), now_ms()).map(Some)
    });
    let session = begun.await.map_err(failed)?.ok_or_else(wrong)?;
    Ok(HttpResponse::NoContent()
        .insert_header((header::SET_COOKIE, cookie::with(&request, &session)))
        .finish())
}

fn wrong() -> Problem {
    Problem::new(
        Code::SignInFailed,
        "Check both, or have a link sent to set a new password.",
    )
}

/// `POST sign-out`: ends the session and removes its cookie.
///
/// # Errors
/// If the store fails.
pub async fn sign_out(
    request: HttpRequest,
    caller: Caller,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let ended = store.write(move |tx| access::end_session(tx, &caller.session));
    ended.await.map_err(failed)?;
    Ok(signed_out(&request))
}

/// `POST sign-out-everywhere`: ends all sessions of the person, or of every operator.
///
/// # Errors
/// If the store fails.
pub async fn sign_out_everywhere(
    request: HttpRequest,
    caller: Caller,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let ended = store.write(move |tx| {
        let person = caller.person.as_ref().map(|person| person.id.as_str());
        access::end_sessions(tx, person)
    });
    ended.await.map_err(failed)?;
    Ok(signed_out(&request))
}

fn signed_out(request: &HttpRequest) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::SET_COOKIE, cookie::without(request)))
        .finish()
}

/// The address that a new sign-in link has, below the server's public address.
pub fn link(base: &str, code: &str) -> String {
    format!("{}/console/sign-in?code={code}", base.trim_end_matches('/'))
}

fn to_console(request: &HttpRequest, session: Option<&str>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response
        .insert_header((header::LOCATION, "/console/"))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(session) = session {
        response.insert_header((header::SET_COOKIE, cookie::with(request, session)));
    }
    response.finish()
}
