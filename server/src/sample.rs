//! A small shop and events for the tests of this crate. Compiled for tests alone.

use serde_json::json;
use survey::event::{Doubts, Event, Queued};
use survey::json::Json;
use survey::shop::Shop;

/// The key of the sample shop.
pub const SHOP: &str = "pk_sample";

/// Noon of day 20,000 since the epoch.
pub const NOON: i64 = 20_000 * survey::DAY + survey::DAY / 2;

/// JSON of one kind as JSON of the other.
pub fn domain(json: serde_json::Value) -> Json {
    serde_json::from_value(json).expect("any JSON is one")
}

/// A shop with an NPS prompt that has two follow-ups, a choice prompt and a contact prompt.
pub fn shop() -> Shop {
    let text = |text: &str| json!({ "en": text });
    let shop = json!({
        "v": 1, "key": SHOP, "name": "Sample", "origins": ["http://localhost:*"],
        "default_language": "en", "languages": ["en"], "consent": "full",
        "prompts": [
            {
                "state": "live", "id": "nps", "version": 1, "steps": ["confirmation"],
                "question": {"kind": "nps", "text": text("Would you recommend us?")},
                "follow_ups": [
                    {"when": {"score": [0, 6]},
                     "question": {"kind": "text", "text": text("What went wrong?")}},
                    {"when": {"score": [9, 10]},
                     "question": {"kind": "contact", "text": text("May we quote you?"),
                                  "reason": text("To ask for your name."), "channel": "email"}}
                ],
                "trigger": {"time": 1}
            },
            {
                "state": "live", "id": "why", "version": 1, "steps": ["cart"],
                "question": {"kind": "choice", "text": text("What keeps you?"), "choices": [
                    {"id": "shipping", "text": text("Shipping")},
                    {"id": "price", "text": text("Price")},
                    {"id": "other", "text": text("Something else"), "other": true}]},
                "trigger": {"time": 1},
                "experiment": {"id": "e", "variants": [
                    {"id": "a", "weight": 1}, {"id": "b", "weight": 1}]}
            }
        ]
    });
    Shop::decode(&domain(shop)).expect("the sample is a shop")
}

/// A UUID that ends in this number.
pub fn uuid(n: u64) -> String {
    format!("01890000-0000-7000-8000-{n:012x}")
}

/// An event of one asking, as the queue holds it. `said` is `null` for all but `answered`.
pub fn asking(
    event: u64,
    answer: u64,
    prompt: &str,
    kind: &str,
    seq: u32,
    said: serde_json::Value,
) -> Queued {
    queued(json!({
        "id": uuid(event), "type": kind, "occurred_at": NOON, "visitor": uuid(1_000_000 + answer),
        "context": {"step": "cart", "device": "phone", "lang": "en", "returning": false, "value": 30},
        "prompt": prompt, "version": 1, "answer": uuid(500_000 + answer), "seq": seq,
        "asked_at": NOON, "values": said,
    }))
}

/// A `step_reached` event.
pub fn step(event: u64, visitor: Option<u64>, step: &str, occurred_at: i64) -> Queued {
    queued(json!({
        "id": uuid(event), "type": "step_reached", "occurred_at": occurred_at,
        "visitor": visitor.map(|visitor| uuid(1_000_000 + visitor)),
        "context": {"step": step, "device": "phone", "lang": "en"},
    }))
}

fn queued(event: serde_json::Value) -> Queued {
    Queued {
        shop: SHOP.to_owned(),
        received_at: NOON + 1_000,
        acceptance: None,
        corrected: false,
        coupon: None,
        doubts: Doubts::default(),
        event: Event::decode(&domain(event)).expect("the sample is an event"),
    }
}

/// What the queue holds for an event.
pub fn payload(queued: &Queued) -> Vec<u8> {
    serde_json::to_vec(&queued.encode()).expect("can be written")
}
