//! `/console/api/shops`: the shops there are for whoever asks.

use actix_web::{HttpResponse, web};
use survey::console::Role;
use survey::results::ShopSummary;

use super::caller::Caller;
use super::{failed, input};
use crate::errors::Problem;
use crate::store::{Connection, Store, StoreError, roles, shops};

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
