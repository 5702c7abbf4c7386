//! What this process has noticed of each shop's pages since its start, for the installation check. It is of pages and not of shoppers, stays in memory and never grows beyond its bounds.

use super::origin;
use super::parts::{Part, Parts};
use crate::books::ShopBook;
use actix_web::http::header::{self, HeaderMap};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use survey::Millis;
use survey::event::Event;

/// How many things of one kind are kept of a shop.
pub(super) const KEPT: usize = 256;
/// The most characters kept of an origin or a path.
const LONGEST: usize = 200;

/// Different things with the time when each was last seen. When there are too many, the
/// one that was not seen for longest makes room.
#[derive(Clone, Debug)]
pub struct Latest<T>(HashMap<T, Millis>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Latest(HashMap::new())
    }
}

impl<T: Clone + Eq + Hash> Latest<T> {
    fn note(&mut self, what: T, now: Millis) {
        make_room(&mut self.0, &what, |at| *at);
        self.0.insert(what, now);
    }

    /// All of them, the latest first.
    pub fn newest_first(&self) -> Vec<(&T, Millis)> {
        let mut all: Vec<_> = self.0.iter().map(|(what, at)| (what, *at)).collect();
        all.sort_unstable_by_key(|(_, at)| std::cmp::Reverse(*at));
        all
    }
}

/// Lets go of what was not seen for longest, where one more would be too many.
pub(super) fn make_room<T: Clone + Eq + Hash, V, At: Ord>(
    kept: &mut HashMap<T, V>,
    newcomer: &T,
    seen: impl Fn(&V) -> At,
) {
    if kept.len() >= KEPT && !kept.contains_key(newcomer) {
        let oldest = kept.iter().min_by_key(|(_, value)| seen(value));
        if let Some(oldest) = oldest.map(|(what, _)| what.clone()) {
            kept.remove(&oldest);
        }
    }
}

/// Something that happened at a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Happened {
    /// `book`, or the type of an event that was accepted.
    pub what: String,
    /// The step; empty where the page did not know it.
    pub step: String,
    /// Which of the shop's languages.
    pub lang: String,
    /// The page's origin; empty where a server reported it.
    pub origin: String,
}

/// A page that would not let the widget run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Blocked {
    /// What was refused: `wasm`, `glue` or `book`.
    pub by: String,
    /// The page's origin.
    pub origin: String,
    /// The page's path; empty where it is not known.
    pub page: String,
}

/// What was seen of one shop.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Origins whose pages loaded the tag.
    pub tags: Latest<String>,
    /// Books that were read and events that were accepted.
    pub happened: Latest<Happened>,
    /// Origins that were refused.
    pub refused: Latest<String>,
    /// Pages that stopped the widget, until it is seen to run there.
    pub blocked: Latest<Blocked>,
    /// What pages of all shops fetched of the card.
    pub parts: Parts,
}

/// What was seen of all shops. Ask it only with keys that the books know, so that it
/// stays as small as they are few.
#[derive(Debug, Default)]
pub struct Sightings {
    shops: Mutex<HashMap<String, Seen>>,
    // A part of the card is the same for all shops, and asked for without a key.
    parts: Mutex<Parts>,
}

impl Sightings {
    /// What was seen of a shop so far.
    pub fn of(&self, shop: &str) -> Seen {
        let shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        Seen {
            parts: parts.clone(),
            ..shops.get(shop).cloned().unwrap_or_default()
        }
    }

    fn note(&self, shop: &str, note: impl FnOnce(&mut Seen)) {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        if !shops.contains_key(shop) {
            shops.insert(shop.to_owned(), Seen::default());
        }
        shops.get_mut(shop).map(note);
    }

    /// A page loaded the tag. Programs, which say of no page, do not count.
    pub fn tag(&self, shop: &str, headers: &HeaderMap, now: Millis) {
        if let Some(origin) = page_of(headers) {
            self.note(shop, |seen| seen.tags.note(origin, now));
        }
    }

    /// A page fetched a part of the card.
    pub fn part(&self, part: Part, headers: &HeaderMap, now: Millis) {
        if let Some(origin) = page_of(headers) {
            let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
            parts.note(origin, part, now);
        }
    }

    /// A page read the book of a step, in one of the shop's languages.
    pub fn book(
        &self,
        shop: &ShopBook,
        headers: &HeaderMap,
        (step, lang): (&str, &str),
        now: Millis,
    ) {
        if let Some(origin) = listed(shop, headers) {
            let read = happened(shop, "book", (step, lang), origin);
            self.note(&shop.facts.key, |seen| seen.happened.note(read, now));
        }
    }

    /// Events were accepted. Where a prompt was shown, nothing stops the widget.
    pub fn accepted<'a>(
        &self,
        shop: &ShopBook,
        headers: &HeaderMap,
        events: impl Iterator<Item = &'a Event>,
        now: Millis,
    ) {
        let origin = listed(shop, headers).unwrap_or_default();
        let events: Vec<(Happened, &str)> = events
            .map(|Event { kind, context, .. }| {
                let place = (context.step.as_str(), context.lang.as_str());
                let happened = happened(shop, kind.name(), place, origin.clone());
                (happened, context.page.as_deref().unwrap_or_default())
            })
            .collect();
        if events.is_empty() {
            return;
        }
        self.note(&shop.facts.key, |seen| {
            for (event, page) in events {
                if event.what == "shown" {
                    let page = path_of(page);
                    let runs = |at: &Blocked| at.page.is_empty() || at.page == page;
                    let there = |at: &Blocked| at.origin == event.origin && runs(at);
                    seen.blocked.0.retain(|at, _| !there(at));
                }
                seen.happened.note(event, now);
            }
        });
    }

    /// A page was refused because of its origin.
    pub fn refused(&self, shop: &str, headers: &HeaderMap, now: Millis) {
        if let Some(origin) = page_of(headers) {
            self.note(shop, |seen| seen.refused.note(origin, now));
        }
    }

    /// A page would not let the widget run. It may say its own path; a referrer of another
    /// origin mostly does not.
    pub fn blocked(&self, shop: &ShopBook, headers: &HeaderMap, by: &str, page: &str, now: Millis) {
        let Some(origin) = listed(shop, headers) else {
            return;
        };
        let referrer = headers.get(header::REFERER).and_then(|r| r.to_str().ok());
        let rest = referrer.and_then(|referrer| Some(referrer.split_once("://")?.1));
        let told = rest.and_then(|rest| Some(&rest[rest.find('/')?..]));
        let page = match page {
            // Browsers cut what other origins shall not know down to `/`.
            "" => told.filter(|path| *path != "/").unwrap_or_default(),
            page => page,
        };
        let blocked = Blocked {
            by: by.to_owned(),
            origin,
            page: path_of(page),
        };
        self.note(&shop.facts.key, |seen| seen.blocked.note(blocked, now));
    }
}

fn page_of(headers: &HeaderMap) -> Option<String> {
    origin::of_page(headers).map(|origin| cut(&origin))
}

/// The origin of a page, where the shop lists it. A referrer can name any.
fn listed(shop: &ShopBook, headers: &HeaderMap) -> Option<String> {
    page_of(headers).filter(|origin| shop.facts.allows_origin(origin))
}

/// A page is its path; queries and fragments may name people.
fn path_of(page: &str) -> String {
    cut(page.split(['?', '#']).next().unwrap_or_default())
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// What happened, with only such steps and languages as the shop knows, because what
/// pages say would have no end.
fn happened(shop: &ShopBook, what: &str, (step, lang): (&str, &str), origin: String) -> Happened {
    let is_known = shop.knows_step(step);
    Happened {
        what: what.to_owned(),
        step: if is_known { step } else { "" }.to_owned(),
        lang: shop.facts.language_for(lang).to_owned(),
        origin,
    }
}
