//! `POST /console/api/shops/{key}/previews`: the address under which a draft can be seen
//! on the shop's own page. Nothing is stored; what is shown there is not decided here.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde_json::json;
use survey::console::Flaw;
use survey::fault::Fault;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::Shop;

use super::shop_of;
use crate::collector::origin;
use crate::errors::{Code, Problem};
use crate::preview::{LIFE, LONGEST, seal};
use crate::store::{Store, now_ms};
use crate::token::TokenKeys;

/// What the address of a preview has behind the page's own.
const FRAGMENT: &str = "#tillside=preview:";

/// Makes a preview of one prompt, as it stands in a shop file. Its member `url` may name
/// the page; else it is the first page of the shop's first origin.
///
/// # Errors
/// `unknown_shop`, `malformed_json`, `invalid_prompt` with the place in the prompt,
/// `preview_too_large`, and `invalid_request` for a page that is not the shop's.
pub async fn preview(
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
    tokens: web::Data<TokenKeys>,
) -> Result<HttpResponse, Problem> {
    let shop = shop_of(&store, key.into_inner()).await?;
    let body: Json = serde_json::from_slice(&body)
        .map_err(|error| Problem::new(Code::MalformedJson, format!("The body: {error}")))?;
    let page = page(&shop, body.get("url"))?;
    let draft = draft(&shop, body)?;
    let now = now_ms();
    let token = seal(&tokens, &shop.key, &draft, now).ok_or_else(|| {
        let detail = format!(
            "The draft would make an address of more than {LONGEST} characters; leave languages or replies out to look at it."
        );
        Problem::new(Code::PreviewTooLarge, detail)
    })?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({
            "url": page.map(|page| format!("{page}{FRAGMENT}{token}")),
            "token": token,
            "expires_at": now + LIFE,
        })))
}

/// The draft, checked as an import checks it: as the only prompt of the shop's file.
fn draft(shop: &Shop, draft: Json) -> Result<Prompt, Problem> {
    let mut file = shop.encode();
    if let Json::Object(members) = &mut file {
        members.retain(|(name, _)| name != "prompts");
        members.push(("prompts".to_owned(), Json::array([draft])));
    }
    let shop = Shop::decode(&file).map_err(|error| {
        let place = error.place();
        let inside = place.strip_prefix("prompts[0]").unwrap_or(place);
        wrong(inside.trim_start_matches('.'), error.fault())
    })?;
    let only = shop.prompts.into_iter().next();
    only.map(|(_, prompt)| prompt)
        .ok_or_else(|| wrong("", Fault::Missing))
}

fn wrong(at: &str, fault: Fault) -> Problem {
    Problem::flawed(Code::InvalidPrompt, vec![Flaw::new(at, fault)])
}

/// The page of the preview, without its fragment; `None` where none was named and the
/// shop lists patterns of origins only.
pub(super) fn page(shop: &Shop, wanted: Option<&Json>) -> Result<Option<String>, Problem> {
    let Some(wanted) = wanted else {
        let mut plain = shop.origins.iter().filter(|origin| !origin.contains('*'));
        return Ok(plain.next().map(|origin| format!("{origin}/")));
    };
    let address = wanted.as_str().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    let origin = origin::of_address(page).ok_or_else(|| {
        Problem::new(
            Code::InvalidRequest,
            "url: must be the address of a page, such as https://shop.example/cart.",
        )
    })?;
    if shop.allows_origin(&origin) {
        return Ok(Some(page.to_owned()));
    }
    Err(Problem::new(
        Code::OriginNotAllowed,
        format!("url: the shop does not list {origin}; name a page of an origin that it lists."),
    ))
}
