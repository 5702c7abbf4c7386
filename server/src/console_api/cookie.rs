//! The cookie that holds a session's secret.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, web};

use crate::collector::sender;
use crate::config::ListenConfig;
use crate::store::access;

const NAME: &str = "tillside_session";

/// The session's secret in the request's cookies.
pub fn of(request: &HttpRequest) -> Option<String> {
    request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// The header that gives the browser a session.
pub fn with(request: &HttpRequest, session: &str) -> HeaderValue {
    cookie(request, session, access::SESSION_LASTS / 1000)
}

/// The header that takes the session from the browser.
pub fn without(request: &HttpRequest) -> HeaderValue {
    cookie(request, "", 0)
}

/// `Lax` keeps other sites from posting with it and still lets a link from a mail open the
/// console. It is kept to https where the request came by it, or where the configured address
/// says so, because not every proxy tells.
fn cookie(request: &HttpRequest, session: &str, seconds: i64) -> HeaderValue {
    let listen = request.app_data::<web::Data<ListenConfig>>();
    let is_https = listen.is_some_and(|listen| {
        listen.is_public_https() || sender::came_by_https(request, listen.proxies)
    });
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!(
        "{NAME}={session}; Path=/console; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    );
    // Secrets are of letters, digits, - and _.
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}
