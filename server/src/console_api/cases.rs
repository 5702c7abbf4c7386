//! `/console/api/shops/{key}/cases`: answers on which the team follows up until the complaint is
//! solved. Those who follow up see of the shop what is said here and nothing else; analysts read
//! it too, but for how a shopper can be reached.

pub mod change;
pub mod list;
mod shown;

use actix_web::{HttpResponse, web};
use survey::console::Role;
use survey::console::cases::{Case, CaseEntry};

use super::caller::Caller;
use super::prompts::etag;
use crate::errors::{Code, Problem};
use crate::notices::period;
use crate::store::asked::InShop;
use crate::store::history::{self, Change};
use crate::store::{Connection, Store, StoreError, case_entries, now_ms, shops};
use survey::json::Json;

/// A change of a case that is under way: of which, by whom and when.
#[derive(Clone, Debug)]
struct At {
    of: InShop,
    caller: Caller,
    now: i64,
}

impl At {
    fn new(path: web::Path<InShop>, caller: Caller) -> At {
        At {
            of: path.into_inner(),
            caller,
            now: now_ms(),
        }
    }

    /// The day that it is in the shop's zone.
    fn today(&self, store: &Connection) -> Result<i64, StoreError> {
        let shop = shops::facts(store, &self.of.0)?;
        let zone = shop.map_or_else(String::new, |shop| shop.zone);
        Ok(period::day(&zone, self.now))
    }

    /// The name of who does it; `None` for an operator.
    fn by(&self) -> Option<String> {
        self.caller.somebody().map(|who| who.name)
    }

    /// Writes down what happened, where the case's readers see it.
    fn tell(&self, tx: &Connection, what: &str, text: &str) -> Result<(), StoreError> {
        let entry = CaseEntry {
            at: self.now,
            who: self.by(),
            what: what.to_owned(),
            text: text.to_owned(),
        };
        case_entries::add(tx, &self.of, &entry)
    }

    /// Writes into the shop's history what was done.
    fn note(
        &self,
        tx: &Connection,
        what: &str,
        before: Option<Json>,
        after: Option<Json>,
    ) -> Result<(), StoreError> {
        let change = Change {
            shop: &self.of.0,
            who: self.caller.somebody(),
            what,
            about: &self.of.1,
            before,
            after,
        };
        history::note(tx, &change, self.now)
    }
}

/// `GET cases/{answer}`: one with all that belongs to it, and its revision as the ETag.
///
/// # Errors
/// `not_found`.
pub async fn one(
    caller: Caller,
    path: web::Path<InShop>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let at = At::new(path, caller);
    let case = store.read(move |c| shown::whole(c, &at)).await?;
    Ok(answer(HttpResponse::Ok(), &case))
}

/// A case as a response.
fn answer(mut response: actix_web::HttpResponseBuilder, case: &Case) -> HttpResponse {
    response
        .insert_header(("cache-control", "no-store"))
        .insert_header(etag(case.case.revision));
    response.json(case)
}

/// Whether the caller may know how shoppers can be reached.
fn follows_up(caller: &Caller) -> bool {
    caller.role.is_some_and(Role::follows_up)
}

fn unknown() -> Problem {
    Problem::new(Code::NotFound, "The shop has no case of this answer.")
}
