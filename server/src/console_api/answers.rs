//! `GET /console/api/shops/{key}/answers`: what customers typed, newest first, under the same
//! filter as the numbers; and what people note of single answers.

mod asked;
pub mod notes;
pub(super) mod words;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use survey::fault::Fault;
use survey::find::Sought;
use survey::prompt::Prompt;
use survey::results::words::{TagCount, WordsPage};

use super::filter::{Pairs, check_against, check_attributes};
use super::input::{self, flawed};
use super::unknown_shop;
use crate::errors::Problem;
use crate::store::words::{Among, Cursor, Found, part};
use crate::store::{Connection, Store, marks, shops, versions};
use asked::Asked;
pub(super) use asked::cursor;

/// How many answers a page has.
const PAGE: usize = 50;
/// How many answers one request looks at.
const MOST: u32 = 20_000;
/// How many of them are read at once.
const AT_ONCE: u32 = 500;

/// Answers with a page.
///
/// # Errors
/// `invalid_input` where a parameter cannot be.
pub async fn page(
    key: web::Path<String>,
    pairs: web::Query<Pairs>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let key = key.into_inner();
    let asked = Asked::read(pairs.into_inner())?;
    let page = store.read(move |c| find(c, &key, &asked)).await?;
    Ok(input::answer(&page))
}

fn find(store: &Connection, key: &str, asked: &Asked) -> Result<WordsPage, Problem> {
    let mut looking = Looking {
        store,
        key,
        asked,
        sought: Sought::new(&asked.sought),
        prompts: BTreeMap::new(),
    };
    looking.check()?;
    let mut page = WordsPage {
        tags: match asked.before {
            None => tags(store, key)?,
            Some(_) => Vec::new(),
        },
        ..WordsPage::default()
    };
    let (_, until) = asked.filter.times();
    let mut last = asked.before.clone().unwrap_or(Cursor {
        at: until,
        answer: String::new(),
    });
    let (since, _) = asked.filter.times();
    let mut looked = 0;
    while looked < MOST && page.answers.len() < PAGE {
        let found = part(store, key, asked.among, &last, AT_ONCE)?;
        if found.is_empty() {
            return Ok(page);
        }
        for one in found {
            if one.place.asked_at < since {
                return Ok(page);
            }
            looked += 1;
            last = Cursor {
                at: one.place.asked_at,
                answer: one.answer.clone(),
            };
            page.answers.extend(looking.take(one)?);
            if page.answers.len() == PAGE {
                break;
            }
        }
    }
    page.next = Some(format!("{}.{}", last.at, last.answer));
    page.until = Some(last.at);
    Ok(page)
}

fn tags(store: &Connection, key: &str) -> Result<Vec<TagCount>, Problem> {
    let tags = marks::tags(store, key)?.into_iter();
    Ok(tags.map(|(tag, count)| TagCount { tag, count }).collect())
}

/// One look through the answers of a shop.
struct Looking<'a> {
    store: &'a Connection,
    key: &'a str,
    asked: &'a Asked,
    sought: Sought,
    prompts: BTreeMap<(String, u32), Option<Prompt>>,
}

impl Looking<'_> {
    /// Makes sure that there is what the request names.
    fn check(&self) -> Result<(), Problem> {
        if !self.asked.filter.attributes.is_empty() {
            let shop = shops::facts(self.store, self.key)?.ok_or_else(unknown_shop)?;
            check_attributes(&self.asked.filter, &shop)?;
        }
        let Some(prompt) = &self.asked.prompt else {
            return Ok(());
        };
        let versions = versions::all(self.store, self.key, prompt)?;
        if versions.is_empty() {
            return Err(flawed("prompt", Fault::Unpublished));
        }
        check_against(&self.asked.filter, &versions)
    }

    /// An answer as it is shown, if it is.
    fn take(&mut self, found: Found) -> Result<Option<survey::results::words::Words>, Problem> {
        let asked = self.asked;
        let fits = (asked.among == Among::Tests || found.counts && !found.is_test)
            && asked
                .prompt
                .as_ref()
                .is_none_or(|prompt| *prompt == found.prompt)
            && (!asked.starred || found.starred)
            && (!asked.contact || found.has_contact)
            && asked
                .tag
                .as_ref()
                .is_none_or(|tag| found.tags.contains(tag))
            && asked.filter.takes(&found.place);
        if !fits {
            return Ok(None);
        }
        let said = words::said(&found)?;
        let texts = words::texts(said.as_ref());
        let plain: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
        let Some(places) = self.sought.places(&plain) else {
            return Ok(None);
        };
        let prompt = (found.prompt.clone(), found.place.version);
        if !self.prompts.contains_key(&prompt) {
            let read = shops::published_prompt(self.store, self.key, &prompt.0, prompt.1)?;
            self.prompts.insert(prompt.clone(), read);
        }
        let prompt = self.prompts.get(&prompt).and_then(Option::as_ref);
        let spoken = words::spoken(&texts, places);
        let taken = words::taken(said.as_ref(), prompt);
        Ok(Some(words::shown(found, spoken, taken)))
    }
}
