//! Draws shops, visitors and moments, mostly ones in which something could be asked.

use crate::case::{Drawn, NOW};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const STEPS: &[&str] = &["product", "cart", "checkout", "confirmation", "gift-list"];
const PROMPTS: &[&str] = &["why-not", "how-likely", "found-it", "say-more"];

/// Any case.
pub fn case() -> impl Strategy<Value = Drawn> {
    let hour = prop_oneof![1 => Just(None), 4 => (0..168_u32).prop_map(Some)];
    let seen = (0..=100_u32, 0..60_u32, any::<bool>(), any::<bool>(), hour);
    (shop(), state(), moment(), seen).prop_map(|(shop, mut state, mut moment, seen)| {
        moment["visitor"] = state["id"].clone();
        state["last"] = json!(NOW - 1_000);
        Drawn {
            shop,
            state,
            moment,
            seen,
        }
    })
}

fn shop() -> impl Strategy<Value = Value> {
    let quiet = select(vec![0, 0, 0, 1, 24, 24 * 30]);
    let prompts = subsequence(PROMPTS.to_vec(), 1..=PROMPTS.len());
    let prompts = prompts.prop_flat_map(|ids| ids.into_iter().map(prompt).collect::<Vec<_>>());
    (quiet.clone(), quiet, prompts).prop_map(|(between, after, prompts)| {
        json!({"v": 1, "key": "pk_drawn", "name": "Drawn", "origins": [], "default_language": "en",
            "languages": ["en"], "consent": "full", "zone": "Europe/Vienna",
            "quiet": {"between_hours": between, "after_close_hours": after}, "prompts": prompts})
    })
}

fn prompt(id: &'static str) -> impl Strategy<Value = Value> {
    let steps = prop_oneof![
        2 => Just(Vec::new()),
        3 => subsequence(STEPS.to_vec(), 1..=3),
    ];
    let sampling = select(vec![10_000, 10_000, 10_000, 5_000, 2_500, 9_999, 1, 0]);
    let cap = (
        select(vec![0, 1, 1, 2, 3]),
        select(vec![0, 0, 1, 7, 30]),
        any::<bool>(),
    );
    let trigger = select(vec![
        json!({"time": 0}),
        json!({"time": 20}),
        json!({"scroll": 50}),
        json!({"inactivity": 10}),
        json!({"exit_intent": true}),
        json!({"event": "form_error"}),
        json!({"event": {"name": "add_to_cart", "where": [{"property": "value", "min": 5}]}}),
        json!({"form_error": true}),
        json!({"call": true}),
        json!({"any": [{"time": 60}, {"exit_intent": true}]}),
        json!({"all": [{"time": 1}, {"scroll": 10}]}),
    ]);
    let rules = vec![
        json!({"device": ["phone"]}),
        json!({"visitor": "new"}),
        json!({"cart_value": {"min": 20}}),
        json!({"not": {"language": ["ar"]}}),
        json!({"visits": {"min": 2}}),
        json!({"referrer": {"contains": "search"}}),
        json!({"country": ["AT"]}),
        json!({"cart_product": ["mug"]}),
        json!({"cart_category": ["kitchen"]}),
        json!({"coupon": true}),
        json!({"payment": ["card"]}),
        json!({"not": {"shipping": ["ground"]}}),
    ];
    let targeting = prop_oneof![
        4 => Just(Vec::new()),
        2 => subsequence(rules, 1..=2),
    ];
    let schedule = select(vec![
        json!(null),
        json!(null),
        json!({"from": NOW}),
        json!({"until": NOW}),
        json!({"from": NOW - DAY, "until": NOW + DAY}),
        json!({"days": ["mon", "tue", "wed", "sat"], "hours": [8, 2]}),
    ]);
    let experiment = select(vec![
        json!(null),
        json!(null),
        json!({"id": "exp", "holdout": 5_000}),
        json!({"id": "exp", "variants": [{"id": "a"}, {"id": "b"}]}),
    ]);
    let state = select(vec!["live", "live", "live", "rehearsal", "paused"]);
    (
        steps, sampling, cap, trigger, targeting, schedule, experiment, state,
    )
        .prop_map(
            move |(
                steps,
                sampling,
                (times, every, once),
                trigger,
                targeting,
                schedule,
                experiment,
                state,
            )| {
                json!({"id": id, "version": 1, "state": state, "steps": steps,
                "question": {"kind": "thumbs", "text": {"en": "Good?"}}, "trigger": trigger,
                "targeting": targeting, "sampling": sampling, "schedule": schedule,
                "experiment": experiment,
                "cap": {"times": times, "every_days": every, "until_answered": once}})
            },
        )
}

/// A moment of the past, often one of those at which a rule changes its mind.
fn past() -> impl Strategy<Value = i64> + Clone {
    let edges: Vec<i64> = [0, HOUR, 24 * HOUR, 7 * DAY, 30 * DAY]
        .into_iter()
        .flat_map(|age| [age - 1, age, age + 1])
        .collect();
    prop_oneof![2 => select(edges), 3 => 0..60 * DAY].prop_map(|age| NOW - age)
}

fn state() -> impl Strategy<Value = Value> {
    let mark = (0..4_u32, past(), any::<bool>())
        .prop_map(|(n, at, answered)| json!({"n": n, "at": at, "answered": answered}));
    let shown = subsequence(PROMPTS.to_vec(), 0..=2).prop_flat_map(move |ids| {
        ids.into_iter()
            .map(|id| (Just(id), mark.clone()))
            .collect::<Vec<_>>()
    });
    let closed = prop_oneof![3 => Just(0), 1 => past()];
    (any::<[u8; 16]>(), shown, closed, 1..5_u32).prop_map(|(id, shown, closed, visits)| {
        let shown: Map<String, Value> =
            shown.into_iter().map(|(id, mark)| (id.to_owned(), mark)).collect();
        let id = uuid::Builder::from_random_bytes(id).into_uuid().to_string();
        json!({"id": id, "first": NOW - 90 * DAY, "last": NOW, "visits": visits, "steps": ["product"],
            "added": false, "shown": shown, "closed": closed})
    })
}

fn moment() -> impl Strategy<Value = Value> {
    let step = prop_oneof![6 => select(STEPS.to_vec()), 1 => Just("")];
    let device = select(vec!["phone", "tablet", "desktop"]);
    let events = vec![
        json!(["form_error", {}]),
        json!(["add_to_cart", {"value": 5}]),
        json!(["add_payment_info", {"payment_type": "Card"}]),
    ];
    let events = subsequence(events, 0..=3);
    let cart = select(vec![
        json!(null),
        json!({"coupon": "SPRING", "items": [{"item_name": "Mug", "item_category": "Kitchen"}]}),
    ]);
    let calls = prop_oneof![3 => Just(Vec::new()), 1 => subsequence(PROMPTS.to_vec(), 1)];
    let numbers = (0..90_u32, 0.0..200.0_f64, 1..4_u32);
    (step, device, events, cart, calls, numbers).prop_map(
        |(step, device, events, cart, calls, (seconds, value, visits))| {
            json!({"step": step, "url": "https://shop.example/cart", "device": device, "language": "en",
                "returning": visits > 1, "visits": visits, "value": value, "currency": "EUR", "items": 2,
                "referrer": "https://search.example/", "cart": cart,
                "steps_seen": ["product"], "events": events, "calls": calls, "seconds": seconds})
        },
    )
}
