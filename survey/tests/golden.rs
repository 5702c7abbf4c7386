//! The wire format as files: they change only when the protocol does. Each is read
//! and written back, member for member.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;
use survey::book::{Assets, Book, coarse_table};
use survey::event::{Batch, Doubts, Erasure, Event, Queued};
use survey::hash::{bucket, hash};
use survey::json::Json;
use survey::shop::Shop;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name)
}

fn read(name: &str) -> Json {
    serde_json::from_str(&fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// Compares with the file. `UPDATE_GOLDEN=1` writes it instead, for a deliberate
/// change of the protocol; the change is then seen in review.
fn check(name: &str, actual: &Json) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = serde_json::to_string_pretty(actual).unwrap() + "\n";
        fs::write(path(name), text).unwrap();
    }
    assert_eq!(&read(name), actual, "{name}");
}

fn shop() -> Shop {
    Shop::decode(&read("shop.json")).unwrap()
}

#[test]
fn a_shop_file_is_written_as_it_was_read() {
    assert_eq!(shop().encode(), read("shop.json"));
}

#[test]
fn a_book_holds_the_live_prompts_of_one_step_in_one_language() {
    let strings = vec![("close".to_owned(), "إغلاق".to_owned())];
    let book = Book::of(&shop(), 12, "ar-EG", Some("cart"), "token".into(), strings);
    check("book.json", &book.encode());
    assert_eq!(Book::decode(&read("book.json")).unwrap(), book);
}

#[test]
fn the_coarse_table_has_no_texts() {
    let assets = Assets {
        base: String::new(),
        card: "/assets/card.js".into(),
        wasm: "/assets/card.wasm".into(),
        adapters: vec![("woo".into(), "/assets/woo.js".into())],
    };
    check(
        "coarse_table.json",
        &coarse_table(&shop(), &assets, "token"),
    );
}

#[test]
fn every_event_of_a_batch_is_written_as_it_was_read_and_fits_its_prompt() {
    let json = read("batch.json");
    let batch = Batch::decode(&json).unwrap();
    let shop = shop();
    assert_eq!(batch.events.len(), 7);
    for event in batch.events {
        let decoded = Event::decode(event).unwrap();
        assert_eq!(&decoded.encode(), event);
        if let Some(asking) = &decoded.asking {
            let (_, prompt) = shop
                .prompts
                .iter()
                .find(|(_, prompt)| prompt.id == asking.prompt)
                .unwrap();
            decoded.check(prompt).unwrap();
        }
    }
}

#[test]
fn a_queue_entry_is_written_as_it_was_read() {
    let json = read("batch.json");
    let event = Event::decode(&Batch::decode(&json).unwrap().events[1]).unwrap();
    let queued = Queued {
        shop: "pk_golden".into(),
        received_at: 1_760_000_060_500,
        acceptance: Some(4_503_599_627_370_497),
        corrected: true,
        coupon: Some("GOLD-7".into()),
        doubts: Doubts::of_text("burst fast"),
        event: Event {
            token: None,
            ..event
        },
    };
    check("queued.json", &queued.encode());
    assert_eq!(Queued::decode(&read("queued.json")).unwrap(), queued);
}

#[test]
fn a_wish_to_be_forgotten_is_written_as_it_was_read() {
    let erasure = Erasure {
        shop: "pk_golden".into(),
        received_at: 1_760_000_060_500,
        visitor: "6f1d0c52-9a53-4c44-8a51-000000000001".into(),
    };
    check("erasure.json", &erasure.encode());
    assert_eq!(Erasure::decode(&read("erasure.json")), Ok(erasure));
    // An event is no wish, and a wish no event.
    assert!(Erasure::decode(&read("queued.json")).is_err());
    assert!(Queued::decode(&read("erasure.json")).is_err());
}

#[test]
fn the_hash_agrees_with_the_vectors_that_the_loader_is_held_to() {
    let vectors = read("hash.json")
        .each(|vector| {
            let salt = vector.field("salt", Json::string)?;
            let visitor = vector.field("visitor", Json::string)?;
            assert_eq!(
                Json::from(hash(&salt, &visitor)),
                vector.get("hash").cloned().unwrap()
            );
            assert_eq!(
                Json::from(bucket(&salt, &visitor)),
                vector.get("bucket").cloned().unwrap()
            );
            Ok(())
        })
        .unwrap();
    assert!(vectors.len() >= 8, "too few vectors to mean anything");
}
