//! `GET /healthz` and `GET /readyz`. Alive means answering at all; ready means that events can be taken.

use crate::books::Books;
use crate::queue::Queue;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde_json::json;

/// Says that the process answers.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({"status": "alive"}))
}

/// Says whether events can be taken, and if not, what is missing.
pub async fn readyz(books: web::Data<Books>, queue: web::Data<Queue>) -> HttpResponse {
    let shops = books.snapshot().shops.len();
    let mut missing = Vec::new();
    if shops == 0 {
        missing.push("books: no shop is published; run `tillside import FILE`".to_owned());
    }
    if let Err(error) = queue.check().await {
        missing.push(format!("queue: {error}"));
    }
    let away = queue.spool().filter(|spool| spool.away.is_some());
    let mut response = match missing.is_empty() {
        true => HttpResponse::Ok(),
        false => HttpResponse::ServiceUnavailable(),
    };
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({
            "status": if missing.is_empty() { "ready" } else { "not ready" },
            "shops": shops,
            "missing": missing,
            "spooled": away.as_ref().map(|spool| spool.depth),
            "away": away.as_ref().and_then(|spool| spool.away.as_deref()),
        }))
}
