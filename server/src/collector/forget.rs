//! `POST /v1/shops/{key}/forget`: a visitor or customer wants to be forgotten. What the ledger knows goes at once; the wish follows the events through the queue, so that none of them escapes it.

use super::{body, book, clock, exact, limits::Limits, origin};
use crate::books::Books;
use crate::errors::{Code, Problem};
use crate::ledger::{Customer, Ledger};
use crate::ops::metrics::Metrics;
use crate::queue::appender::Appender;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;
use survey::event::Erasure;
use survey::json::Json;

/// Takes a wish. Safe to repeat.
///
/// # Errors
/// When it is none, or cannot be made durable.
#[expect(
    clippy::too_many_arguments,
    reason = "actix hands over one dependency each"
)]
pub async fn forget(
    request: HttpRequest,
    key: web::Path<String>,
    body: web::Payload,
    books: web::Data<Books>,
    limits: web::Data<Limits>,
    ledger: web::Data<Ledger>,
    appender: web::Data<Appender>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Problem> {
    let json = body::json(request.headers(), body).await?;
    let (visitor, customer) = read(&json)?;
    let shop = books.shop(&key).ok_or_else(|| book::unknown_shop(&key))?;
    origin::check(request.headers(), &shop.facts)?;
    let shop = &shop.facts.key;
    let charged = match &visitor {
        Some(visitor) => limits.visitor(shop, visitor, 1),
        None => Ok(None),
    };
    charged.and_then(|_| limits.shop(shop, 1)).map_err(|wait| {
        metrics.limited(wait.limit);
        Problem::limited(wait)
    })?;
    if let Some(customer) = customer {
        let forgotten = ledger.forget(Customer::new(shop, customer)).await;
        forgotten.map_err(|error| not_now(&error))?;
    }
    if let Some(visitor) = visitor {
        let erasure = Erasure {
            shop: shop.clone(),
            received_at: clock::now(),
            visitor,
        };
        let entry = serde_json::to_vec(&erasure.encode()).map_err(|error| not_now(&error))?;
        let pushed = appender.append(vec![entry]).await;
        pushed.map_err(|error| not_now(&error))?;
    }
    metrics.forgotten();
    Ok(HttpResponse::Accepted()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({"status": "accepted"})))
}

/// Who is to be forgotten: a visitor, a customer or both.
fn read(json: &Json) -> Result<(Option<String>, Option<&str>), Problem> {
    let visitor = Erasure::wish(json).map_err(|refusal| {
        let code = Code::named(refusal.code).unwrap_or(Code::InvalidRequest);
        Problem::new(code, refusal.detail)
    })?;
    let customer = exact::customer(json);
    if visitor.is_none() && customer.is_none() {
        let detail = "visitor: name the visitor, or the customer, to be forgotten";
        return Err(Problem::new(Code::InvalidRequest, detail));
    }
    Ok((visitor, customer))
}

fn not_now(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a wish to be forgotten could not be taken");
    let detail = "The wish could not be stored; send it again later.";
    Problem::new(Code::QueueUnavailable, detail)
}
