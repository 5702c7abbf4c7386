//! `GET /console/…`: the console's own files, with a policy that keeps other scripts out. What else guards them stands in [`crate::ops::requests`]; the console's API is elsewhere.

use super::assets::{Assets, IMMUTABLE};
use crate::errors::{Code, Problem};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

/// What the console's document may load: its own files and nothing else. Compiling
/// WebAssembly needs a word of its own.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// Sends a file of the console; what looks like a page of it gets the console's one document.
///
/// # Errors
/// `not_found`.
pub async fn file(
    request: HttpRequest,
    path: web::Path<String>,
    assets: web::Data<Assets>,
) -> Result<HttpResponse, Problem> {
    let is_page = !path.contains('.') || path.as_str() == "index.html";
    let name = if is_page { "index.html" } else { path.as_str() };
    let asset = assets.console(name).ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "The console has no such file; was it built?",
        )
    })?;
    let mut response = HttpResponse::Ok();
    response.content_type(asset.content_type);
    if is_page {
        response
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    } else {
        response.insert_header((header::CACHE_CONTROL, IMMUTABLE));
    }
    Ok(asset.encoded.answer(&request, response))
}

/// Leads `/console` to `/console/`, so that relative addresses in the document work.
pub async fn with_slash() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/console/"))
        .finish()
}
