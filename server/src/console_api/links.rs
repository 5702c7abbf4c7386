//! The addresses of pages of the console that somebody is sent to, and where those pages are.

use actix_web::{HttpRequest, web};

use crate::collector::sender;
use crate::config::ListenConfig;

/// Where browsers reach the server: as configured, or else as this request reached it.
pub fn base(request: &HttpRequest) -> String {
    let listen = request.app_data::<web::Data<ListenConfig>>();
    match listen.map(|listen| listen.public_url.as_str()) {
        Some(public) if !public.is_empty() => public.to_owned(),
        _ => {
            let proxies = listen.map(|listen| listen.proxies).unwrap_or_default();
            sender::asked(request, proxies)
        }
    }
}

/// Where an invitation is taken up.
pub fn invitation(base: &str, code: &str) -> String {
    format!("{base}/console/invitation?code={code}")
}

/// Where a new password is set.
pub fn reset(base: &str, code: &str) -> String {
    format!("{base}/console/reset?code={code}")
}

/// Where a case is.
pub fn case(base: &str, shop: &str, answer: &str) -> String {
    format!("{base}/console/shops/{shop}/cases/{answer}")
}
