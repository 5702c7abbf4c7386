//! What is done around every request: a log line that names nobody, one shape for every error, also for those of the framework, and the headers that keep browsers careful.

use super::connections::Connections;
use super::metrics::Metrics;
use crate::errors::Problem;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument as _;

/// The header with the request's id, in a request that passed a proxy and in the response, for
/// asking an operator.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The first half of the ids that this process gives.
static PROCESS: LazyLock<String> = LazyLock::new(|| {
    let random = uuid::Uuid::new_v4().simple().to_string();
    random.chars().take(12).collect()
});
/// The second half of the next one.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Logs method, path pattern, status and duration, and counts them. Paths themselves, queries,
/// addresses and bodies are left out, because they can tell who somebody is. Every line that
/// is logged on the way has the request's id.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = id(request.headers());
    let span = tracing::info_span!("request", %id);
    let mut response = answer(request, next).instrument(span).await?;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}

async fn answer<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let method = request.method().clone();
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    let response = next.call(request).await?;
    let pattern = response.request().match_pattern();
    let path = pattern.as_deref().unwrap_or("none");
    let status = response.status().as_u16();
    let took = began.elapsed();
    let ms = took.as_secs_f64() * 1000.0;
    match status {
        500.. => tracing::error!(%method, path, status, ms, "request"),
        400.. => tracing::info!(%method, path, status, ms, "request"),
        _ => tracing::debug!(%method, path, status, ms, "request"),
    }
    if let Some(metrics) = metrics {
        // A made-up method would be a series of its own.
        let method = match method {
            Method::GET | Method::HEAD | Method::POST | Method::OPTIONS => method.as_str(),
            _ => "other",
        };
        metrics.request(path, method, status, took);
    }
    Ok(response)
}

/// The id that a proxy gave the request, or a new one. One that could be anything else than an
/// id is not taken over: it goes to the log.
fn id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_id = |id: &&str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (16..=64).contains(&id.len()) && id.chars().all(plain)
    };
    match given.filter(is_id) {
        Some(id) => id.to_owned(),
        None => {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            format!("{}-{number:08x}", *PROCESS)
        }
    }
}

/// What a browser may do with an answer of the console that says nothing else: nothing.
const SEALED: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Closes the connection after the answer where too many are open, and adds what every answer
/// carries. Nobody shall guess its type. What has no word on caching
/// is kept by no cache. The console tells other sites nothing, stands in no frame and shares
/// no window or resource with them. A shop's own pages, such as the demo shop's, decide on
/// frames, referrers and caches themselves, and so do those that load our scripts.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let below = |place: &str| {
        let rest = request.path().strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (is_console, is_demo) = (below("/console"), below("/demo"));
    let connections = request.app_data::<web::Data<Connections>>().cloned();
    let mut response = next.call(request).await?;
    if connections.is_some_and(|connections| connections.are_many()) {
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !is_demo {
        add(header::CACHE_CONTROL, "no-store");
    }
    if is_console {
        add(header::CONTENT_SECURITY_POLICY, SEALED);
        add(header::REFERRER_POLICY, "no-referrer");
        add(header::CROSS_ORIGIN_OPENER_POLICY, "same-origin");
        add(header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin");
    }
    Ok(response)
}

/// Turns every error that is not yet problem+json into it: unknown addresses,
/// wrong methods, unreadable queries, files that are not there.
pub async fn problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let response = next.call(request).await?.map_into_left_body();
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || speaks_for_itself(response.headers())
    {
        return Ok(response);
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut problem = Problem::of_status(status).error_response();
    if let Some(allow) = allow {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    Ok(response.into_response(problem.map_into_right_body()))
}

/// Problems are left as they are, and so are pages and JSON that a handler wrote on purpose.
fn speaks_for_itself(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    content_type.is_some_and(|content_type| {
        ["application/problem+json", "application/json", "text/html"]
            .iter()
            .any(|known| content_type.starts_with(known))
    })
}
