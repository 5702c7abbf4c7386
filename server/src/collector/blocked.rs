//! `GET /v1/shops/{key}/blocked`: a page tells that it would not let the widget run. It is noted for the installation check and goes nowhere else.

use super::sightings::Sightings;
use super::{book, clock, origin};
use crate::books::Books;
use crate::errors::{Code, Problem};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

/// What a page can refuse: compiling the card, loading its glue, fetching the book.
const PARTS: [&str; 3] = ["wasm", "glue", "book"];

/// The query of the request.
#[derive(Debug, Deserialize)]
pub struct Report {
    by: String,
    /// The page's path; without it the referrer is asked.
    #[serde(default)]
    page: String,
}

/// Notes it. There is nothing to answer.
///
/// # Errors
/// `unknown_shop`, `origin_not_allowed`, `invalid_request`.
pub async fn blocked(
    request: HttpRequest,
    key: web::Path<String>,
    report: web::Query<Report>,
    books: web::Data<Books>,
    sightings: web::Data<Sightings>,
) -> Result<HttpResponse, Problem> {
    let shop = books.shop(&key).ok_or_else(|| book::unknown_shop(&key))?;
    let (headers, now) = (request.headers(), clock::now());
    origin::check(headers, &shop.facts)
        .inspect_err(|_| sightings.refused(&shop.facts.key, headers, now))?;
    if !PARTS.contains(&report.by.as_str()) {
        let detail = "by: must be wasm, glue or book.";
        return Err(Problem::new(Code::InvalidRequest, detail));
    }
    sightings.blocked(&shop, headers, &report.by, &report.page, now);
    Ok(HttpResponse::NoContent()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish())
}
