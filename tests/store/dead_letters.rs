//! What cannot be drained is kept, holds up nobody, and may be drained in the end.

use std::sync::Arc;

use serde_json::Value as Any;
use tillside_server::drain::{Drain, Fate, replay};
use tillside_server::store::now_ms;

use crate::place::{Kind, Place, answered, on_both_stores, price, push};
use crate::sample;

on_both_stores!(
    an_entry_that_cannot_be_read_is_kept_with_its_reason_and_the_rest_goes_on,
    a_damaged_row_holds_up_its_own_answer_alone,
    a_dead_letter_that_can_be_drained_in_the_end_changes_its_fate_and_counts,
);

async fn an_entry_that_cannot_be_read_is_kept_with_its_reason_and_the_rest_goes_on(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    queue
        .push(vec![b"{\"shop\":1}".to_vec()])
        .await
        .expect("pushes");
    let unknown = sample::asking(1, 1, "never-made", "shown", 0, Any::Null);
    push(&queue, &[unknown, answered(2, 2, 1, price())]).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    let fates = drain.once().await.expect("drains").fates;
    assert_eq!(
        (fates.get(Fate::DeadLettered), fates.get(Fate::Stored)),
        (2, 1)
    );
    let reasons = place.rows("SELECT reason, payload FROM dead_letters ORDER BY id");
    assert!(reasons[0].contains("shop: must be a string"), "{reasons:?}");
    assert!(
        reasons[1].contains("no published prompt never-made"),
        "{reasons:?}"
    );
    assert_eq!(queue.depth().await.expect("has a depth"), 0);
}

async fn a_damaged_row_holds_up_its_own_answer_alone(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    push(&queue, &[answered(1, 1, 1, price())]).await;
    drain.once().await.expect("drains");
    place.execute("UPDATE askings SET said = '{'");
    push(
        &queue,
        &[answered(2, 1, 2, price()), answered(3, 2, 1, price())],
    )
    .await;
    let fates = drain.once().await.expect("drains").fates;
    assert_eq!(
        (fates.get(Fate::DeadLettered), fates.get(Fate::Stored)),
        (1, 1)
    );
    let reasons = place.rows("SELECT reason FROM dead_letters");
    assert!(reasons[0].contains("cannot be read"), "{reasons:?}");
    assert_eq!(
        place.count("SELECT n FROM rollups WHERE measure = 'answered'"),
        2
    );
}

async fn a_dead_letter_that_can_be_drained_in_the_end_changes_its_fate_and_counts(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    queue.push(vec![b"{".to_vec()]).await.expect("pushes");
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    // Two answers to a prompt that comes into the store later.
    place.execute("UPDATE prompts SET id = 'later' WHERE id = 'why'");
    let answers = [answered(1, 1, 1, price()), answered(2, 2, 1, price())];
    push(&queue, &answers).await;
    let fates = drain.once().await.expect("drains").fates;
    assert_eq!(fates.get(Fate::DeadLettered), 3);
    place.execute("UPDATE prompts SET id = 'why' WHERE id = 'later'");

    let again = |ids: &[i64]| {
        let replayed = place
            .store
            .write_blocking(|tx| replay::replay(tx, ids, now_ms()));
        let fates = replayed.expect("replays");
        (fates.get(Fate::Stored), fates.get(Fate::DeadLettered))
    };
    assert_eq!(again(&[2]), (1, 0));
    assert_eq!(again(&[]), (1, 1));
    assert_eq!(again(&[]), (0, 1));
    let (_, mut fates) = place.numbers();
    fates.retain(|(_, n)| *n != 0);
    let stored = ("stored".to_owned(), 2);
    assert_eq!(fates, [("dead_lettered".to_owned(), 1), stored]);
    let letters = place.rows("SELECT reason FROM dead_letters");
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].contains("is no JSON"), "{letters:?}");
    assert_eq!(
        place.count("SELECT count(*) FROM entries WHERE id LIKE 'letter%'"),
        0
    );

    // The answers came through in no other way than those that come now.
    push(&queue, &answers).await;
    let fates = drain.once().await.expect("drains").fates;
    assert_eq!(fates.get(Fate::Duplicate), 2);
}
