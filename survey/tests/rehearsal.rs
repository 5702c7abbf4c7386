//! A prompt in rehearsal is in the book as one that holds everybody out, and takes no moment
//! from a question.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use survey::book::{Assets, Book, coarse_table};
use survey::context::{Context, Signals};
use survey::decide::{Act, decide};
use survey::json::Json;
use survey::shop::{Shop, State};

const NOW: i64 = 1_790_000_000_000;

/// A shop with two prompts for the cart, in these states.
fn shop(first: &str, second: &str) -> Shop {
    let prompt = |id: &str, state: &str, experiment: &str| {
        format!(
            r#"{{"state": "{state}", "id": "{id}", "steps": ["cart"], {experiment}
                "question": {{"kind": "nps", "text": {{"en": "How likely?"}}}},
                "trigger": {{"time": 5}}}}"#
        )
    };
    let text = format!(
        r#"{{"v": 1, "key": "pk_x", "name": "X", "origins": ["https://shop.example"],
            "default_language": "en", "languages": ["en"], "prompts": [{}, {}]}}"#,
        prompt("first", first, ""),
        prompt(
            "second",
            second,
            r#""experiment": {"id": "e", "holdout": 0, "variants": [{"id": "b"}]},"#
        ),
    );
    Shop::decode(&serde_json::from_str::<Json>(&text).unwrap()).unwrap()
}

fn book(shop: &Shop) -> Book {
    let book = Book::of(shop, 1, "en", Some("cart"), String::new(), Vec::new());
    // As the card reads it.
    Book::decode(&book.encode()).unwrap()
}

fn act(book: &Book, visitor: u32, seconds: u32) -> Act {
    let context = Context {
        visitor: format!("00000000-0000-4000-8000-{visitor:012x}"),
        step: "cart".into(),
        signals: Signals {
            seconds,
            ..Signals::default()
        },
        ..Context::default()
    };
    decide(book, &context, NOW).act
}

#[test]
fn the_moment_of_a_rehearsal_is_withheld_from_everybody() {
    for (first, second) in [("rehearsal", "paused"), ("draft", "rehearsal")] {
        let book = book(&shop(first, second));
        assert_eq!(book.prompts.len(), 1);
        for visitor in 0..500 {
            assert_eq!(act(&book, visitor, 4), Act::Nothing);
            assert_eq!(act(&book, visitor, 5), Act::Withhold { prompt: 0 });
        }
    }
}

#[test]
fn a_question_goes_before_a_rehearsal_whatever_their_order() {
    let book = book(&shop("rehearsal", "live"));
    let ids: Vec<&str> = book
        .prompts
        .iter()
        .map(|prompt| prompt.id.as_str())
        .collect();
    assert_eq!(ids, ["second", "first"]);
    assert!(matches!(act(&book, 1, 5), Act::Ask { prompt: 0, .. }));
}

#[test]
fn the_loader_is_told_of_a_rehearsal_as_of_a_question() {
    let rows = |shop: &Shop| {
        let table = coarse_table(shop, &Assets::default(), "t");
        let Json::Array(table) = table else {
            panic!("{table:?}");
        };
        table[9].clone()
    };
    let live = rows(&shop("live", "paused"));
    assert_eq!(rows(&shop("rehearsal", "paused")), live);
    assert_ne!(rows(&shop("paused", "paused")), live);
}

#[test]
fn a_shop_file_keeps_the_state() {
    let shop = shop("rehearsal", "live");
    assert_eq!(shop.prompts[0].0, State::Rehearsal);
    assert_eq!(Shop::decode(&shop.encode()), Ok(shop));
}
