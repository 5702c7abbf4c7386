//! Answers as a shop gets them: three questions, thirty days, every device, a few languages; a
//! few with words, and the visitors who give them on their way through the shop. They come in
//! the order of time, and a hundred thousand fill the thirty days. Further ones go through the
//! same days again: more answers, but not more days.

use anyhow::Result;
use serde_json::{Value, json};
use survey::json::Json;
use survey::shop::Shop;
use tillside_server::queue::Entry;
use tillside_tests::site::fixture;

/// The key of the shop.
pub use tillside_tests::site::SHOP;

/// The day of the latest answers, in days since 1970-01-01.
pub const LAST_DAY: i64 = FIRST_DAY + DAYS - 1;
/// The day of the first.
pub const FIRST_DAY: i64 = 20_500;
const DAYS: i64 = 30;
/// How many answers fill the days.
const LAP: u64 = 100_000;

/// How many answers a visitor gives.
pub const OF_A_VISITOR: u64 = 3;

/// The tests' shop.
///
/// # Errors
/// When its file cannot be read.
pub fn shop() -> Result<Shop> {
    let file: Json = serde_json::from_slice(&std::fs::read(fixture("shop.json"))?)?;
    Shop::decode(&file).map_err(|error| anyhow::anyhow!("{error}"))
}

/// Entries of the queue for these answers, a `step_reached` before every second one.
///
/// # Errors
/// Never in practice.
pub fn answers(from: u64, number: u64) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for n in from..from + number {
        if n % 2 == 0 {
            entries.push(entry(format!("s{n}"), &queued(n, step(n)))?);
        }
        entries.push(entry(format!("a{n}"), &queued(n, answer(n)))?);
    }
    Ok(entries)
}

fn entry(id: String, queued: &Value) -> Result<Entry> {
    Ok(Entry {
        id,
        payload: serde_json::to_vec(queued)?,
    })
}

fn queued(n: u64, event: Value) -> Value {
    json!({
        "shop": SHOP, "received_at": at(n) + 500, "corrected": false, "event": event,
    })
}

/// A number that looks like chance, another one for each use.
fn chance(n: u64, use_of: u64) -> u64 {
    let mixed = (n ^ use_of.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
}

fn one_of<'a>(n: u64, use_of: u64, choices: &[&'a str]) -> &'a str {
    let at = usize::try_from(chance(n, use_of)).unwrap_or(0) % choices.len();
    choices[at]
}

/// Ids begin with their time, as those of browsers do.
fn uuid(n: u64, use_of: u64) -> String {
    let time = u64::try_from(at(n)).unwrap_or(0);
    format!(
        "{:08x}-{:04x}-7{use_of:03x}-8000-{n:012x}",
        time >> 16,
        time & 0xffff
    )
}

/// The visitor who gives this answer.
pub fn visitor(n: u64) -> String {
    let who = n / OF_A_VISITOR;
    format!(
        "{:08x}-0000-4000-8000-{who:012x}",
        chance(who, 7) & 0xffff_ffff
    )
}

fn at(n: u64) -> i64 {
    let whole = |n: u64| i64::try_from(n).unwrap_or(0);
    let between = DAYS * survey::DAY / whole(LAP);
    FIRST_DAY * survey::DAY + whole(n % LAP) * between + whole(n / LAP)
}

fn context(n: u64, step: &str) -> Value {
    json!({
        "step": step, "device": one_of(n / 3, 3, &["phone", "phone", "desktop", "tablet"]),
        "lang": one_of(n / 3, 4, &["en", "en", "ar"]), "returning": chance(n / 3, 5).is_multiple_of(3),
        "value": chance(n / 3, 6) % 300, "currency": "EUR", "items": 2, "page": "/cart",
    })
}

fn step(n: u64) -> Value {
    let step = one_of(n, 8, &["cart", "checkout", "confirmation"]);
    json!({
        "id": uuid(n, 1), "type": "step_reached", "occurred_at": at(n),
        "visitor": visitor(n), "context": context(n, step),
    })
}

fn answer(n: u64) -> Value {
    let (prompt, step, said) = match n % 3 {
        0 => (
            "how-likely",
            "confirmation",
            json!({"score": chance(n, 9) % 11}),
        ),
        1 => (
            "why-not",
            "cart",
            json!({"choice": one_of(n, 10, &["shipping", "price"])}),
        ),
        _ => (
            "why-not",
            "checkout",
            json!({"choice": "other", "other": "The delivery takes too long for me."}),
        ),
    };
    json!({
        "id": uuid(n, 2), "type": "answered", "occurred_at": at(n), "visitor": visitor(n),
        "context": context(n, step), "prompt": prompt, "version": 1, "answer": uuid(n, 3),
        "seq": 1, "asked_at": at(n), "values": {"question": said},
    })
}
