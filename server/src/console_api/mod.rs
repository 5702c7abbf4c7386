//! What the console asks the server: signing in, people and what they may do, the shops, their
//! results, previews of drafts. [`routes`] has every address and who may ask it. How a result
//! is computed stands in `store::results` and in `survey`.

mod answers;
pub mod caller;
pub mod cases;
pub mod check;
mod cookie;
mod coupons;
pub mod export;
mod facts;
mod filter;
mod guard;
mod history;
mod input;
mod invitations;
mod journey;
pub mod limits;
mod link_used;
mod links;
pub mod live;
mod mails;
mod me;
mod members;
mod notices;
mod passwords;
pub mod previews;
pub mod prompts;
mod report;
mod resets;
pub mod results;
pub mod routes;
mod same_site;
mod setup;
mod shops;
pub mod sign_in;
mod stage;
pub(crate) mod templates;
mod test_visits;
pub mod testers;
mod woocommerce;

use actix_web::{Scope, web};

use survey::shop::Shop;

use crate::errors::{Code, Problem};
use crate::store::{Store, StoreError, shops as rows};

/// Adds the routes below `/console/api` and `/console/sign-in`. The application needs
/// `web::Data` of the store and of how it is reached; they must be mounted before
/// anything that serves files at `/console`.
pub fn configure(app: &mut web::ServiceConfig) {
    let api = routes::resources().fold(web::scope("/console/api"), Scope::service);
    app.service(web::resource("/console/sign-in").get(sign_in::by_link))
        .service(web::resource("/console/stage/{key}").get(stage::stage))
        .service(api);
}

/// A failing store as the console sees it; the particulars go to the log alone.
fn failed(error: StoreError) -> Problem {
    tracing::error!(%error, "the console's request met a failing store");
    Problem::new(
        Code::Internal,
        "The store failed; the server's log says why. Try again.",
    )
}

/// Why a change was not made: the store failed, or the change is refused.
enum Unmade {
    Store(StoreError),
    Refused(Problem),
}

impl From<StoreError> for Unmade {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Problem> for Unmade {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<Unmade> for Problem {
    fn from(unmade: Unmade) -> Self {
        match unmade {
            Unmade::Store(error) => failed(error),
            Unmade::Refused(problem) => problem,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        failed(error)
    }
}

/// A shop without its prompts.
///
/// # Errors
/// `unknown_shop`, or if the store fails.
async fn shop_of(store: &Store, key: String) -> Result<Shop, Problem> {
    let found = store.read(move |c| rows::facts(c, &key)).await;
    found.map_err(failed)?.ok_or_else(unknown_shop)
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
