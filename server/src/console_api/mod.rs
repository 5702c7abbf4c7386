//! What the console asks the server: signing in, the shops, their results, previews of
//! drafts. It reads the store; how a result is computed stands in `store::results` and in `survey`.

pub mod check;
pub mod previews;
pub mod results;
pub mod sign_in;

use actix_web::web;

use crate::errors::{Code, Problem};
use crate::store::StoreError;

/// Adds the routes below `/console/api` and `/console/sign-in`. The application needs
/// `web::Data` of the store and of how it is reached; they must be mounted before
/// anything that serves files at `/console`.
pub fn configure(app: &mut web::ServiceConfig) {
    // Resources, not routes: those answer a method that they do not have with 405.
    app.service(web::resource("/console/sign-in").get(sign_in::sign_in))
        .service(
            web::scope("/console/api")
                .service(web::resource("/sign-out").post(sign_in::sign_out))
                .service(web::resource("/shops").get(results::shops))
                .service(web::resource("/shops/{key}/check").get(check::check))
                .service(web::resource("/shops/{key}/previews").post(previews::preview))
                .service(web::resource("/shops/{key}/results").get(results::results)),
        );
}

/// A failing store as the console sees it; the particulars go to the log alone.
fn failed(error: StoreError) -> Problem {
    tracing::error!(%error, "the console's request met a failing store");
    Problem::new(
        Code::Internal,
        "The store failed; the server's log says why. Try again.",
    )
}

/// The refusal of a key that no shop has.
fn unknown_shop() -> Problem {
    Problem::new(
        Code::UnknownShop,
        "There is no shop with this key; GET /console/api/shops lists all.",
    )
}

#[cfg(test)]
mod tests;
