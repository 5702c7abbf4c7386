//! `GET /console/api/shops/{key}/history`: who changed what.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{failed, input};
use crate::errors::Problem;
use crate::store::{Store, history};

/// Which page.
#[derive(Deserialize)]
pub struct Page {
    /// `next` of the page before; absent for the first page.
    before: Option<i64>,
}

/// Newest first, [`history::PAGE`] a page.
///
/// # Errors
/// If the store fails.
pub async fn page(
    key: web::Path<String>,
    page: web::Query<Page>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (key, before) = (key.into_inner(), page.before);
    let page = store.read(move |c| history::page(c, &key, before)).await;
    Ok(input::answer(&page.map_err(failed)?))
}
