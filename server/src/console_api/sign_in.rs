//! Signing in to the console with a one-time link, and out again. Who is allowed what
//! inside the console is not decided here.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;

use crate::collector::sender;
use crate::config::ListenConfig;
use crate::errors::{Code, Problem};
use crate::store::{Store, access, now_ms};

/// The cookie that holds the session's secret.
const COOKIE: &str = "tillside_session";

/// What the page that a used link shows may load: the styles that stand in it.
const USED_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Proof, as an extractor, that the request comes from somebody signed in. Without a
/// session the request ends with problem+json 401 `unauthorized`.
#[derive(Debug)]
pub struct SignedIn {
    _made_here_only: (),
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let session = session_of(request);
        let store = request.app_data::<web::Data<Store>>().cloned();
        Box::pin(async move {
            if is_signed_in(store, session).await? {
                Ok(Self {
                    _made_here_only: (),
                })
            } else {
                Err(Problem::new(
                    Code::Unauthorized,
                    "Open the sign-in link that the server printed at its start, \
                     or make a new one with `tillside sign-in-link`.",
                ))
            }
        })
    }
}

/// What the sign-in link carries.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    code: String,
}

/// `GET /console/sign-in?code=…`: uses the code up, sets the session cookie and goes on
/// to the console. A code that opens nothing gives a page that says what to do.
pub async fn sign_in(
    request: HttpRequest,
    link: web::Query<Link>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let code = link.into_inner().code;
    let session = store
        .write(move |tx| access::use_code(tx, &code, now_ms()))
        .await
        .map_err(super::failed)?;
    if let Some(session) = session {
        return Ok(to_console(&request, Some(&session)));
    }
    // Somebody who is signed in and opens the same link again is simply let in.
    if is_signed_in(Some(store), session_of(&request)).await? {
        return Ok(to_console(&request, None));
    }
    Ok(HttpResponse::Forbidden()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, USED_POLICY))
        .body(include_str!("link_used.html")))
}

/// `POST /console/api/sign-out`: ends the session and removes its cookie.
pub async fn sign_out(
    request: HttpRequest,
    _: SignedIn,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    if let Some(session) = session_of(&request) {
        store
            .write(move |tx| access::end_session(tx, &session))
            .await
            .map_err(super::failed)?;
    }
    Ok(HttpResponse::NoContent()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::SET_COOKIE, cookie(&request, "", 0)))
        .finish())
}

/// The address that a new sign-in link has, below the server's public address.
pub fn link(base: &str, code: &str) -> String {
    format!("{}/console/sign-in?code={code}", base.trim_end_matches('/'))
}

async fn is_signed_in(
    store: Option<web::Data<Store>>,
    session: Option<String>,
) -> Result<bool, Problem> {
    let (Some(store), Some(session)) = (store, session) else {
        return Ok(false);
    };
    store
        .read(move |connection| access::is_session(connection, &session, now_ms()))
        .await
        .map_err(super::failed)
}

fn to_console(request: &HttpRequest, session: Option<&str>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response
        .insert_header((header::LOCATION, "/console/"))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(session) = session {
        let seconds = access::SESSION_LASTS / 1000;
        response.insert_header((header::SET_COOKIE, cookie(request, session, seconds)));
    }
    response.finish()
}

/// The cookie as a header. `Lax` keeps other sites from posting with it and still lets
/// a link from a mail open the console. It is kept to https where the request came by it,
/// or where the configured address says so, because not every proxy tells.
fn cookie(request: &HttpRequest, session: &str, seconds: i64) -> String {
    let listen = request.app_data::<web::Data<ListenConfig>>();
    let is_https = listen.is_some_and(|listen| {
        listen.is_public_https() || sender::came_by_https(request, listen.proxies)
    });
    let secure = if is_https { "; Secure" } else { "" };
    format!("{COOKIE}={session}; Path=/console; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The session's secret in the request's cookies.
fn session_of(request: &HttpRequest) -> Option<String> {
    request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}
