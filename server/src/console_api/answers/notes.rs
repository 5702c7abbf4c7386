//! `PUT …/answers/{answer}/star`, `…/tags` and `…/test`: what people note of an answer. A mark
//! as test changes numbers, so it stands in the history.

use actix_web::{HttpResponse, web};
use survey::fault::Fault;
use survey::json::Json;
use survey::results::words::{Marked, Star, Tags, Test};

use crate::console_api::caller::Caller;
use crate::console_api::input::{self, flawed};
use crate::drain::test_answers;
use crate::errors::{Code, Problem};
use crate::store::history::{self, Change};
use crate::store::{Store, StoreError, marks, now_ms};

/// The most tags of an answer.
const MOST: usize = 10;
/// The longest tag, in characters.
const LONGEST: usize = 40;

/// Gives a star or takes it away.
///
/// # Errors
/// `not_found` where there is no such answer.
pub async fn star(
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let answer = path.into_inner();
    let Star { starred } = input::read(&body)?;
    let star = move |tx: &_| marks::star(tx, &answer, starred);
    done(store.write::<_, StoreError>(star).await?)
}

/// Gives tags in place of those that were there.
///
/// # Errors
/// `not_found` where there is no such answer, `invalid_input` where a tag cannot be one.
pub async fn tags(
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let answer = path.into_inner();
    let Tags { tags } = input::read(&body)?;
    let mut tags: Vec<String> = tags.iter().map(|tag| tag.trim().to_owned()).collect();
    tags.sort_unstable();
    tags.dedup();
    let fits = |tag: &String| {
        (1..=LONGEST).contains(&tag.chars().count()) && !tag.chars().any(char::is_control)
    };
    if tags.len() > MOST || !tags.iter().all(fits) {
        return Err(flawed("tags", Fault::Each(10, 40)));
    }
    let tag = move |tx: &_| marks::tag(tx, &answer, &tags);
    done(store.write::<_, StoreError>(tag).await?)
}

/// Takes an answer, or all of its visitor, out of the numbers, or brings them back.
///
/// # Errors
/// `not_found` where there is no such answer.
pub async fn test(
    path: web::Path<(String, String)>,
    body: web::Bytes,
    caller: Caller,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let answer = path.into_inner();
    let wanted: Test = input::read(&body)?;
    let marked = store.write(move |tx| {
        let n = test_answers::mark(tx, &answer, wanted.test, wanted.visitor)?;
        let askings = u32::try_from(n).unwrap_or(u32::MAX);
        if n > 0 {
            let told = |is_test: bool| {
                Json::object([("test", is_test.into()), ("askings", askings.into())])
            };
            let change = Change {
                shop: &answer.0,
                who: caller.somebody(),
                what: "answer.marked",
                about: &answer.1,
                before: None,
                after: Some(told(wanted.test)),
            };
            history::note(tx, &change, now_ms())?;
        }
        Ok::<_, Problem>(Marked { askings })
    });
    match marked.await? {
        Marked { askings: 0 } => Err(unknown()),
        marked => Ok(input::answer(&marked)),
    }
}

fn done(is_there: bool) -> Result<HttpResponse, Problem> {
    match is_there {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(unknown()),
    }
}

fn unknown() -> Problem {
    Problem::new(Code::NotFound, "The shop has no answer with this id.")
}
