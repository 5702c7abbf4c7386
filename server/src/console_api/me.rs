//! `/console/api/me`: who is signed in, and what they say of themselves.

use actix_web::{HttpResponse, web};
use survey::console::Me;

use super::caller::Caller;
use super::{failed, input};
use crate::errors::Problem;
use crate::store::{Store, people};

/// `GET me`.
///
/// # Errors
/// If the store fails.
pub async fn me(caller: Caller, store: web::Data<Store>) -> Result<HttpResponse, Problem> {
    let is_any = store.read(people::is_any).await.map_err(failed)?;
    Ok(input::answer(&Me {
        person: caller.somebody(),
        administrator: caller.is_administrator(),
        needs_setup: caller.person.is_none() && !is_any,
        lang: caller.person.and_then(|person| person.lang),
    }))
}
