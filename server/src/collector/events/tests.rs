//! Tests of the door: which events are let in, how they look in the queue, and what the others are told.

use super::*;
use crate::config::DoubtConfig;
use crate::ledger::embedded::EmbeddedLedger;
use crate::queue::embedded::EmbeddedQueue;
use crate::queue::{Queue, QueueError};
use actix_web::body::to_bytes;
use anyhow::{Result, anyhow};
use serde_json::{Value, json};
use std::sync::Arc;

const NOW: Millis = 1_790_000_000_000;
const ID: &str = "01920000-0000-7000-8000-000000000001";

fn shop() -> Result<Arc<ShopBook>> {
    let json: Json = serde_json::from_str(include_str!("../../../testdata/shop.json"))?;
    ShopBook::published_as(Shop::decode(&json)?, 3)
}

/// What is changed about a good event.
type Change = fn(&mut Value);

/// An answer to the cart's question, changed by `change`.
fn answered(tokens: &TokenKeys, change: impl FnOnce(&mut Value)) -> Result<Json> {
    let mut event = json!({
        "id": ID, "type": "answered", "occurred_at": NOW, "token": tokens.sign("pk_test", 3, NOW),
        "context": {"step": "cart", "device": "phone", "lang": "ar", "page": "/cart?name=jo#top"},
        "prompt": "cart-reason", "version": 1, "answer": ID, "seq": 1, "asked_at": NOW,
        "values": {"question": {"choice": "other", "other": "call +49 30 1234567"}},
    });
    change(&mut event);
    Ok(serde_json::from_value(event)?)
}

fn check(change: impl FnOnce(&mut Value)) -> Result<Judged> {
    let tokens = TokenKeys::new(&[b"a secret for tests only".to_vec()])?;
    let shop = shop()?;
    let doubts = DoubtConfig {
        faster_than: 300,
        more_than: 60,
    };
    let door = Door {
        shop: &shop,
        tokens: &tokens,
        watch: &Watch::new(doubts, 1),
        sent_at: NOW,
        received_at: NOW,
        acceptance: 7,
    };
    Ok(judge(&door, &answered(&tokens, change)?, 2))
}

fn queued(judged: Judged) -> Result<Value> {
    let admitted = judged
        .outcome
        .map_err(|(code, detail)| anyhow!("{code:?}: {detail}"))?;
    Ok(serde_json::to_value(admitted.queued.encode())?)
}

#[test]
fn an_accepted_event_is_queued_without_token_address_or_query() -> Result<()> {
    let entry = queued(check(|_| ())?)?;
    assert_eq!(entry["shop"], "pk_test");
    assert_eq!(entry["received_at"], NOW);
    assert_eq!(entry["acceptance"], 9);
    assert_eq!(entry["corrected"], Value::Null);
    assert_eq!(entry["event"]["token"], Value::Null);
    assert_eq!(entry["event"]["context"]["page"], "/cart");
    assert_eq!(
        entry["event"]["values"]["question"]["other"],
        "call [phone]"
    );
    Ok(())
}

#[test]
fn what_is_wrong_with_an_event_has_a_code_of_the_table() -> Result<()> {
    let codes: [(&str, Change); 8] = [
        ("missing_token", |e| e["token"] = Value::Null),
        ("foreign_token", |e| e["token"] = json!("a.1.2.c")),
        ("unknown_prompt", |e| e["prompt"] = json!("never-published")),
        ("unknown_version", |e| e["version"] = json!(9)),
        ("wrong_kind", |e| {
            e["values"] = json!({"question": {"score": 3}})
        }),
        ("choice_not_offered", |e| {
            e["values"] = json!({"question": {"choice": "weather"}})
        }),
        ("invalid_context", |e| {
            e["context"]["device"] = json!("fridge")
        }),
        ("invalid_event_id", |e| e["id"] = json!("x".repeat(65))),
    ];
    for (code, change) in codes {
        let judged = check(change)?;
        let told = judged.outcome.err().map(|(code, _)| code.row().name);
        assert_eq!(told, Some(code));
    }
    Ok(())
}

#[test]
fn an_expired_token_is_told_apart_from_a_foreign_one() -> Result<()> {
    let tokens = TokenKeys::new(&[b"a secret for tests only".to_vec()])?;
    let old = tokens.sign("pk_test", 2, NOW - 9 * survey::DAY);
    let judged = check(|event| event["token"] = json!(old))?;
    assert_eq!(
        judged.outcome.err().map(|(code, _)| code),
        Some(Code::ExpiredToken)
    );
    Ok(())
}

#[test]
fn an_answer_to_a_paused_prompt_is_taken() -> Result<()> {
    let entry = queued(check(|event| {
        event["prompt"] = json!("product-text");
        event["values"] = json!({"question": {"text": "a size table"}});
    })?)?;
    assert_eq!(entry["event"]["prompt"], "product-text");
    Ok(())
}

#[test]
fn an_id_is_repeated_unless_it_is_no_id_at_all() -> Result<()> {
    assert_eq!(check(|_| ())?.id.as_deref(), Some(ID));
    assert_eq!(check(|event| event["id"] = json!("x".repeat(65)))?.id, None);
    assert_eq!(check(|event| event["id"] = json!(7))?.id, None);
    Ok(())
}

#[actix_web::test]
async fn when_the_queue_refuses_nothing_is_accepted() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // A queue with no room at all.
    let queue = Queue::Embedded(EmbeddedQueue::open(folder.path(), 0)?);
    let full = queue.push(vec![vec![1]]).await;
    let appender = Appender::new(Arc::new(queue));
    assert!(matches!(full, Err(QueueError::Full { .. })));
    let metrics = Metrics::new()?;
    let alone = enqueue(&appender, vec![check(|_| ())?]).await;
    let refused = respond(&metrics, alone).err().map(|problem| problem.code());
    assert_eq!(refused, Some(Code::QueueUnavailable));
    // Beside an event that is refused for good, each is told its own fate.
    let mixed = vec![check(|_| ())?, check(|event| event["version"] = json!(9))?];
    let response = respond(&metrics, enqueue(&appender, mixed).await)?;
    assert_eq!(response.status(), 202);
    let body = to_bytes(response.into_body()).await;
    let body: Value = serde_json::from_slice(&body.map_err(|error| anyhow!("{error}"))?)?;
    let told = |at: usize| {
        let one = &body["results"][at];
        json!([one["id"], one["status"], one["code"], one["retryable"]])
    };
    assert_eq!(told(0), json!([ID, "refused", "queue_unavailable", true]));
    assert_eq!(told(1), json!([ID, "refused", "unknown_version", false]));
    assert_eq!(body["results"].as_array().map(Vec::len), Some(2));
    Ok(())
}

#[actix_web::test]
async fn a_coupon_is_claimed_before_the_queue_and_kept_for_the_next_try() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let ledger = EmbeddedLedger::open(&folder.path().join("ledger"))?;
    let ledger = Ledger::Embedded(ledger);
    let codes = vec!["CODE-1".to_owned(), "CODE-2".to_owned()];
    ledger.stock("pk_test", "thanks", codes).await?;
    let metrics = Metrics::new()?;
    let try_with = async |room: u64| -> Result<_> {
        let mut judged = vec![check(|_| ())?];
        for admitted in judged.iter_mut().flat_map(|one| &mut one.outcome) {
            admitted.pool = Some("thanks".to_owned());
        }
        settle(&ledger, &metrics, &mut judged).await;
        let name = folder.path().join(room.to_string());
        let queue = Arc::new(Queue::Embedded(EmbeddedQueue::open(&name, room)?));
        let judged = enqueue(&Appender::new(Arc::clone(&queue)), judged).await;
        let waiting = queue.claim(9).await?;
        Ok((respond(&metrics, judged), waiting))
    };
    let (refused, waiting) = try_with(0).await?;
    assert!(refused.is_err() && waiting.is_empty());
    let (accepted, waiting) = try_with(1 << 20).await?;
    let body = to_bytes(accepted?.into_body()).await;
    let body: Value = serde_json::from_slice(&body.map_err(|error| anyhow!("{error}"))?)?;
    assert_eq!(body["results"][0]["coupon"], "CODE-1");
    let entry: Value = serde_json::from_slice(&waiting[0].payload)?;
    assert_eq!(entry["coupon"], "CODE-1");
    Ok(())
}
