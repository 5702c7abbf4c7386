//! `/console/api/shops/{key}/notices`: whom the shop tells of which answers, how that went, and
//! everybody's own digest.

pub mod digest;
mod reading;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use survey::console::Role;
use survey::console::notices::{Colleague, Notices, Rule, RuleState, Told};
use survey::fault::Fault;
use survey::json::Json;
use uuid::Uuid;

use super::Unmade;
use super::caller::Caller;
use super::input::{self, flawed};
use super::limits::Tries;
use crate::errors::{Code, Problem};
use crate::notices::Post;
use crate::store::history::{self, Change};
use crate::store::{Connection, Store, StoreError, deliveries, now_ms, roles, rules, shops};
use reading::{check, shown};

/// A shop's key and a rule's id in an address.
type InShop = web::Path<(String, String)>;

/// How everybody was told, by the id of a rule or the name of a digest.
type ByAbout = BTreeMap<String, Vec<Told>>;

/// The most rules of a shop.
const MOST: usize = 50;

/// `GET notices`: the rules of the shop, and the digest of whoever asks.
///
/// # Errors
/// If the store fails.
pub async fn list(
    caller: Caller,
    key: web::Path<String>,
    store: web::Data<Store>,
    post: web::Data<Post>,
) -> Result<HttpResponse, Problem> {
    let (key, mail) = (key.into_inner(), post.has_mail());
    let read = store.read(move |c| -> Result<Notices, StoreError> {
        let told = told_by_about(c, &key)?;
        let rules = rules::all(c, &key)?.into_iter();
        let rules = rules.map(|(id, rule)| RuleState {
            told: told.get(&id).cloned().unwrap_or_default(),
            rule: shown(rule),
            id,
        });
        let may_change = caller.role >= Some(Role::Editor);
        let mut people = colleagues(c, &key, &caller)?;
        if !may_change {
            people.iter_mut().for_each(|one| one.email.clear());
        }
        Ok(Notices {
            mail,
            rules: rules.collect(),
            people,
            digest: caller
                .person
                .as_ref()
                .map(|person| digest::of(&told, &person.id)),
        })
    });
    Ok(input::answer(&read.await?))
}

/// How everybody was told, by what it was about.
fn told_by_about(store: &Connection, shop: &str) -> Result<ByAbout, StoreError> {
    let mut told = ByAbout::new();
    for (about, one) in deliveries::told(store, shop)? {
        told.entry(about).or_default().push(one);
    }
    Ok(told)
}

/// Whom rules may tell: everybody who may read what customers say, and whoever asks.
fn colleagues(
    store: &Connection,
    shop: &str,
    caller: &Caller,
) -> Result<Vec<Colleague>, StoreError> {
    let members = roles::members(store, shop)?.into_iter();
    let may_read = members.filter(|member| member.role >= Role::Analyst);
    let mut colleagues: Vec<Colleague> = may_read
        .map(|member| Colleague {
            id: member.id,
            name: member.name,
            email: member.email,
        })
        .collect();
    if let Some(person) = &caller.person
        && !colleagues.iter().any(|one| one.id == person.id)
    {
        colleagues.push(Colleague {
            id: person.id.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
        });
    }
    Ok(colleagues)
}

/// `POST notices`: a new rule.
///
/// # Errors
/// `invalid_input`.
pub async fn add(
    caller: Caller,
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
    post: web::Data<Post>,
) -> Result<HttpResponse, Problem> {
    let rule: Rule = input::read(&body)?;
    let id = Uuid::new_v4().to_string();
    let state = put(caller, (key.into_inner(), id), rule, true, store, post).await?;
    Ok(HttpResponse::Created().json(state))
}

/// `PUT notices/{id}`: another rule in its place. An address that was sent as it is shown stays.
///
/// # Errors
/// `not_found`, `invalid_input`.
pub async fn change(
    caller: Caller,
    path: InShop,
    body: web::Bytes,
    store: web::Data<Store>,
    post: web::Data<Post>,
) -> Result<HttpResponse, Problem> {
    let rule: Rule = input::read(&body)?;
    let state = put(caller, path.into_inner(), rule, false, store, post).await?;
    Ok(input::answer(&state))
}

async fn put(
    caller: Caller,
    (shop, id): (String, String),
    asked: Rule,
    is_new: bool,
    store: web::Data<Store>,
    post: web::Data<Post>,
) -> Result<RuleState, Problem> {
    let put = store.write(move |tx| -> Result<RuleState, Unmade> {
        shops::hold(tx, [shop.as_str()], false)?;
        let old = rules::one(tx, &shop, &id)?;
        if old.is_none() && !is_new {
            return Err(unknown_rule().into());
        }
        if is_new && rules::all(tx, &shop)?.len() >= MOST {
            return Err(flawed("", Fault::Full(50)).into());
        }
        let people = colleagues(tx, &shop, &caller)?;
        let rule = check(asked.clone(), old.as_ref(), &people, post.webhooks())?;
        must_exist(tx, &shop, &rule)?;
        let now = now_ms();
        if old.as_ref() != Some(&rule) {
            rules::put(tx, &shop, &id, &rule, now)?;
            let what = if is_new { "rule.added" } else { "rule.changed" };
            let (before, after) = (
                old.map(|old| told(old, &people)),
                told(rule.clone(), &people),
            );
            note(
                tx,
                &caller,
                &shop,
                what,
                about(&rule),
                (before, Some(after)),
                now,
            )?;
        }
        let state = deliveries::told(tx, &shop)?.into_iter();
        let state = state.filter(|(about, _)| *about == id);
        Ok(RuleState {
            id: id.clone(),
            rule: shown(rule),
            told: state.map(|(_, told)| told).collect(),
        })
    });
    Ok(put.await?)
}

fn must_exist(tx: &Connection, shop: &str, rule: &Rule) -> Result<(), Unmade> {
    match &rule.prompt {
        Some(prompt) if shops::newest_of(tx, shop, prompt)?.is_none() => {
            Err(flawed("prompt", Fault::Unpublished).into())
        }
        _ => Ok(()),
    }
}

/// `DELETE notices/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn remove(
    caller: Caller,
    path: InShop,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    let removed = store.write(move |tx| -> Result<(), Unmade> {
        shops::hold(tx, [shop.as_str()], false)?;
        let old = rules::one(tx, &shop, &id)?.ok_or_else(unknown_rule)?;
        rules::remove(tx, &shop, &id)?;
        let people = colleagues(tx, &shop, &caller)?;
        let about = about(&old).to_owned();
        let before = Some(told(old, &people));
        Ok(note(
            tx,
            &caller,
            &shop,
            "rule.removed",
            &about,
            (before, None),
            now_ms(),
        )?)
    });
    removed.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST notices/{id}/try`: tells everybody of the rule something invented, at once, and answers
/// with how that went.
///
/// # Errors
/// `not_found`, `rate_limited`.
pub async fn try_out(
    path: InShop,
    store: web::Data<Store>,
    post: web::Data<Post>,
    tries: Option<web::Data<Tries>>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    if let Some(tries) = tries {
        // No way to pester somebody.
        tries.email(&id)?;
    }
    if !post.try_rule(&shop, &id).await? {
        return Err(unknown_rule());
    }
    let told = store.read(move |c| -> Result<Vec<Told>, StoreError> {
        let told = deliveries::told(c, &shop)?.into_iter();
        let told = told.filter(|(about, _)| *about == id);
        Ok(told.map(|(_, told)| told).collect())
    });
    Ok(input::answer(&told.await?))
}

fn unknown_rule() -> Problem {
    Problem::new(
        Code::NotFound,
        "The shop has no rule with this id; GET …/notices lists all.",
    )
}

/// What a rule is about, for the history: its prompt.
fn about(rule: &Rule) -> &str {
    rule.prompt.as_deref().unwrap_or_default()
}

/// A rule as the history tells of it, with names for ids.
fn told(rule: Rule, people: &[Colleague]) -> Json {
    let rule = shown(rule);
    let name = |id: &String| {
        let person = people.iter().find(|one| one.id == *id);
        Json::from(person.map_or(id.as_str(), |person| person.name.as_str()))
    };
    Json::object([
        ("prompt", rule.prompt.as_ref().into()),
        ("at_most", rule.at_most.into()),
        ("words", Json::array(rule.words.iter().map(Json::from))),
        ("people", Json::array(rule.people.iter().map(name))),
        ("webhook", rule.webhook.as_ref().into()),
    ])
}

fn note(
    tx: &Connection,
    caller: &Caller,
    shop: &str,
    what: &str,
    about: &str,
    (before, after): (Option<Json>, Option<Json>),
    now: i64,
) -> Result<(), StoreError> {
    let who = caller.somebody();
    let change = Change {
        shop,
        who,
        what,
        about,
        before,
        after,
    };
    history::note(tx, &change, now)
}
