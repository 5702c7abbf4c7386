//! `GET shops/{key}/cases`: the cases that are wanted, page by page.

use actix_web::{HttpResponse, web};
use survey::console::cases::{CaseState, CasesPage};
use survey::fault::Fault;

use super::At;
use super::shown::{Prompts, summary};
use crate::console_api::answers::cursor;
use crate::console_api::caller::Caller;
use crate::console_api::filter::Pairs;
use crate::console_api::input::{self, flawed, misasked};
use crate::errors::Problem;
use crate::store::cases::{self, Wanted, Whose};
use crate::store::{Connection, Store, now_ms, words};

/// How many cases a page has.
const PAGE: u32 = 50;

/// Answers with a page: `state` has one or more with commas between them, `mine`, `unassigned`
/// and `overdue` are `true` or `false`, `order` is `newest` or `oldest`, and `after` is `next` of
/// the page before.
///
/// # Errors
/// `invalid_input` where a parameter cannot be.
pub async fn page(
    caller: Caller,
    key: web::Path<String>,
    pairs: web::Query<Pairs>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let wanted = wanted(pairs.into_inner(), &caller)?;
    let at = At {
        of: (key.into_inner(), String::new()),
        caller,
        now: now_ms(),
    };
    let page = store.read(move |c| find(c, &at, &wanted)).await?;
    Ok(input::answer(&page))
}

fn find(store: &Connection, at: &At, wanted: &Wanted) -> Result<CasesPage, Problem> {
    let shop = &at.of.0;
    let person = at.caller.person.as_ref().map(|person| person.id.as_str());
    let today = at.today(store)?;
    let stored = cases::page(store, shop, wanted, PAGE, today)?;
    let last = stored.get(PAGE as usize - 1);
    let next = last.map(|last| format!("{}.{}", last.opened_at, last.answer));
    let answers: Vec<&str> = stored.iter().map(|one| one.answer.as_str()).collect();
    let found = words::of(store, shop, &answers)?;
    let mut page = CasesPage {
        cases: Vec::with_capacity(stored.len()),
        next,
        counts: cases::counts(store, shop, person, (at.now, today))?,
    };
    let mut prompts = Prompts::default();
    let mut stored = stored.into_iter();
    for found in found {
        // An answer that is just being removed takes its case with it.
        if let Some(stored) = stored.find(|one| one.answer == found.answer) {
            page.cases
                .push(summary(store, (at, today), stored, found, &mut prompts)?);
        }
    }
    Ok(page)
}

fn wanted(pairs: Pairs, caller: &Caller) -> Result<Wanted, Problem> {
    let mut wanted = Wanted::default();
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in pairs {
        if seen.contains(&name) {
            return Err(flawed(&name, Fault::Twice));
        }
        match name.as_str() {
            _ if value.is_empty() => continue,
            "state" => {
                let states: Option<Vec<_>> = value.split(',').map(CaseState::named).collect();
                wanted.states =
                    states.ok_or_else(|| flawed("state", Fault::OneOf("open, waiting, solved")))?;
            }
            "mine" | "unassigned" => {
                // An operator is nobody, and has none.
                let me = || caller.person.as_ref().map(|me| me.id.clone());
                let whose = match name.as_str() {
                    "mine" => Whose::Of(me().unwrap_or_default()),
                    _ => Whose::Nobody,
                };
                if flag(&name, &value)? && wanted.whose.replace(whose).is_some() {
                    return Err(misasked("unassigned", "cannot stand beside mine"));
                }
            }
            "overdue" => wanted.overdue = flag(&name, &value)?,
            "order" => {
                wanted.oldest_first = match value.as_str() {
                    "oldest" => true,
                    "newest" => false,
                    _ => return Err(flawed("order", Fault::OneOf("newest, oldest"))),
                }
            }
            "after" => wanted.after = Some(cursor("after", &value)?),
            // The name may be anything, so it is not repeated.
            _ => {
                let what = "has a parameter that is not known; known are state, mine, unassigned, \
                            overdue, order, after";
                return Err(misasked("query", what));
            }
        }
        seen.push(name);
    }
    Ok(wanted)
}

fn flag(name: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(flawed(name, Fault::Truth)),
    }
}
