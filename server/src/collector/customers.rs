//! `GET /v1/shops/{key}/customers/{hash}`: what a customer was asked on any device, in the shape of a browser's own record, so that caps follow the customer.

use super::{book, clock, exact};
use crate::books::Books;
use crate::errors::{Code, Problem};
use crate::ledger::{Customer, Ledger, marks};
use crate::ops::metrics::Metrics;
use actix_web::http::header;
use actix_web::{HttpResponse, web};

/// Sends the record; an empty one where nothing is known.
///
/// # Errors
/// `unknown_shop`, or `queue_unavailable` while the ledger cannot be read.
pub async fn customer(
    path: web::Path<(String, String)>,
    books: web::Data<Books>,
    ledger: web::Data<Ledger>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Problem> {
    let (shop, hash) = path.into_inner();
    books.shop(&shop).ok_or_else(|| book::unknown_shop(&shop))?;
    let marks = match exact::is_hash(&hash) {
        true => ledger.marks(Customer::new(&shop, &hash)).await,
        false => Ok(Vec::new()),
    };
    let marks = marks.map_err(|error| {
        tracing::error!(%error, "the marks of a customer could not be read");
        Problem::new(
            Code::QueueUnavailable,
            "What the customer was asked cannot be read right now.",
        )
    })?;
    metrics.customer_requested(!marks.is_empty());
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(marks::history(&marks, clock::now()).encode()))
}
