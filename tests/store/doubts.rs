//! Answers that look made by a machine count apart, whatever comes first, and go with their visitor.

use std::sync::Arc;

use serde_json::json;
use survey::event::{Doubts, Erasure, Queued};
use tillside_server::drain::{Drain, rebuild};

use crate::place::{Kind, Place, answered, on_both_stores, price, push};
use crate::sample;

on_both_stores!(doubtful_answers_are_stored_and_counted_apart);

async fn doubtful_answers_are_stored_and_counted_apart(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let doubtful = |queued: Queued, doubts| Queued {
        doubts: Doubts::of_text(doubts),
        ..queued
    };
    let address =
        json!({"question": {"score": 9}, "follow_up": {"contact": {"email": "a@b.example"}}});
    let left = sample::asking(4, 2, "nps", "answered", 2, address.clone());
    // The later snapshot comes first; what is doubtful about the earlier one holds for both.
    let batches = [
        vec![answered(2, 1, 2, price()), left, answered(5, 3, 1, price())],
        vec![
            doubtful(answered(1, 1, 1, price()), "fast"),
            doubtful(sample::asking(3, 2, "nps", "answered", 1, address), "burst"),
        ],
    ];
    for batch in batches {
        push(&queue, &batch).await;
        drain.once().await.expect("drains");
    }
    let doubts = place.rows("SELECT doubts FROM askings ORDER BY answer");
    assert_eq!(doubts, ["fast", "burst", ""]);
    // The address that a shopper left is where it was.
    assert_eq!(place.rows("SELECT address FROM contacts"), ["a@b.example"]);
    let sums = "SELECT measure, option, CAST(sum(n) AS BIGINT) FROM totals
                WHERE measure IN ('doubted', 'answered') GROUP BY 1, 2 ORDER BY 1, 2";
    assert_eq!(
        place.rows(sums),
        [
            "answered  Int(1)",
            "doubted  Int(2)",
            "doubted burst Int(1)",
            "doubted fast Int(1)"
        ]
    );
    // A rebuild gives the same, and so does erasing what was doubtful.
    let before = place.rollups();
    assert_eq!(before, place.summed());
    let rebuild = || place.store.write_blocking(rebuild::rebuild_rollups);
    rebuild().expect("rebuilds");
    assert_eq!(place.rollups(), before);
    let wish = Erasure {
        shop: sample::SHOP.to_owned(),
        received_at: sample::NOON,
        visitor: sample::uuid(1_000_001),
    };
    let wish = serde_json::to_vec(&wish.encode()).expect("can be written");
    queue.push(vec![wish]).await.expect("pushes");
    drain.once().await.expect("drains");
    let left = place.rows(sums);
    assert_eq!(
        left,
        [
            "answered  Int(1)",
            "doubted  Int(1)",
            "doubted burst Int(1)"
        ]
    );
    let before = place.rollups();
    rebuild().expect("rebuilds");
    assert_eq!(place.rollups(), before);
}
