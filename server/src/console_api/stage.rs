//! `GET /console/stage/{key}`: a page like a shop's, on which the console shows the real card.
//! It holds nothing but the shop's tag; what the card shows comes with the preview's token.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use survey::fault::Fault;
use survey::question;

use super::input;
use crate::errors::Problem;

/// What the page may load: what the widget needs of us, and its own styles. Only the console may
/// put it in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    style-src 'unsafe-inline'; img-src https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// How the page stands there.
#[derive(Deserialize)]
pub struct Stage {
    /// The language of the page.
    #[serde(default)]
    lang: String,
    /// The step that it is.
    #[serde(default)]
    step: String,
    /// `dark`, or anything else.
    #[serde(default)]
    scheme: String,
}

/// The page.
///
/// # Errors
/// `invalid_input` for a key, a language or a step that cannot be one.
pub async fn stage(
    key: web::Path<String>,
    asked: web::Query<Stage>,
) -> Result<HttpResponse, Problem> {
    let is_tag =
        |tag: &str| tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_id = |id: &str| question::id(&id.into()).is_ok();
    let is_key = (1..=64).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if !is_key {
        return Err(input::misasked("key", "must be the key of a shop"));
    }
    if !is_tag(&asked.lang) {
        return Err(input::flawed("lang", Fault::Language));
    }
    if !asked.step.is_empty() && !is_id(&asked.step) {
        return Err(input::flawed("step", Fault::Id));
    }
    let is_rtl =
        ["ar", "fa", "he", "ur"].contains(&asked.lang.split('-').next().unwrap_or_default());
    let scheme = if asked.scheme == "dark" {
        "dark"
    } else {
        "light"
    };
    let page = include_str!("stage.html")
        .replace("{lang}", &asked.lang)
        .replace("{dir}", if is_rtl { "rtl" } else { "ltr" })
        .replace("{step}", &asked.step)
        .replace("{scheme}", scheme)
        .replace("<html ", &format!("<html data-scheme=\"{scheme}\" "))
        .replace("{key}", &key);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(page))
}
