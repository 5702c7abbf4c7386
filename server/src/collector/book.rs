//! `GET /v1/shops/{key}/book`: the live prompts for one language and step, made once an hour and sent from memory.

use super::clock;
use super::encoded::Encoded;
use super::sightings::Sightings;
use crate::books::{Books, ShopBook};
use crate::errors::{Code, Problem};
use crate::ops::metrics::Metrics;
use crate::token::{TokenError, TokenKeys};
use crate::{preview, strings};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::io;
use std::sync::Arc;
use survey::Millis;
use survey::book::Book;

/// What a book response depends on besides the version of the shop's book and its token,
/// which changes with the hour and with the secret that signs.
/// Language and step are those the shop knows, so there are only so many keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    lang: String,
    step: Step,
}

/// The prompts of which steps are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// Those of every step.
    Any,
    /// Those of a step that some prompt names.
    Named(String),
    /// Those that are for any step, because no prompt names this one.
    Other,
}

/// The query of the request.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    lang: Option<String>,
    step: Option<String>,
    preview: Option<String>,
}

/// Sends the book, or 304 if the client has it; with a preview's token the book of its
/// draft alone.
///
/// # Errors
/// `unknown_shop`, `foreign_preview`, `expired_preview`.
pub async fn book(
    request: HttpRequest,
    shop: web::Path<String>,
    wanted: web::Query<Wanted>,
    books: web::Data<Books>,
    tokens: web::Data<TokenKeys>,
    metrics: web::Data<Metrics>,
    sightings: web::Data<Sightings>,
) -> Result<HttpResponse, Problem> {
    let shop = books.shop(&shop).ok_or_else(|| unknown_shop(&shop))?;
    if let Some(token) = &wanted.preview {
        return preview_of(&shop, token, &wanted, &tokens);
    }
    let now = clock::now();
    let [step, lang] = [&wanted.step, &wanted.lang].map(|text| text.as_deref().unwrap_or_default());
    sightings.book(&shop, request.headers(), (step, lang), now);
    let encoded = encoded(shop, &wanted, &tokens, now).await?;
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=20"));
    let response = encoded.answer(&request, response);
    metrics.book_requested(response.status() != StatusCode::NOT_MODIFIED);
    Ok(response)
}

fn preview_of(
    shop: &ShopBook,
    token: &str,
    wanted: &Wanted,
    tokens: &TokenKeys,
) -> Result<HttpResponse, Problem> {
    let draft = preview::open(tokens, token, &shop.facts.key, clock::now()).map_err(|error| {
        let (code, detail) = match error {
            TokenError::Foreign => (
                Code::ForeignPreview,
                "preview: is no preview of this shop, or was cut; copy the whole address again.",
            ),
            TokenError::Expired => (
                Code::ExpiredPreview,
                "preview: is over; make a new one in the console.",
            ),
        };
        Problem::new(code, detail)
    })?;
    let lang = wanted.lang.as_deref().unwrap_or_default();
    let book = preview::book(&shop.facts, shop.version, draft, lang);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(book))
}

/// The refusal of a key that no shop has.
pub fn unknown_shop(key: &str) -> Problem {
    let key: String = key.chars().take(80).collect();
    Problem::new(
        Code::UnknownShop,
        format!("No shop here has the key {key}; compare it with the script tag in the console."),
    )
}

async fn encoded(
    shop: Arc<ShopBook>,
    wanted: &Wanted,
    tokens: &TokenKeys,
    now: Millis,
) -> Result<Arc<Encoded>, Problem> {
    let key = Key {
        lang: language(&shop, wanted.lang.as_deref()),
        step: step(&shop, wanted.step.as_deref()),
    };
    let token = tokens.sign(&shop.facts.key, shop.version, now);
    let make = {
        let (shop, key, token) = (shop.clone(), key.clone(), token.clone());
        move || body(&shop, &key, token)
    };
    let made = shop.books.get_or_make(&token, key, make);
    made.await.map_err(|error| {
        tracing::error!(%error, "a book could not be encoded");
        Problem::new(Code::Internal, "The book could not be written.")
    })
}

fn language(shop: &ShopBook, wanted: Option<&str>) -> String {
    shop.facts
        .language_for(wanted.unwrap_or_default())
        .to_owned()
}

fn step(shop: &ShopBook, wanted: Option<&str>) -> Step {
    let Some(wanted) = wanted.filter(|step| !step.is_empty()) else {
        return Step::Any;
    };
    match shop.asked_at.iter().any(|step| step == wanted) {
        true => Step::Named(wanted.to_owned()),
        false => Step::Other,
    }
}

fn body(shop: &ShopBook, key: &Key, token: String) -> io::Result<Vec<u8>> {
    let step = match &key.step {
        Step::Any => None,
        Step::Named(step) => Some(step.as_str()),
        // No prompt can name a step without a name.
        Step::Other => Some(""),
    };
    let strings = strings::for_language(&key.lang);
    let whole = shop.published()?.shop;
    let book = Book::of(&whole, shop.version, &key.lang, step, token, strings);
    Ok(serde_json::to_vec(&book.encode())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Result, anyhow};
    use survey::json::Json;
    use survey::shop::Shop;

    const NOW: Millis = 1_790_000_000_000;

    fn shop() -> Result<Arc<ShopBook>> {
        let json: Json = serde_json::from_str(include_str!("../../testdata/shop.json"))?;
        ShopBook::published_as(Shop::decode(&json)?, 3)
    }

    async fn sent(lang: &str, step: Option<&str>, now: Millis) -> Result<(Arc<ShopBook>, Book)> {
        let shop = shop()?;
        let tokens = TokenKeys::new(&[b"a secret for tests only".to_vec()])?;
        let wanted = Wanted {
            lang: Some(lang.to_owned()),
            step: step.map(str::to_owned),
            preview: None,
        };
        let encoded = encoded(shop.clone(), &wanted, &tokens, now)
            .await
            .map_err(|problem| anyhow!("{problem}"))?;
        let json: Json = serde_json::from_slice(&encoded.plain)?;
        Ok((shop, Book::decode(&json)?))
    }

    fn ids(book: &Book) -> Vec<&str> {
        book.prompts
            .iter()
            .map(|prompt| prompt.id.as_str())
            .collect()
    }

    #[actix_web::test]
    async fn a_book_holds_the_live_prompts_of_its_step_in_its_language() -> Result<()> {
        let (_, book) = sent("ar-EG", Some("cart"), NOW).await?;
        assert_eq!(book.lang, "ar");
        assert_eq!(ids(&book), ["cart-reason", "anywhere"]);
        assert_eq!(book.string("send"), "إرسال");
        assert_eq!(
            ids(&sent("en", None, NOW).await?.1),
            ["cart-reason", "done-score", "anywhere"]
        );
        assert_eq!(ids(&sent("en", Some("lobby"), NOW).await?.1), ["anywhere"]);
        Ok(())
    }

    #[actix_web::test]
    async fn a_book_carries_a_token_of_its_shop_and_hour() -> Result<()> {
        let tokens = TokenKeys::new(&[b"a secret for tests only".to_vec()])?;
        let (_, book) = sent("en", None, NOW).await?;
        assert_eq!(tokens.verify(&book.token, "pk_test", NOW), Ok(()));
        let (_, later) = sent("en", None, NOW + 3_600_000).await?;
        assert_ne!(book.token, later.token);
        Ok(())
    }

    #[test]
    fn made_up_languages_and_steps_do_not_multiply_the_responses() -> Result<()> {
        let shop = shop()?;
        assert_eq!(language(&shop, Some("xx-1")), language(&shop, None));
        assert_eq!(step(&shop, Some("a")), step(&shop, Some("b")));
        Ok(())
    }
}
