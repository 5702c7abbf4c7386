//! `POST /v1/shops/{key}/testers`: a browser that came by the team's own address says which visitor it is. What that visitor answers from then on is a test.

use crate::books::Books;
use crate::collector::{body, book, clock, origin};
use crate::drain::test_answers::take_in;
use crate::errors::{Code, Problem};
use crate::store::Store;
use crate::tester;
use crate::token::{TokenError, TokenKeys};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;
use survey::event::Erasure;
use survey::json::Json;

/// Takes a visitor in, and answers with a sentence for the page in the language asked for.
///
/// # Errors
/// `invalid_test_link` for a token that is not good, and what a wrong body is refused with.
pub async fn tester(
    request: HttpRequest,
    key: web::Path<String>,
    body: web::Payload,
    books: web::Data<Books>,
    tokens: web::Data<TokenKeys>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let json = body::json(request.headers(), body).await?;
    let shop = books.shop(&key).ok_or_else(|| book::unknown_shop(&key))?;
    origin::check(request.headers(), &shop.facts)?;
    let token = json.get("token").and_then(Json::as_str).unwrap_or_default();
    let now = clock::now();
    tester::check(&tokens, token, &key, now).map_err(|error| refused(&error))?;
    let visitor = Erasure::wish(&json).ok().flatten().ok_or_else(|| {
        let detail = "visitor: must be the id of a visitor; where the shop keeps none, mark answers in the console";
        Problem::new(Code::InvalidRequest, detail)
    })?;
    let who = (shop.facts.key.clone(), visitor);
    let put = store.write(move |c| take_in(c, &who, now)).await;
    put.map_err(|error| {
        tracing::error!(%error, "a visitor of the team could not be remembered");
        Problem::new(Code::QueueUnavailable, "Try again in a moment.")
    })?;
    let lang = json.get("lang").and_then(Json::as_str).unwrap_or_default();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({"says": says(lang)})))
}

fn refused(error: &TokenError) -> Problem {
    let detail = match error {
        TokenError::Foreign => {
            "token: was not made for this shop here; take a new address from the console"
        }
        TokenError::Expired => "token: is older than a day; take a new address from the console",
    };
    Problem::new(Code::InvalidTestLink, detail)
}

fn says(lang: &str) -> &'static str {
    match lang.split('-').next().unwrap_or_default() {
        "ar" => "ما تجيب به من هذا المتصفح يُحسب اختبارًا من الآن (Tillside).",
        "th" => "Tillside: จากนี้ไป คำตอบจากเบราว์เซอร์นี้นับเป็นการทดสอบ",
        "ru" => "Tillside: всё, что ответит этот браузер, теперь считается проверкой.",
        _ => "Tillside: what this browser answers counts as a test from now on.",
    }
}
