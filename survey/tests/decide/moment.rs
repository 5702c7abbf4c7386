//! A moment in which a prompt would be asked, to change one thing of.

use survey::book::Book;
use survey::context::{Context, Device, Signals};
use survey::decide::{Stop, Verdict, decide};
use survey::json::Json;

/// The time of all decisions.
pub const NOW: i64 = 1_760_000_000_000;
/// One hour.
pub const HOUR: i64 = 3_600_000;
/// One day.
pub const DAY: i64 = 24 * HOUR;

/// A book with prompts made of the usual one and these changes.
pub fn book(prompts: &[&str]) -> Book {
    let prompts: Vec<String> = prompts
        .iter()
        .enumerate()
        .map(|(index, changes)| {
            let comma = if changes.is_empty() { "" } else { "," };
            format!(
                r#"{{"id":"p{index}","steps":["cart"]{comma}{changes},
                   "question":{{"kind":"nps","text":{{"en":"?"}}}},"trigger":{{"inactivity":20}}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"v":1,"shop":"pk_x","version":1,"lang":"en","token":"t",
           "quiet":{{"between_hours":2,"after_close_hours":24}},"prompts":[{}]}}"#,
        prompts.join(",")
    );
    Book::decode(&serde_json::from_str::<Json>(&text).unwrap()).unwrap()
}

/// The moment.
pub fn moment() -> Context {
    Context {
        visitor: "6f1d0c52-9a53-4c44-8a51-000000000001".into(),
        step: "cart".into(),
        url: "https://shop.example/cart?utm_source=mail#top".into(),
        device: Device::Phone,
        language: "ar".into(),
        value: Some(60.0),
        currency: Some("EUR".into()),
        signals: Signals {
            inactive: 20,
            ..Signals::default()
        },
        ..Context::default()
    }
}

/// Decides about the usual prompt with changes.
pub fn check(changes: &str, context: &Context, expected: Verdict) {
    let decision = decide(&book(&[changes]), context, NOW);
    assert_eq!(decision.verdicts, [expected], "{changes}");
}

/// Decides about a prompt with one rule, which holds or stops it.
pub fn decides(rule: &str, context: &Context, holds: bool) {
    let changes = format!(r#""targeting":[{rule}]"#);
    let stopped = Verdict::Stopped(Stop::Targeting(0));
    check(
        &changes,
        context,
        if holds { Verdict::Ask } else { stopped },
    );
}
