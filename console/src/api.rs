//! Asking the server. One function per route; what is shown when one fails is decided
//! by the page.

use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;
use survey::check::Check;
use survey::results::{ShopResults, ShopSummary};
use web_sys::{AbortSignal, RequestCache};

/// How long a request may take, in milliseconds. A server that says nothing must not
/// keep the page from asking again.
const PATIENCE: u32 = 15_000;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody is signed in.
    SignedOut,
    /// Nothing came back.
    Unreachable,
    /// The server answered with this status.
    Refused(u16),
    /// What came back is not what this console knows.
    Unreadable,
}

/// The shops, in the server's order.
///
/// # Errors
/// When the server cannot be reached or does not answer with shops.
pub async fn shops() -> Result<Vec<ShopSummary>, Trouble> {
    get("/console/api/shops").await
}

/// The results of a shop.
///
/// # Errors
/// When the server cannot be reached or does not answer with results.
pub async fn results(key: &str) -> Result<ShopResults, Trouble> {
    get(&results_address(key)).await
}

/// What the installation check of a shop found.
///
/// # Errors
/// When the server cannot be reached or does not answer with checks.
pub async fn checks(key: &str) -> Result<Vec<Check>, Trouble> {
    let key = js_sys::encode_uri_component(key);
    get(&format!("/console/api/shops/{key}/check")).await
}

/// Where the results of a shop are, as JSON.
pub fn results_address(key: &str) -> String {
    format!(
        "/console/api/shops/{}/results",
        js_sys::encode_uri_component(key)
    )
}

/// Ends the session.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn sign_out() -> Result<(), Trouble> {
    let response = Request::post("/console/api/sign-out").send().await;
    check(response.map_err(|_| Trouble::Unreachable)?).map(|_| ())
}

async fn get<T: DeserializeOwned>(address: &str) -> Result<T, Trouble> {
    let patience = AbortSignal::timeout_with_u32(PATIENCE);
    let request = Request::get(address)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&patience));
    let response = request.send().await.map_err(|_| Trouble::Unreachable)?;
    let text = check(response)?
        .text()
        .await
        .map_err(|_| Trouble::Unreachable)?;
    serde_json::from_str(&text).map_err(|_| Trouble::Unreadable)
}

fn check(response: Response) -> Result<Response, Trouble> {
    match response.status() {
        200..=299 => Ok(response),
        401 => Err(Trouble::SignedOut),
        status => Err(Trouble::Refused(status)),
    }
}
