//! `/console/api/shops/{key}/facts`: the shop file without its prompts. Two who change it at
//! once do not overwrite each other: whoever writes says what they have read.

use actix_web::http::header::{self, ETAG, HeaderMap, IF_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use sha2::{Digest as _, Sha256};
use survey::console::Flaw;
use survey::event::WIRE_VERSION;
use survey::fault::Fault;
use survey::json::Json;
use survey::shop::Shop;

use super::caller::Caller;
use super::{Unmade, input, shop_of, unknown_shop};
use crate::errors::{Code, Problem};
use crate::store::history::{self, Change};
use crate::store::{Store, now_ms, shops};

/// `GET facts`, with an ETag for the next change.
///
/// # Errors
/// `unknown_shop`.
pub async fn facts(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    Ok(answer(&shop_of(&store, key.into_inner()).await?))
}

/// `PUT facts`: writes them and publishes a book. `If-Match` says on what the change rests.
///
/// # Errors
/// `if_match_required`, `edited_meanwhile`, `malformed_json`, `invalid_shop`.
pub async fn change(
    request: HttpRequest,
    caller: Caller,
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let wanted = if_match(request.headers())?;
    let shop = decode(input::read(&body)?, &key)?;
    let put = store.write(move |tx| -> Result<Shop, Unmade> {
        shops::hold(tx, [shop.key.as_str()], false)?;
        let old = shops::facts(tx, &shop.key)?.ok_or_else(unknown_shop)?;
        if !is_match(&wanted, &tag(&old)) {
            let detail = "Load the shop again and repeat the change.";
            return Err(Problem::new(Code::EditedMeanwhile, detail).into());
        }
        let (before, after) = difference(encode(&old), encode(&shop));
        if before != after {
            let now = now_ms();
            shops::put_facts(tx, &shop, now)?;
            shops::publish_book(tx, &shop.key, now)?;
            let change = Change {
                shop: &shop.key,
                who: caller.somebody(),
                what: "shop.changed",
                about: &shop.key,
                before: Some(before),
                after: Some(after),
            };
            history::note(tx, &change, now)?;
        }
        Ok(shop.clone())
    });
    Ok(answer(&put.await?))
}

/// Reads facts as the shop of this key, which they need not say. Prompts have addresses of
/// their own.
pub(super) fn decode(told: Json, key: &str) -> Result<Shop, Problem> {
    let invalid = |flaw| Problem::flawed(Code::InvalidShop, vec![flaw]);
    let refused = |at: &str, fault| invalid(Flaw::new(at, fault));
    let Json::Object(mut members) = told else {
        return Err(refused("", Fault::Object));
    };
    let given = |name: &str| members.iter().find(|(known, _)| known == name);
    if given("key").is_some_and(|(_, told)| told.as_str() != Some(key)) {
        return Err(refused("key", Fault::Fixed));
    }
    if given("prompts").is_some_and(|(_, told)| *told != Json::array([])) {
        return Err(refused("prompts", Fault::Elsewhere));
    }
    members.retain(|(name, _)| !["v", "key", "prompts"].contains(&name.as_str()));
    members.push(("v".to_owned(), WIRE_VERSION.into()));
    members.push(("key".to_owned(), key.into()));
    Shop::decode(&Json::Object(members)).map_err(|error| invalid(error.into()))
}

/// What [`decode`] reads.
pub(super) fn encode(shop: &Shop) -> Json {
    let mut facts = shop.encode();
    if let Json::Object(members) = &mut facts {
        members.retain(|(name, _)| name != "prompts");
    }
    facts
}

fn answer(shop: &Shop) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((ETAG, tag(shop)))
        .json(encode(shop))
}

/// Equal facts have equal tags, in whichever process.
fn tag(shop: &Shop) -> String {
    let text = serde_json::to_string(&encode(shop)).unwrap_or_default();
    let hash = Sha256::digest(text);
    let hex: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hex}\"")
}

/// What a change rests on.
///
/// # Errors
/// `if_match_required`.
pub(super) fn if_match(headers: &HeaderMap) -> Result<String, Problem> {
    let told = headers.get(IF_MATCH).and_then(|told| told.to_str().ok());
    told.map(str::to_owned).ok_or_else(|| {
        Problem::new(
            Code::IfMatchRequired,
            "Send the ETag of what you have read, so that nobody's change is lost.",
        )
    })
}

/// Whether `If-Match` names this tag. Proxies that compress make tags weak.
pub(super) fn is_match(wanted: &str, tag: &str) -> bool {
    let mut tags = wanted.split(',').map(str::trim);
    tags.any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// The members of two objects that are not the same.
fn difference(before: Json, after: Json) -> (Json, Json) {
    let (Json::Object(before), Json::Object(after)) = (before, after) else {
        return (Json::Null, Json::Null);
    };
    let not_in = |one: &[(String, Json)], other: &[(String, Json)]| {
        let changed = one.iter().filter(|member| !other.contains(member));
        Json::Object(changed.cloned().collect())
    };
    (not_in(&before, &after), not_in(&after, &before))
}
