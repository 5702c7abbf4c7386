//! `/console/api/shops`: the shops there are for whoever asks, and new ones.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use survey::console::Role;
use survey::json::Json;
use survey::results::ShopSummary;

use super::caller::Caller;
use super::{Unmade, facts, failed, input};
use crate::errors::Problem;
use crate::store::history::{self, Change};
use crate::store::{Connection, Store, StoreError, now_ms, people, roles, shops};

/// `GET shops`: by name, each with what the caller may do there.
///
/// # Errors
/// If the store fails.
pub async fn list(caller: Caller, store: web::Data<Store>) -> Result<HttpResponse, Problem> {
    let list = store.read(move |c| of(c, &caller)).await.map_err(failed)?;
    Ok(input::answer(&list))
}

fn of(store: &Connection, caller: &Caller) -> Result<Vec<ShopSummary>, StoreError> {
    match &caller.person {
        Some(person) if !person.is_administrator => roles::shops(store, &person.id),
        _ => {
            let owned = |(key, name)| ShopSummary {
                key,
                name,
                role: Role::Owner,
            };
            Ok(shops::names(store)?.into_iter().map(owned).collect())
        }
    }
}

/// `POST shops`: makes a shop of what a shop file says, but for its key, and publishes its
/// first book. Whoever made it is its owner.
///
/// # Errors
/// `malformed_json`, `invalid_shop`.
pub async fn create(
    caller: Caller,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let told = input::read::<Json>(&body)?;
    let shop = facts::decode(told, &new_key()?)?;
    let made = store.write(move |tx| -> Result<ShopSummary, Unmade> {
        people::hold(tx)?;
        shops::hold(tx, [shop.key.as_str()], false)?;
        let now = now_ms();
        shops::put_facts(tx, &shop, now)?;
        shops::publish_book(tx, &shop.key, now)?;
        if let Some(person) = &caller.person {
            roles::put(tx, &shop.key, &person.id, Role::Owner, now)?;
        }
        let change = Change {
            shop: &shop.key,
            who: caller.somebody(),
            what: "shop.created",
            about: &shop.key,
            before: None,
            after: Some(facts::encode(&shop)),
        };
        history::note(tx, &change, now)?;
        Ok(ShopSummary {
            key: shop.key.clone(),
            name: shop.name.clone(),
            role: Role::Owner,
        })
    });
    let made = made.await?;
    let facts = format!("/console/api/shops/{}/facts", made.key);
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, facts))
        .json(made))
}

/// A key that no shop has: `pk_` and 80 random bits, as letters and digits.
fn new_key() -> Result<String, Problem> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| failed(StoreError::NoRandomness))?;
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    Ok(format!("pk_{}", letters.iter().collect::<String>()))
}
