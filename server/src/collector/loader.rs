//! `GET /s/{key}.js`: the loader with the shop's coarse table inside, and `/s/{key}.staff.js`, the same with more in it for the shop's own people. The loader itself is built elsewhere; only the table is put in here.

use super::assets::Assets;
use super::sightings::Sightings;
use super::{book, clock};
use crate::books::Books;
use crate::errors::{Code, Problem};
use crate::token::TokenKeys;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use survey::book::coarse_table;

/// What stands in the loader where the table belongs.
const PLACEHOLDER: &str = "__TILLSIDE_TABLE__";

/// Sends the shop's loader.
///
/// # Errors
/// `not_found` for other files and where no assets were built, `unknown_shop`.
pub async fn loader(
    request: HttpRequest,
    file: web::Path<String>,
    books: web::Data<Books>,
    assets: web::Data<Assets>,
    tokens: web::Data<TokenKeys>,
    sightings: web::Data<Sightings>,
) -> Result<HttpResponse, Problem> {
    let key = file.strip_suffix(".js").ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "A loader's address ends with the shop's key and .js.",
        )
    })?;
    let (key, staff) = match key.strip_suffix(".staff") {
        Some(key) => (key, true),
        None => (key, false),
    };
    let shop = books.shop(key).ok_or_else(|| book::unknown_shop(key))?;
    let now = clock::now();
    sightings.tag(key, request.headers(), now);
    let token = tokens.sign(key, shop.version, now);
    let make = {
        let (shop, assets, token) = (shop.clone(), assets.clone(), token.clone());
        move || {
            let table = coarse_table(&shop.published()?.shop, assets.card(), &token);
            let table = serde_json::to_string(&table)?;
            Ok(fill(assets.loader(staff), &table))
        }
    };
    let encoded = shop
        .loaders
        .get_or_make(&token, staff, make)
        .await
        .map_err(|error| {
            tracing::error!(%error, "a loader could not be encoded");
            Problem::new(Code::Internal, "The loader could not be written.")
        })?;
    let mut response = HttpResponse::Ok();
    response
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"));
    Ok(encoded.answer(&request, response))
}

/// Puts the table into the loader. Inside a script `<` could end an inlined
/// script element and the two separators end a line in old browsers; in JSON
/// all three stand only in strings, where they can be escaped.
fn fill(loader: &str, table: &str) -> Vec<u8> {
    let table = table
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    loader.replace(PLACEHOLDER, &table).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_its_placeholder_and_cannot_end_a_script() {
        let filled = fill(
            "start(__TILLSIDE_TABLE__)",
            "{\"key\":\"</script>\u{2028}\"}",
        );
        assert_eq!(
            String::from_utf8_lossy(&filled),
            "start({\"key\":\"\\u003c/script>\\u2028\"})"
        );
    }
}
