//! Whether a request that changes something comes from the console itself, and not from a
//! page of another site that knows nothing but the browser's cookie.

use actix_web::http::header::{HeaderName, ORIGIN};
use actix_web::{HttpRequest, web};

use crate::collector::sender;
use crate::config::ListenConfig;
use crate::errors::{Code, Problem};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request pass that changes nothing, that a page of our own sent, or that no page
/// sent. Browsers say `Sec-Fetch-Site` over https; over http there is `Origin`.
///
/// # Errors
/// `cross_site`.
pub fn check(request: &HttpRequest) -> Result<(), Problem> {
    if request.method().is_safe() {
        return Ok(());
    }
    let told = |name| {
        request
            .headers()
            .get(name)
            .map(|v| v.to_str().unwrap_or("?"))
    };
    let is_ours = match (told(FETCH_SITE), told(ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => is_our_origin(request, origin),
        (None, None) => true,
    };
    if is_ours {
        return Ok(());
    }
    Err(Problem::new(
        Code::CrossSite,
        "Another site sent this; do it in the console itself.",
    ))
}

/// By host and port alone: not every proxy tells the scheme.
fn is_our_origin(request: &HttpRequest, origin: &str) -> bool {
    let listen = request.app_data::<web::Data<ListenConfig>>();
    let proxies = listen.map(|listen| listen.proxies).unwrap_or_default();
    let public = listen.map_or("", |listen| listen.public_url.as_str());
    let host = |origin: &str| Some(origin.split_once("://")?.1.to_ascii_lowercase());
    let from = host(origin).filter(|host| !host.is_empty());
    from.is_some() && (from == host(public) || from == host(&sender::asked(request, proxies)))
}
