//! How a posted body is read: which types, how many bytes, how long. What is in it is judged elsewhere; nothing of it is logged.

use crate::errors::{Code, Problem};
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{self, BytesMut};
use futures_util::StreamExt;
use std::time::Duration;
use survey::json::Json;

/// The most bytes of a body, as `sendBeacon` allows them too.
pub const MAX_BODY: usize = 64 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Reads a body as JSON.
///
/// # Errors
/// `unsupported_media_type`, `body_too_large`, `request_timeout`, `malformed_json`.
pub async fn json(headers: &HeaderMap, body: web::Payload) -> Result<Json, Problem> {
    check_media_type(headers)?;
    parse(&read_body(headers, body).await?)
}

/// Lets a browser of another origin send JSON; `text/plain` needs no permission.
pub async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

/// `sendBeacon` with bytes names no type at all; that is taken as text.
fn check_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let named = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let media_type = named(header::CONTENT_TYPE).map(|value| {
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    });
    let known = matches!(
        media_type.as_deref(),
        None | Some("text/plain" | "application/json")
    );
    let plain = named(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if known && plain {
        return Ok(());
    }
    Err(Problem::new(
        Code::UnsupportedMediaType,
        "Send the batch uncompressed, as text/plain or application/json.",
    ))
}

async fn read_body(headers: &HeaderMap, body: web::Payload) -> Result<BytesMut, Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(too_large());
    }
    match tokio::time::timeout(BODY_TIMEOUT, collect(body)).await {
        Ok(read) => read,
        Err(_) => Err(Problem::new(
            Code::RequestTimeout,
            format!("The body took longer than {} s.", BODY_TIMEOUT.as_secs()),
        )),
    }
}

async fn collect(mut body: web::Payload) -> Result<BytesMut, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| {
            Problem::new(Code::InvalidRequest, "The body broke off; send it again.")
        })?;
        if bytes.len() + chunk.len() > MAX_BODY {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_large() -> Problem {
    Problem::new(
        Code::BodyTooLarge,
        format!("A batch has at most {MAX_BODY} bytes; send the rest in another one."),
    )
}

/// The parser's message tells line and column and quotes nothing of the body.
fn parse(body: &[u8]) -> Result<Json, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::new(Code::MalformedJson, format!("The body: {error}")))
}
