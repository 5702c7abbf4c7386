//! `GET /console/api/shops/{key}/check`: whether tag, origin, policy, steps and book of a
//! shop are right, in plain words. It looks at what pages did; it never fetches a page.

mod asking;
mod pages;
mod steps;
mod words;

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use survey::check::{Check, CheckState, Sentence, steps};
use survey::shop::{Shop, State};
use survey::{DAY, Millis};

use super::links;
use crate::books::{Books, ShopBook};
use crate::collector::sightings::{Happened, Seen, Sightings};
use crate::errors::Problem;
use crate::store::{Store, StoreError, now_ms, seen};

/// How many days of the store are asked for what this process has not seen itself.
const DAYS: i64 = 7;

/// How often a book that is not there yet is looked for, and for how long.
const AGAIN: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(4);

/// Every check of a shop, in the order in which an installation comes to work.
///
/// # Errors
/// `unknown_shop`.
pub async fn check(
    request: HttpRequest,
    key: web::Path<String>,
    books: web::Data<Books>,
    sightings: web::Data<Sightings>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let book = book(&books, &key).await.ok_or_else(super::unknown_shop)?;
    let now = now_ms();
    let (shop, stored) = store
        .read(move |c| {
            let shop = book.published().map_err(|error| {
                StoreError::unreadable(format!("the book of {}", book.facts.key), error)
            })?;
            let (shop, day) = ((shop.shop, book.version), now.div_euclid(DAY) - DAYS);
            let seen = seen::since(c, &shop.0.key, &steps(&shop.0), day)?;
            Ok((shop, seen))
        })
        .await
        .map_err(super::failed)?;
    let facts = Facts {
        shop: &shop.0,
        version: shop.1,
        seen: &sightings.of(&shop.0.key),
        stored: &stored,
        collector: &links::base(&request),
        now,
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(facts.checks()))
}

/// The book of a shop. That of one which was just made comes within a second or two, and is
/// waited for: whoever made it looks here first.
async fn book(books: &Books, key: &str) -> Option<Arc<ShopBook>> {
    let come = async {
        loop {
            if let Some(book) = books.shop(key) {
                return book;
            }
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::time::timeout(PATIENCE, come).await.ok()
}

/// What the checks are made of.
struct Facts<'a> {
    shop: &'a Shop,
    version: u64,
    /// What this process has seen since its start.
    seen: &'a Seen,
    /// What the store knows of the last days.
    stored: &'a seen::Seen,
    collector: &'a str,
    now: Millis,
}

impl Facts<'_> {
    fn checks(&self) -> Vec<Check> {
        let mut checks = vec![self.tag(), self.origin(), self.policy()];
        checks.extend(self.steps());
        checks.extend([self.book(), self.answers()]);
        for check in &mut checks {
            check.says = words::english(&check.said, self.now);
        }
        checks
    }

    /// What happened last of those things that fit.
    fn last(&self, fits: impl Fn(&Happened) -> bool) -> Option<(&Happened, Millis)> {
        let all = self.seen.happened.newest_first();
        all.into_iter().find(|(happened, _)| fits(happened))
    }

    /// Whether the store knows of anything at all.
    fn is_known(&self) -> bool {
        !(self.stored.reached.is_empty() && self.stored.asked.is_empty())
    }

    fn has_stored(&self, measure: &str) -> bool {
        self.stored.asked.iter().any(|(known, ..)| known == measure)
    }

    /// The steps of every prompt that is live; no step where one is for all.
    fn live_steps(&self) -> impl Iterator<Item = &[String]> {
        let live = |(state, _): &&(State, _)| *state == State::Live;
        let prompts = self.shop.prompts.iter().filter(live);
        prompts.map(|(_, prompt)| prompt.steps.as_slice())
    }
}

/// What was found; its English comes last, see [`Facts::checks`].
fn found(check: &str, state: CheckState, said: Vec<Sentence>) -> Check {
    Check {
        check: check.to_owned(),
        step: None,
        state,
        says: String::new(),
        said,
        at: None,
        languages: Vec::new(),
        paste: Vec::new(),
    }
}

/// Something that was seen to work, and when.
fn good(check: &str, at: impl Into<Option<Millis>>, said: Vec<Sentence>) -> Check {
    Check {
        at: at.into(),
        ..found(check, CheckState::Good, said)
    }
}

#[cfg(test)]
mod tests;
