//! What must hold for bytes from outside, whatever they are. Each function panics where it does not; a target of the fuzzer and a test of the committed corpus call the same.

use std::collections::HashMap;
use std::sync::OnceLock;
use survey::book::Book;
use survey::context::Context;
use survey::decide::decide;
use survey::event::{Batch, Doubts, Erasure, Event, Queued};
use survey::explain::explain;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::redact::redact;
use survey::shop::Shop;

const NOW: i64 = 1_790_000_000_000;

/// A posted batch: what is no event is refused; what is one is the same when it leaves the
/// queue, and an answer that fits its question still fits after redaction.
pub fn batch(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Json>(bytes) else {
        return;
    };
    let _wish = Erasure::wish(&json);
    let Ok(batch) = Batch::decode(&json) else {
        return;
    };
    for json in batch.events {
        let Ok(mut event) = Event::decode(json) else {
            continue;
        };
        let asked = event.asking.as_ref();
        let prompt = asked.and_then(|asking| prompts().get(&asking.prompt));
        let fits = |event: &Event| prompt.is_some_and(|prompt| event.check(prompt).is_ok());
        let did_fit = fits(&event);
        event.redact();
        assert!(fits(&event) || !did_fit, "redaction spoiled it: {event:?}");
        let once = event.clone();
        event.redact();
        assert_eq!(event, once, "redaction is not done after the first time");
        event.token = None;
        let queued = Queued {
            shop: "pk_tests".to_owned(),
            received_at: NOW,
            acceptance: Some(NOW),
            corrected: false,
            coupon: None,
            doubts: Doubts::default(),
            event,
        };
        let again = Queued::decode(&queued.encode());
        assert_eq!(again.ok().as_ref(), Some(&queued), "the queue changed it");
    }
}

/// A book and a moment: what is no book is refused; what is one is the same when it is
/// written and read again, and leads to one decision that its explanation agrees with.
pub fn book(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Json>(bytes) else {
        return;
    };
    let member = |name| json.get(name).cloned().unwrap_or_default();
    if let Ok(shop) = Shop::decode(&member("shop")) {
        let again = Shop::decode(&shop.encode());
        assert_eq!(again.ok().as_ref(), Some(&shop), "writing changed the shop");
    }
    let Ok(book) = Book::decode(&member("book")) else {
        return;
    };
    let again = Book::decode(&book.encode());
    assert_eq!(again.ok().as_ref(), Some(&book), "writing changed the book");
    let context = Context::read(&member("context"), &member("history"));
    let now = member("now").as_integer().unwrap_or(NOW);
    let decision = decide(&book, &context, now);
    assert_eq!(decision, decide(&book, &context, now), "chance decided");
    let Json::Array(explained) = explain(&book, &context, now) else {
        panic!("the explanation is no list");
    };
    let verdicts: Vec<_> = decision.verdicts.iter().map(|v| Some(v.name())).collect();
    let told: Vec<_> = explained
        .iter()
        .map(|one| one.get("verdict").and_then(Json::as_str))
        .collect();
    assert_eq!(told, verdicts, "the explanation tells something else");
}

/// A text: after redaction no card number is in it and nothing that acts without being
/// seen, doing it again changes nothing, and it has not grown out of bounds.
pub fn redaction(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let redacted = redact(&text);
    assert_eq!(redact(&redacted), redacted, "redacted twice: {text:?}");
    assert!(!holds_card(&redacted), "{text:?} became {redacted:?}");
    let acts = |c: char| {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        turns || (c.is_control() && c != '\n')
    };
    assert!(!redacted.contains(acts), "{text:?} became {redacted:?}");
    // The shortest address, `a@b`, becomes `[email]`.
    let (before, after) = (text.chars().count(), redacted.chars().count());
    assert!(after * 3 <= before * 7, "{text:?} became {redacted:?}");
}

/// Whether digits stand in a row, or with one space or hyphen between them, that an issuer
/// of cards could have given out: 13 to 19 of them from 2 to 6 on that pass Luhn's check.
fn holds_card(text: &str) -> bool {
    let mut runs = vec![Vec::new()];
    let mut gap = 0;
    for c in text.chars() {
        match c.to_digit(10) {
            Some(digit) => {
                if let Some(run) = runs.last_mut() {
                    run.push(digit);
                }
                gap = 0;
            }
            None if matches!(c, ' ' | '-') && gap == 0 => gap = 1,
            None => {
                runs.push(Vec::new());
                gap = 0;
            }
        }
    }
    runs.iter().any(|run| {
        (13..=19).any(|length| {
            run.windows(length)
                .any(|digits| (2..=6).contains(&digits[0]) && passes_luhn(digits))
        })
    })
}

fn passes_luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| (digit * 2) / 10 + (digit * 2) % 10;
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 1 {
                doubled(*digit)
            } else {
                *digit
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The prompts of the tests' shop, by their ids.
fn prompts() -> &'static HashMap<String, Prompt> {
    static PROMPTS: OnceLock<HashMap<String, Prompt>> = OnceLock::new();
    PROMPTS.get_or_init(|| {
        let file = include_str!("../fixtures/shop.json");
        let json: Json = serde_json::from_str(file).expect("the fixture is JSON");
        let shop = Shop::decode(&json).expect("the fixture is a shop");
        let prompts = shop.prompts.into_iter();
        prompts
            .map(|(_, prompt)| (prompt.id.clone(), prompt))
            .collect()
    })
}
