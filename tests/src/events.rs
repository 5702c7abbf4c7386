//! Builders for the events that a browser sends. Each makes valid ones; tests spoil what they want spoiled.

use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Milliseconds since the Unix epoch, by the test's clock.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// A fresh UUID of version 7.
pub fn id() -> String {
    Uuid::now_v7().to_string()
}

/// A visitor with a book's token, at one step.
#[derive(Clone, Debug)]
pub struct Shopper {
    /// The token of the book that this browser has read.
    pub token: String,
    /// The visitor's id.
    pub visitor: String,
    /// Where the shopper stands.
    pub step: String,
}

impl Shopper {
    /// A visitor never seen before.
    pub fn new(token: &str, step: &str) -> Shopper {
        Shopper {
            token: token.to_owned(),
            visitor: Uuid::new_v4().to_string(),
            step: step.to_owned(),
        }
    }

    /// What every event of this shopper has.
    fn event(&self, kind: &str) -> Value {
        json!({
            "id": id(), "type": kind, "occurred_at": now(), "token": self.token, "visitor": self.visitor,
            "context": {"step": self.step, "device": "phone", "lang": "ar", "returning": false,
                "value": 49.9, "currency": "EUR", "items": 2, "page": "/ar/cart"},
        })
    }

    /// That the step was reached.
    pub fn step_reached(&self) -> Value {
        self.event("step_reached")
    }

    /// One showing of a prompt, to build its events from.
    pub fn asked(&self, prompt: &str) -> Asked {
        Asked {
            shopper: self.clone(),
            prompt: prompt.to_owned(),
            version: 1,
            answer: id(),
            // Long enough ago for a person to have read it.
            asked_at: now() - 2_000,
        }
    }

    /// A complete asking in one event: the prompt answered with `value`.
    pub fn answers(&self, prompt: &str, value: Value) -> Value {
        self.asked(prompt).answered(1, json!({"question": value}))
    }
}

/// One showing of one prompt to one shopper.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who is asked.
    pub shopper: Shopper,
    /// The prompt's id.
    pub prompt: String,
    /// The prompt's version.
    pub version: u32,
    /// The id that all events of this showing carry.
    pub answer: String,
    /// When it was shown, by the shopper's clock.
    pub asked_at: i64,
}

impl Asked {
    fn event(&self, kind: &str, seq: u32) -> Value {
        let mut event = self.shopper.event(kind);
        event["prompt"] = json!(self.prompt);
        event["version"] = json!(self.version);
        event["answer"] = json!(self.answer);
        event["seq"] = json!(seq);
        event["asked_at"] = json!(self.asked_at);
        event
    }

    /// The prompt came into sight.
    pub fn shown(&self) -> Value {
        self.event("shown", 0)
    }

    /// The moment came, but nothing was shown.
    pub fn withheld(&self) -> Value {
        self.event("withheld", 0)
    }

    /// It was closed without an answer.
    pub fn dismissed(&self) -> Value {
        self.event("dismissed", 1)
    }

    /// A snapshot of everything said so far.
    pub fn answered(&self, seq: u32, values: Value) -> Value {
        let mut event = self.event("answered", seq);
        event["values"] = values;
        event
    }
}

/// A batch around events, sent now by the test's clock.
pub fn batch(events: &[Value]) -> Value {
    json!({"v": 1, "sent_at": now(), "events": events})
}
