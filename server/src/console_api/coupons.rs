//! `shops/{key}/coupons`: pools of codes, how many are left of each, and more of them. A code is
//! worth money: none is ever read back, whoever asks.

use actix_web::{HttpResponse, web};
use survey::DAY;
use survey::authoring::{CodesAdded, NewCodes, Pool};
use survey::fault::Fault;
use survey::json::Json;
use survey::question;

use super::caller::Caller;
use super::input;
use crate::coupons::codes;
use crate::errors::Problem;
use crate::store::history::{self, Change};
use crate::store::{Store, StoreError, coupons, now_ms};

/// The most codes that are taken at once; a command of the server takes any number.
const MOST: usize = 20_000;

/// The most bytes of a request with codes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// How far back claims are counted, in milliseconds.
const WEEK: i64 = 7 * DAY;

/// Every pool of the shop with how many codes are left, in the order of names.
///
/// # Errors
/// If the store fails.
pub async fn list(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let since = now_ms() - WEEK;
    let pools = store.read(move |c| coupons::pools_of(c, &key, since));
    let pools: Vec<Pool> = pools.await.map_err(Problem::from)?;
    Ok(input::answer(&pools))
}

/// Puts codes into a pool, which begins with its first code. Codes that the shop has already, in
/// whatever pool, stay where they are. A running server hands them out within a second or two.
///
/// # Errors
/// `invalid_input` at `pool` for a name that cannot be one, and at `codes` with the line. Nothing
/// is changed then.
pub async fn add(
    caller: Caller,
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let into = path.into_inner();
    question::id(&Json::from(into.1.as_str()))
        .map_err(|error| input::flawed("pool", error.fault()))?;
    let NewCodes { codes: text } = input::read(&body)?;
    let codes = codes(&text).map_err(|fault| input::flawed("codes", fault))?;
    if codes.len() > MOST {
        return Err(input::flawed("codes", Fault::TooMany(20_000)));
    }
    let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
    let added = store.write(move |tx| {
        let now = now_ms();
        let mut new = 0;
        for code in &codes {
            new += usize::from(coupons::add(tx, &into, code, now)?);
        }
        let after = Json::object([("codes", (new as u64).into())]);
        let change = Change {
            shop: &into.0,
            who: caller.somebody(),
            what: "coupons.added",
            about: &into.1,
            before: None,
            after: Some(after),
        };
        if new > 0 {
            history::note(tx, &change, now)?;
        }
        let known = codes.len() - new;
        Ok::<_, StoreError>(CodesAdded { new, known })
    });
    Ok(input::answer(&added.await?))
}
