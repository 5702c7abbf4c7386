//! What somebody is told by one letter, and where it goes, as the store has it at this moment.

use survey::Millis;
use survey::console::Role;
use survey::console::notices::{Rule, WEBHOOK};
use survey::shop::Shop;

use super::letter::Letter;
use super::words::{Words, for_person, words};
use super::{digest, notice, period};
use crate::store::deliveries::Delivery;
use crate::store::people::Person;
use crate::store::rules::{self, Span};
use crate::store::{Connection, StoreError, people, roles, shops};

/// Notices that could not be sent for so long are of no use any more.
const STALE: Millis = survey::DAY;

/// Where a letter goes.
pub(super) enum To {
    Person(Box<Person>),
    Webhook(String),
}

/// The letter of a delivery; `None` where there is nothing to be told, or nobody any more.
///
/// # Errors
/// If the store fails.
pub(super) fn read(
    store: &Connection,
    delivery: &Delivery,
    base: &str,
    now: Millis,
) -> Result<Option<(Letter, To)>, StoreError> {
    let Some(shop) = shops::facts(store, &delivery.shop)? else {
        return Ok(None);
    };
    if let Some(every) = delivery.digest() {
        let Some(person) = person(store, &shop.key, &delivery.receiver)? else {
            return Ok(None);
        };
        let period = period::numbered(every, &shop.zone, delivery.wanted);
        let prompts = digest::read(store, &shop.key, &period)?;
        let words = for_person(person.lang.as_deref(), &shop.default_language);
        let letter = digest::letter(words, (&shop, base), every, &period, &prompts);
        return Ok(Some((letter, To::Person(person.into()))));
    }
    let Some(rule) = rules::one(store, &shop.key, &delivery.about)? else {
        return Ok(None);
    };
    let Some((words, to)) = receiver(store, &shop, &rule, &delivery.receiver)? else {
        return Ok(None);
    };
    let span = Span {
        after: delivery.done,
        until: delivery.wanted,
        since: now - STALE,
    };
    let (found, count) = rules::told_of(store, &shop.key, &delivery.about, span, notice::MOST)?;
    let told = notice::read(store, &shop.key, found)?;
    if told.is_empty() {
        return Ok(None);
    }
    let letter = notice::letter(words, (&shop, base), &rule, &told, count);
    Ok(Some((letter, to)))
}

/// A try for somebody.
pub(super) struct Sample {
    /// As deliveries name them.
    pub receiver: String,
    /// What it says.
    pub letter: Letter,
    /// Where it goes.
    pub to: To,
}

/// A try for everybody whom a rule tells; `None` where there is no such rule.
///
/// # Errors
/// If the store fails.
pub(super) fn samples(
    store: &Connection,
    shop: &str,
    id: &str,
    base: &str,
) -> Result<Option<Vec<Sample>>, StoreError> {
    let found = shops::facts(store, shop)?.zip(rules::one(store, shop, id)?);
    let Some((shop, rule)) = found else {
        return Ok(None);
    };
    let mut samples = Vec::new();
    for name in rules::receivers(&rule) {
        if let Some((words, to)) = receiver(store, &shop, &rule, name)? {
            let letter = notice::sample(words, (&shop, base), &rule);
            samples.push(Sample {
                receiver: name.to_owned(),
                letter,
                to,
            });
        }
    }
    Ok(Some(samples))
}

/// Where a receiver of a rule is reached, and in which language.
fn receiver(
    store: &Connection,
    shop: &Shop,
    rule: &Rule,
    receiver: &str,
) -> Result<Option<(&'static Words, To)>, StoreError> {
    if receiver == WEBHOOK {
        let to = rule.webhook.clone().map(To::Webhook);
        return Ok(to.map(|to| (words(&shop.default_language), to)));
    }
    let person = person(store, &shop.key, receiver)?;
    Ok(person.map(|person| {
        let words = for_person(person.lang.as_deref(), &shop.default_language);
        (words, To::Person(person.into()))
    }))
}

/// A person, as long as they may read what customers say.
fn person(store: &Connection, shop: &str, id: &str) -> Result<Option<Person>, StoreError> {
    let Some((person, _)) = people::by_id(store, id)? else {
        return Ok(None);
    };
    let role = roles::of(store, shop, id)?;
    let may_read = person.is_administrator || role >= Some(Role::Analyst);
    Ok(Some(person).filter(|_| may_read))
}
