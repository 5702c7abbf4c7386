//! Asking the server. What is shown when a request fails is decided by the pages.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use survey::console::Flaw;
use web_sys::{AbortSignal, RequestCache};

use crate::json;

/// How long a request may take, in milliseconds. A server that says nothing must not
/// keep the page from asking again.
const PATIENCE: u32 = 15_000;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody is signed in.
    SignedOut,
    /// Nothing came back.
    Unreachable,
    /// The server refused, with the status, the stable code and what it says to people;
    /// both are empty where something else than Tillside answered.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The code of the one table of errors.
        code: String,
        /// What is wrong and what to do, in English.
        detail: String,
        /// What the sentence of the code speaks of.
        params: BTreeMap<String, String>,
        /// Who changed meanwhile what was to be changed, and when.
        edit: Option<Edit>,
        /// All that is wrong with what was sent, place by place.
        flaws: Vec<Flaw>,
    },
    /// What came back is not what this console knows.
    Unreadable,
}

/// What of a problem document is read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    code: String,
    detail: String,
    params: BTreeMap<String, String>,
    by: Option<String>,
    at: Option<survey::Millis>,
    problems: Vec<Flaw>,
}

/// A change that somebody else made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Who.
    pub by: String,
    /// When.
    pub at: survey::Millis,
}

/// An address of the API below which something of a shop is, such as `results`.
pub fn of_shop(shop: &str, rest: &str) -> String {
    format!("/console/api/shops/{}/{rest}", part(shop))
}

/// A part of an address, written so that it stays one part.
pub fn part(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Asks for something.
///
/// # Errors
/// When the server cannot be reached, refuses, or answers with something else.
pub async fn get<T: DeserializeOwned>(address: &str) -> Result<T, Trouble> {
    get_tagged(address).await.map(|(value, _)| value)
}

/// Asks for something, and for its `ETag`; empty without one.
///
/// # Errors
/// As [`get`].
pub async fn get_tagged<T: DeserializeOwned>(address: &str) -> Result<(T, String), Trouble> {
    let request = patient(Request::get(address)).cache(RequestCache::NoStore);
    let sent = request.build().map_err(|_| Trouble::Unreadable)?;
    let response = sent.send().await;
    let tag = response
        .as_ref()
        .ok()
        .and_then(|response| response.headers().get("etag"));
    Ok((read(response).await?, tag.unwrap_or_default()))
}

/// Posts something and reads the reply.
///
/// # Errors
/// As [`get`].
pub async fn post<T: DeserializeOwned>(address: &str, body: &impl Serialize) -> Result<T, Trouble> {
    change(Request::post(address), body).await
}

/// Puts something in place and reads the reply.
///
/// # Errors
/// As [`get`].
pub async fn put<T: DeserializeOwned>(address: &str, body: &impl Serialize) -> Result<T, Trouble> {
    change(Request::put(address), body).await
}

/// Puts something in place of the revision that was read, or of nothing; the server refuses
/// if there is another one.
///
/// # Errors
/// As [`get`].
pub async fn put_over<T: DeserializeOwned>(
    address: &str,
    revision: Option<&str>,
    body: &impl Serialize,
) -> Result<T, Trouble> {
    let request = Request::put(address);
    let request = match revision {
        Some(revision) => request.header("if-match", revision),
        None => request,
    };
    change(request, body).await
}

/// Takes something away.
///
/// # Errors
/// As [`get`].
pub async fn delete(address: &str) -> Result<(), Trouble> {
    let request = patient(Request::delete(address)).build();
    let sent = request.map_err(|_| Trouble::Unreadable)?;
    read(sent.send().await).await
}

async fn change<T: DeserializeOwned>(
    request: RequestBuilder,
    body: &impl Serialize,
) -> Result<T, Trouble> {
    let request = patient(request).header("content-type", "application/json");
    let sent = request
        .body(json::write(body))
        .map_err(|_| Trouble::Unreadable)?;
    read(sent.send().await).await
}

fn patient(request: RequestBuilder) -> RequestBuilder {
    request.abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)))
}

/// Reads a reply; one without a body is read as JSON's `null`.
async fn read<T: DeserializeOwned>(
    response: Result<Response, gloo_net::Error>,
) -> Result<T, Trouble> {
    let response = response.map_err(|_| Trouble::Unreachable)?;
    let text = response.text().await.map_err(|_| Trouble::Unreachable)?;
    match response.status() {
        200..=299 if text.is_empty() => {
            serde_json::from_str("null").map_err(|_| Trouble::Unreadable)
        }
        200..=299 => serde_json::from_str(&text).map_err(|_| Trouble::Unreadable),
        status => Err(refused(status, &text)),
    }
}

/// A wrong password is refused with 401 too, but is no end of a session.
fn refused(status: u16, text: &str) -> Trouble {
    let problem: Problem = serde_json::from_str(text).unwrap_or_default();
    if status == 401 && problem.code == "unauthorized" {
        return Trouble::SignedOut;
    }
    Trouble::Refused {
        status,
        code: problem.code,
        detail: problem.detail,
        params: problem.params,
        edit: problem.by.zip(problem.at).map(|(by, at)| Edit { by, at }),
        flaws: problem.problems,
    }
}
