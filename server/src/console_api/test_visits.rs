//! `POST /console/api/shops/{key}/test-visits`: the address under which somebody of the team
//! opens the shop to try out what is asked. What they answer from then on is a test.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::{previews, shop_of};
use crate::errors::Problem;
use crate::store::{Store, now_ms};
use crate::tester::{LIFE, seal};
use crate::token::TokenKeys;

/// What the address has behind the page's own.
const FRAGMENT: &str = "#tillside=test:";

/// Makes an address on the first page of the shop's first origin, good for a day.
///
/// # Errors
/// `unknown_shop`.
pub async fn test_visit(
    key: web::Path<String>,
    store: web::Data<Store>,
    tokens: web::Data<TokenKeys>,
) -> Result<HttpResponse, Problem> {
    let shop = shop_of(&store, key.into_inner()).await?;
    let now = now_ms();
    let fragment = format!("{FRAGMENT}{}", seal(&tokens, &shop.key, now));
    let page = previews::page(&shop, None)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({
            "url": page.map(|page| format!("{page}{fragment}")),
            "fragment": fragment,
            "expires_at": now + LIFE,
        })))
}
