//! Makes a shop, a visitor and a moment of any bytes: each byte decides one thing, so that the fuzzer learns which one leads where. When they are used up, the rest is as usual.

use crate::case::{Drawn, NOW};
use serde_json::{Map, Value, json};

const HOUR: i64 = 3_600_000;
const STEPS: [&str; 6] = [
    "cart",
    "product",
    "checkout",
    "confirmation",
    "gift-list",
    "",
];
const PROMPTS: [&str; 5] = ["why-not", "how-likely", "found-it", "say-more", "call-me"];
const NUMBERS: [f64; 12] = [
    0.0,
    1.0,
    2.0,
    5.0,
    20.0,
    24.0,
    50.0,
    99.5,
    -1.0,
    0.1,
    4_294_967_296.0,
    1e300,
];
const TEXTS: [&str; 10] = [
    "",
    "a",
    "cart",
    "search",
    "Mug",
    "mug",
    "SPRING",
    "https://shop.example/cart",
    "***",
    "é\u{202e}",
];

/// The bytes that are left.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    /// The next byte, or 0, which always stands for the usual.
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn is(&mut self) -> bool {
        self.next() % 2 == 1
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::from(self.next()) % of.len()].clone()
    }

    fn some(&mut self, of: &[&str]) -> Vec<String> {
        let chosen = self.next();
        let picked = of.iter().enumerate();
        let picked = picked.filter(|(at, _)| chosen >> (at % 8) & 1 == 1);
        picked.map(|(_, one)| (*one).to_owned()).collect()
    }

    fn number(&mut self) -> Value {
        json!(self.one(&NUMBERS))
    }

    /// A moment of the past, often one at which a rule changes its mind.
    fn past(&mut self) -> i64 {
        let age = self.one(&[0, HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR, 48 * HOUR]);
        NOW - age - self.one(&[0, 1, -1, 60_000])
    }
}

/// What these bytes stand for.
pub fn drawn(bytes: &[u8]) -> Drawn {
    let mut bytes = Bytes(bytes.iter());
    let from = &mut bytes;
    let visitor = format!("11111111-2222-4333-8444-5555555555{:02x}", from.next());
    let moment = moment(from, &visitor);
    let state = state(from, &visitor);
    let hour = from.is().then(|| u32::from(from.next()) % 168);
    let seen = (
        u32::from(from.next()) % 101,
        u32::from(from.next()),
        from.is(),
        from.is(),
        hour,
    );
    Drawn {
        shop: shop(from),
        state,
        moment,
        seen,
    }
}

fn shop(from: &mut Bytes) -> Value {
    let hours = [0, 1, 24, 720];
    let (between, after) = (from.one(&hours), from.one(&hours));
    let many = 1 + usize::from(from.next()) % PROMPTS.len();
    let prompts: Vec<Value> = PROMPTS[..many].iter().map(|id| prompt(from, id)).collect();
    json!({"v": 1, "key": "pk_drawn", "name": "Drawn", "origins": [], "default_language": "en",
        "languages": ["en"], "consent": "full", "zone": "Europe/Vienna",
        "quiet": {"between_hours": between, "after_close_hours": after}, "prompts": prompts})
}

fn prompt(from: &mut Bytes, id: &str) -> Value {
    let arms = [json!([{"id": "a"}, {"id": "b"}]), json!([{"id": "a"}])];
    let experiment = from.is().then(
        || json!({"id": "exp", "holdout": from.one(&[5_000, 0, 10_000]), "variants": from.one(&arms)}),
    );
    let targeting = usize::from(from.next()) % 3;
    let targeting: Vec<Value> = (0..targeting).map(|_| rule(from, 0)).collect();
    json!({"id": id, "version": 1, "state": from.one(&["live", "live", "live", "paused"]),
        "steps": from.some(&STEPS[..5]),
        "question": {"kind": "thumbs", "text": {"en": "Good?"}},
        "trigger": trigger(from, 0), "targeting": targeting,
        "sampling": from.one(&[10_000, 5_000, 9_999, 1, 0, 2_500]),
        "schedule": schedule(from), "experiment": experiment,
        "cap": {"times": from.one(&[0, 1, 2, 3]), "every_days": from.one(&[0, 1, 7, 30]),
            "until_answered": from.is()}})
}

fn schedule(from: &mut Bytes) -> Value {
    from.one(&[
        Value::Null,
        json!({"from": NOW}),
        json!({"until": NOW}),
        json!({"from": NOW - HOUR, "until": NOW + 1}),
        json!({"days": ["mon", "wed", "sun"]}),
        json!({"hours": [22, 2]}),
        json!({"days": ["sat"], "hours": [9, 17]}),
    ])
}

fn trigger(from: &mut Bytes, depth: u8) -> Value {
    let kinds = if depth < 3 { 11 } else { 9 };
    match from.next() % kinds {
        0 => json!({"time": 0}),
        1 => json!({"time": u32::from(from.next())}),
        2 => json!({"scroll": u32::from(from.next()) % 101}),
        3 => json!({"inactivity": u32::from(from.next())}),
        4 => json!({"exit_intent": true}),
        5 => json!({"call": true}),
        6 => json!({"form_error": true}),
        7 => json!({"click": "#buy"}),
        8 => {
            let condition = match from.next() % 4 {
                0 => json!({"property": "code", "is": "E1"}),
                1 => json!({"property": "value", "min": 5}),
                2 => json!({"property": "a.b", "contains": "x"}),
                _ => json!({"property": "value", "max": 5}),
            };
            json!({"event": {"name": from.one(&["form_error", "used"]), "where": [condition]}})
        }
        kind => {
            let parts: Vec<Value> = (0..2).map(|_| trigger(from, depth + 1)).collect();
            if kind == 9 {
                json!({"any": parts})
            } else {
                json!({"all": parts})
            }
        }
    }
}

fn rule(from: &mut Bytes, depth: u8) -> Value {
    let kinds = if depth < 3 { 18 } else { 16 };
    let named = |from: &mut Bytes| from.one(&["Mug", "T-1", "Kitchen", "card", "ground"]);
    match from.next() % kinds {
        0 => json!({"device": ["phone"]}),
        1 => json!({"visitor": from.one(&["new", "returning"])}),
        2 => json!({"cart_value": {"min": 20}}),
        3 => json!({"cart_value": {"max": 99.5, "currency": "EUR"}}),
        4 => json!({"cart_items": {"min": 1, "max": 3}}),
        5 => json!({"visits": {"min": 2}}),
        6 => json!({"language": ["de", "en"]}),
        7 => json!({"country": ["AT"]}),
        8 => json!({"url": {"glob": from.one(&["https://*/cart*", "*", "**a*b", "x"])}}),
        9 => json!({"referrer": {"contains": "search"}}),
        10 => json!({"referrer": {"exact": ""}}),
        11 => json!({"cart_product": [named(from)]}),
        12 => json!({"cart_category": [named(from)]}),
        13 => json!({"coupon": from.is()}),
        14 => json!({"payment": [named(from)]}),
        15 => json!({"shipping": [named(from)]}),
        16 => json!({"not": rule(from, depth + 1)}),
        _ => json!({"any": [rule(from, depth + 1), rule(from, depth + 1)]}),
    }
}

fn state(from: &mut Bytes, visitor: &str) -> Value {
    let mut shown = Map::new();
    for id in PROMPTS {
        if from.next() % 4 == 1 {
            let mark = json!({"n": from.next() % 5, "at": from.past(), "answered": from.is()});
            shown.insert(id.to_owned(), mark);
        }
    }
    let closed = if from.is() { from.past() } else { 0 };
    json!({"id": visitor, "first": NOW - 90 * 24 * HOUR, "last": NOW - 1_000, "visits": 2,
        "steps": ["product"], "added": from.is(), "shown": shown, "closed": closed})
}

fn moment(from: &mut Bytes, visitor: &str) -> Value {
    let item = json!({"item_name": from.one(&TEXTS), "item_id": "T-1", "item_category": "Kitchen"});
    let cart = from.one(&[
        Value::Null,
        json!({"coupon": "SPRING", "items": [item]}),
        json!({"items": [7, {"item_name": {}}], "payment_type": "Card"}),
        json!([]),
    ]);
    let event = json!([from.one(&["form_error", "used"]), {"code": "E1", "value": from.number()}]);
    json!({"step": from.one(&STEPS), "visitor": visitor, "url": from.one(&TEXTS),
        "referrer": from.one(&TEXTS), "device": from.one(&["phone", "tablet", "desktop"]),
        "language": from.one(&["en", "de-AT", "x", ""]), "returning": from.is(),
        "visits": from.number(), "value": from.number(),
        "currency": from.one(&["EUR", "USD", ""]), "items": from.number(), "cart": cart,
        "steps_seen": from.some(&STEPS[..5]), "events": [event],
        "calls": from.one(&[vec![], vec!["found-it"], vec!["why-not", "nobody"]]),
        "seconds": from.next()})
}
