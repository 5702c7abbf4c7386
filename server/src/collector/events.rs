//! `POST /v1/shops/{key}/events`: the way of a batch, in the order in which it happens. An event is accepted only when the queue has it durably.
//!
//! The address gate stands before this file, in [`super::limits`]. Nothing here
//! logs what a shopper typed, an address or a token.

use super::doubts::Watch;
use super::exact::{self, Admitted};
use super::{
    body, book, clock,
    limits::{Limits, limit::Left},
    origin,
    sightings::Sightings,
};
use crate::books::{Books, ShopBook};
use crate::errors::{Code, Problem, Wait};
use crate::ledger::Ledger;
use crate::ops::metrics::Metrics;
use crate::queue::appender::Appender;
use crate::token::{TokenError, TokenKeys};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::join_all;
use serde::Serialize;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use survey::Millis;
use survey::event::{Batch, Doubts, Event, EventKind, Queued, Refusal};
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::Shop;

/// What became of one event at the door: its id as sent, and what the queue gets or a refusal.
struct Judged {
    id: Option<String>,
    outcome: Result<Admitted, (Code, String)>,
}

/// What every event of a batch is judged by.
struct Door<'a> {
    shop: &'a ShopBook,
    tokens: &'a TokenKeys,
    watch: &'a Watch,
    sent_at: Millis,
    received_at: Millis,
    /// The acceptance of the first event; those of the others follow it.
    acceptance: i64,
}

/// Takes a batch.
///
/// # Errors
/// Refusals of the whole batch; those of single events are in the response.
#[expect(
    clippy::too_many_arguments,
    reason = "actix hands over one dependency each"
)]
pub async fn events(
    request: HttpRequest,
    key: web::Path<String>,
    body: web::Payload,
    books: web::Data<Books>,
    tokens: web::Data<TokenKeys>,
    limits: web::Data<Limits>,
    ledger: web::Data<Ledger>,
    appender: web::Data<Appender>,
    metrics: web::Data<Metrics>,
    sightings: web::Data<Sightings>,
) -> Result<HttpResponse, Problem> {
    let json = body::json(request.headers(), body).await?;
    let batch = Batch::decode(&json).map_err(refused_batch)?;
    let shop = books.shop(&key).ok_or_else(|| book::unknown_shop(&key))?;
    let now = clock::now();
    origin::check(request.headers(), &shop.facts)
        .inspect_err(|_| sightings.refused(&shop.facts.key, request.headers(), now))?;
    let door = Door {
        shop: &shop,
        tokens: &tokens,
        watch: &limits.watch,
        sent_at: batch.sent_at,
        received_at: now,
        acceptance: acceptances(batch.events.len()),
    };
    let events = batch.events.iter().zip(0..);
    let mut judged: Vec<Judged> = events.map(|(event, n)| judge(&door, event, n)).collect();
    let sender = limits.sender(request.peer_addr(), request.headers());
    let limited = |wait: Wait| {
        metrics.limited(wait.limit);
        Problem::limited(wait)
    };
    let (admitted, left) =
        charge(&limits, &shop.facts.key, sender, &batch, &judged).map_err(limited)?;
    let leased = limits
        .fleet
        .take(&ledger, &metrics, &shop.facts.key, admitted);
    leased.await.map_err(limited)?;
    doubt(&limits, &metrics, sender, &mut judged, now);
    settle(&ledger, &metrics, &mut judged).await;
    let judged = enqueue(&appender, judged).await;
    let taken = judged.iter().filter_map(|one| one.outcome.as_ref().ok());
    let events = taken.map(|admitted| &admitted.queued.event);
    sightings.accepted(&shop, request.headers(), events, now);
    let mut response = respond(&metrics, judged)?;
    limits.tell(response.headers_mut(), left);
    Ok(response)
}

/// The next number for [`Queued::acceptance`]: begun with 52 bits of chance, so that no two
/// processes share one.
static ACCEPTANCES: LazyLock<AtomicU64> = LazyLock::new(|| {
    let (number, _) = uuid::Uuid::new_v4().as_u64_pair();
    AtomicU64::new(number >> 12)
});

/// Numbers for the acceptances of so many events; the first of them.
fn acceptances(events: usize) -> i64 {
    let first = ACCEPTANCES.fetch_add(events as u64, Ordering::Relaxed);
    i64::try_from(first).unwrap_or_default()
}

fn refused_batch(refusal: Refusal) -> Problem {
    let code = Code::named(refusal.code).unwrap_or(Code::InvalidBatch);
    Problem::new(code, refusal.detail)
}

/// Counts a batch, the narrowest limit first: a visitor who sends too much meets its own
/// before the address, which others may share, has paid for more than the request. What was
/// let in counts for the visitors named in it and for the shop; junk counts for its sender's
/// address alone, so that nobody can use up what belongs to a shop. What is over a limit
/// refuses the whole batch; the outbox sends it again later. Returns how many were let in, and
/// what the limit has left that has the least.
fn charge(
    limits: &Limits,
    shop: &str,
    sender: Option<IpAddr>,
    batch: &Batch<'_>,
    judged: &[Judged],
) -> Result<(usize, Option<Left>), Wait> {
    let (mut visitors, mut admitted) = (HashMap::<&str, usize>::new(), 0);
    for (event, judged) in batch.events.iter().zip(judged) {
        if judged.outcome.is_err() {
            continue;
        }
        admitted += 1;
        if let Some(Json::String(visitor)) = event.get("visitor") {
            *visitors.entry(visitor).or_default() += 1;
        }
    }
    let mut left = Vec::with_capacity(visitors.len() + 1);
    for (visitor, events) in visitors {
        left.extend(limits.visitor(shop, visitor, events)?);
    }
    // The gate has counted the request, and with it the first event.
    if let Some(address) = sender {
        let more = batch.events.len().saturating_sub(1);
        left.extend(limits.more_of_address(address, more)?);
    }
    limits.shop(shop, admitted)?;
    let least = left.into_iter().min_by_key(|left| left.events);
    Ok((admitted, least))
}

fn judge(door: &Door<'_>, event: &Json, n: i64) -> Judged {
    // Only what looks like an id is repeated; anything else could be as long as the body.
    let id = match event.get("id") {
        Some(Json::String(id)) if id.len() <= 64 => Some(id.clone()),
        _ => None,
    };
    let outcome = admit(door, event, n).map_err(|refusal| {
        let code = Code::named(refusal.code).unwrap_or(Code::InvalidEvent);
        (code, refusal.detail)
    });
    Judged { id, outcome }
}

/// Decodes the event at a place in the batch and checks it against what was published.
fn admit(door: &Door<'_>, json: &Json, n: i64) -> Result<Admitted, Refusal> {
    let mut event = Event::decode(json)?;
    check_token(door, &mut event)?;
    let prompt = check_against_prompt(door.shop, &event)?;
    let pool = prompt.and_then(|prompt| pool(&door.shop.facts, prompt, &event));
    name_language(door.shop, &mut event);
    let mut doubts = Doubts::default();
    doubts.extend(door.watch.too_fast(&event));
    let corrected = clock::correct(&mut event, door.sent_at, door.received_at);
    event.redact();
    event.context.keep(&door.shop.facts.report_attributes);
    cut_page(&mut event);
    Ok(Admitted {
        queued: Queued {
            shop: door.shop.facts.key.clone(),
            received_at: door.received_at,
            acceptance: Some(door.acceptance + n),
            corrected,
            coupon: None,
            doubts,
            event,
        },
        pool,
        customer: exact::customer(json).map(str::to_owned),
    })
}

/// Where the coupon comes from that the reply to an answer hands out. The card finds the
/// reply in the same way, in the texts of one language.
fn pool(shop: &Shop, prompt: &Prompt, event: &Event) -> Option<String> {
    let said = event.asking.as_ref()?.values.as_ref()?;
    if prompt.replies.iter().all(|reply| reply.coupon.is_none()) {
        return None;
    }
    let facts = &event.context;
    let has_value = facts.value.is_some() && facts.currency.is_some();
    let has_items = facts.items.is_some_and(|items| items > 0);
    let prompt = prompt.in_language(shop.language_for(&facts.lang), &shop.default_language);
    let reply = prompt.reply_for(&said.question, has_value, has_items)?;
    reply.coupon.clone()
}

/// A reached step is told with the page's language, which the loader does not compare with
/// the shop's; what was asked, with the language of the book.
fn name_language(shop: &ShopBook, event: &mut Event) {
    if event.kind == EventKind::StepReached {
        let lang = shop.facts.language_for(&event.context.lang);
        event.context.lang = lang.to_owned();
    }
}

/// The token is taken out: it has done its work and the store shall not have it.
fn check_token(door: &Door<'_>, event: &mut Event) -> Result<(), Refusal> {
    let refusal = |code: Code, what| Err(Refusal::new(code.row().name, what));
    let Some(token) = event.token.take() else {
        return refusal(
            Code::MissingToken,
            "token: take it from the book or the loader",
        );
    };
    let now = door.tokens.time(door.received_at);
    match door.tokens.verify(&token, &door.shop.facts.key, now) {
        Ok(()) => Ok(()),
        Err(TokenError::Foreign) => refusal(
            Code::ForeignToken,
            "token: is not of this shop here; take it from the newest book",
        ),
        Err(TokenError::Expired) => refusal(Code::ExpiredToken, "token: is older than eight days"),
    }
}

/// Paused prompts and older versions are in the archive too, so that answers under way are taken.
fn check_against_prompt<'a>(
    shop: &'a ShopBook,
    event: &Event,
) -> Result<Option<&'a Prompt>, Refusal> {
    let Some(asking) = &event.asking else {
        return Ok(None);
    };
    match shop.prompt(&asking.prompt, asking.version) {
        Some(prompt) => event.check(prompt).map(|()| Some(prompt)),
        None if shop.knows_prompt(&asking.prompt) => Err(Refusal::new(
            Code::UnknownVersion.row().name,
            "version: the prompt was never published in this one",
        )),
        None => Err(Refusal::new(
            Code::UnknownPrompt.row().name,
            "prompt: the shop never published one with this id",
        )),
    }
}

/// A page is its path; queries and fragments may name people.
fn cut_page(event: &mut Event) {
    if let Some(page) = &mut event.context.page
        && let Some(end) = page.find(['?', '#'])
    {
        page.truncate(end);
    }
}

/// Marks the answers that are of too many from one address, and counts all that are doubtful.
fn doubt(
    limits: &Limits,
    metrics: &Metrics,
    sender: Option<IpAddr>,
    judged: &mut [Judged],
    now: Millis,
) {
    for one in judged {
        let Ok(Admitted { queued, .. }) = &mut one.outcome else {
            continue;
        };
        if let (EventKind::Answered, Some(asking)) = (queued.event.kind, &queued.event.asking) {
            let of = (queued.shop.as_str(), asking.prompt.as_str());
            let too_many = sender.and_then(|address| limits.doubt(address, of, now));
            queued.doubts.extend(too_many);
            metrics.doubted(&queued.doubts);
        }
    }
}

/// Enters in the ledger what belongs there. What cannot be entered is refused for now.
async fn settle(ledger: &Ledger, metrics: &Metrics, judged: &mut [Judged]) {
    let needs_it = |one: &&mut Judged| one.outcome.as_ref().is_ok_and(exact::needs_the_ledger);
    let settled = judged.iter_mut().filter(needs_it).map(|one| async move {
        if let Ok(admitted) = &mut one.outcome
            && let Err(error) = exact::settle(ledger, metrics, admitted).await
        {
            one.outcome = Err(exact::refused(&error));
        }
    });
    join_all(settled).await;
}

/// Pushes all good events at once. If the queue does not take them, each of them is refused for now.
async fn enqueue(appender: &Appender, mut judged: Vec<Judged>) -> Vec<Judged> {
    let admitted = judged.iter().filter_map(|one| one.outcome.as_ref().ok());
    let entries: Result<Vec<Vec<u8>>, _> = admitted
        .map(|admitted| serde_json::to_vec(&admitted.queued.encode()))
        .collect();
    let pushed = match entries {
        Ok(entries) if entries.is_empty() => return judged,
        Ok(entries) => appender
            .append(entries)
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = pushed {
        tracing::error!(%error, "events could not be queued");
        for one in judged.iter_mut().filter(|one| one.outcome.is_ok()) {
            let detail = "not stored; send it again later".to_owned();
            one.outcome = Err((Code::QueueUnavailable, detail));
        }
    }
    judged
}

/// 202 with one result per event. If nothing but the queue stood in the way it is
/// 503, so that senders that look at the status alone keep their events too.
fn respond(metrics: &Metrics, judged: Vec<Judged>) -> Result<HttpResponse, Problem> {
    let waits = |one: &Judged| matches!(one.outcome, Err((Code::QueueUnavailable, _)));
    let all_wait = judged.iter().all(waits);
    for one in &judged {
        metrics.event(one.outcome.as_ref().err().map(|(code, _)| code.row().name));
    }
    if all_wait {
        return Err(Problem::new(
            Code::QueueUnavailable,
            "Nothing of the batch was stored; send it again later.",
        ));
    }
    Ok(HttpResponse::Accepted()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Reply {
            results: judged.iter().map(told).collect(),
        }))
}

/// What the sender is told of a batch.
#[derive(Serialize)]
struct Reply<'a> {
    results: Vec<Told<'a>>,
}

/// What the sender is told of one event.
#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Told<'a> {
    Accepted {
        id: Option<&'a str>,
        /// There for an answer to which a code belongs; without a value where none was left.
        #[serde(skip_serializing_if = "Option::is_none")]
        coupon: Option<Option<&'a str>>,
    },
    Refused {
        id: Option<&'a str>,
        code: &'static str,
        retryable: bool,
        detail: &'a str,
    },
}

fn told(judged: &Judged) -> Told<'_> {
    let id = judged.id.as_deref();
    match &judged.outcome {
        Ok(Admitted { queued, pool, .. }) => Told::Accepted {
            id,
            coupon: pool.as_ref().map(|_| queued.coupon.as_deref()),
        },
        Err((code, detail)) => Told::Refused {
            id,
            code: code.row().name,
            retryable: code.row().retryable,
            detail,
        },
    }
}

#[cfg(test)]
mod tests;
