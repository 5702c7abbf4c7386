//! Properties that hold for every input, tried on many.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::collection::vec;
use proptest::prelude::*;
use survey::answer::Answer;
use survey::book::Book;
use survey::context::{Context, Device, History, Shown, Signals};
use survey::decide::decide;
use survey::event::{Batch, Event, EventKind, Queued};
use survey::json::Json;
use survey::prompt::Prompt;
use survey::redact::redact;
use survey::score::Histogram;
use survey::shop::Shop;
use survey::tally::{Measure, Tally, contribution};
use survey::targeting::Rule;

fn golden(name: &str) -> Json {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<f64>().prop_map(Json::Number),
        (-20_i64..20).prop_map(Json::from),
        "[a-z0-9_\\-]{0,12}".prop_map(Json::String),
        any::<String>().prop_map(Json::String),
    ];
    let name = prop_oneof![
        "[a-z_]{1,10}",
        Just("kind".to_owned()),
        Just("any".to_owned()),
        Just("items".to_owned()),
        Just("coupon".to_owned()),
        Just("item_category".to_owned()),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Json::Array),
            vec((name.clone(), inner), 0..6).prop_map(Json::Object),
        ]
    })
}

/// A golden file with one of its values replaced by `with`.
fn spoil(json: &mut Json, steps: &[usize], with: Json) {
    let inner = match (&mut *json, steps.split_first()) {
        (Json::Array(list), Some((step, rest))) if !list.is_empty() => {
            let index = step % list.len();
            Some((&mut list[index], rest))
        }
        (Json::Object(list), Some((step, rest))) if !list.is_empty() => {
            let index = step % list.len();
            Some((&mut list[index].1, rest))
        }
        _ => None,
    };
    match inner {
        Some((value, rest)) => spoil(value, rest, with),
        None => *json = with,
    }
}

fn decode_everything(json: &Json) {
    // What does decode is whole: it can be written and read again unchanged.
    if let Ok(shop) = Shop::decode(json) {
        assert_eq!(Shop::decode(&shop.encode()).unwrap(), shop);
    }
    if let Ok(prompt) = Prompt::decode(json) {
        assert_eq!(Prompt::decode(&prompt.encode()).unwrap(), prompt);
    }
    if let Ok(event) = Event::decode(json) {
        assert_eq!(Event::decode(&event.encode()).unwrap(), event);
    }
    if let Ok(batch) = Batch::decode(json) {
        batch.events.iter().for_each(decode_everything);
    }
    let _ = Book::decode(json);
    let _ = Answer::decode(json);
    let _ = Queued::decode(json);
    let _ = Context::read(json, json);
}

proptest! {
    #[test]
    fn decoding_anything_never_panics(json in any_json()) {
        decode_everything(&json);
    }

    #[test]
    fn decoding_a_spoilt_file_never_panics(
        file in prop_oneof![Just("shop.json"), Just("batch.json"), Just("book.json"), Just("queued.json")],
        steps in vec(any::<usize>(), 0..9),
        with in any_json(),
    ) {
        let mut json = golden(file);
        spoil(&mut json, &steps, with);
        decode_everything(&json);
        if let Some(Json::Array(prompts)) = json.get("prompts") {
            prompts.iter().for_each(decode_everything);
        }
    }

    #[test]
    fn the_same_facts_give_the_same_decision(context in any_context(), now in 0_i64..2_000_000_000_000) {
        let book = Book::decode(&golden("book.json")).unwrap();
        let decision = decide(&book, &context, now);
        prop_assert_eq!(&decision, &decide(&book, &context.clone(), now));
        prop_assert_eq!(decision.verdicts.len(), book.prompts.len());
    }

    #[test]
    fn every_rule_and_trigger_makes_something_of_whatever_a_page_tells(
        context in any_context(), cart in any_json(), events in any_events(),
    ) {
        let told = Json::object([("cart", cart), ("events", events)]);
        let told = Context::read(&told, &Json::Null);
        let context = Context {
            cart: told.cart,
            signals: Signals { events: told.signals.events, ..context.signals },
            ..context
        };
        for (_, prompt) in Shop::decode(&golden("shop.json")).unwrap().prompts {
            for rule in prompt.targeting {
                let not = Rule::Not(Box::new(rule.clone()));
                prop_assert_ne!(rule.holds(&context), not.holds(&context));
            }
            prompt.trigger.has_fired(&prompt.id, &context.signals);
            prompt.schedule.covers(0, context.local_hour);
        }
    }

    #[test]
    fn merging_is_associative_and_subtracting_undoes_adding(
        a in any_tally(), b in any_tally(), c in any_tally(),
    ) {
        let sum = |x: &Tally, y: &Tally| { let mut s = x.clone(); s.add(y); s };
        prop_assert_eq!(sum(&sum(&a, &b), &c), sum(&a, &sum(&b, &c)));
        prop_assert_eq!(sum(&a, &b), sum(&b, &a));
        let mut back = sum(&a, &b);
        back.subtract(&b);
        prop_assert_eq!(back, a);
    }

    #[test]
    fn scores_merge_and_subtract_like_their_answers(
        a in vec(0_u8..=10, 0..40), b in vec(0_u8..=10, 0..40), c in vec(0_u8..=10, 0..40),
    ) {
        let of = |scores: &[u8]| {
            let mut histogram = Histogram::default();
            scores.iter().for_each(|score| histogram.count(*score, 1));
            histogram
        };
        let merged = |x: Histogram, y: Histogram| { let mut m = x; m.merge(&y); m };
        let (ha, hb, hc) = (of(&a), of(&b), of(&c));
        prop_assert_eq!(merged(merged(ha, hb), hc), merged(ha, merged(hb, hc)));
        let all: Vec<u8> = [a.as_slice(), &b].concat();
        prop_assert_eq!(merged(ha, hb).nps(), of(&all).nps());
        let mut back = merged(ha, hb);
        back.subtract(&hb);
        prop_assert_eq!(back, ha);
        if let Some(nps) = merged(ha, hb).nps() {
            prop_assert!(nps.score.low <= nps.score.value && nps.score.value <= nps.score.high);
            prop_assert!((-100.0..=100.0).contains(&nps.score.value));
        }
    }

    #[test]
    fn a_contribution_counts_an_asking_once(kind in any_kind(), score in 0_u8..=10) {
        let prompts = Shop::decode(&golden("shop.json")).unwrap().prompts;
        let prompt = &prompts[1].1;
        let answer = Answer::build(prompt, survey::answer::Value::Score(score), None).unwrap();
        let tally = contribution(prompt, kind, Some(&answer));
        let n = |measure| tally.get(measure, "");
        prop_assert!(n(Measure::Shown) + n(Measure::Withheld) <= 1);
        prop_assert!(n(Measure::Answered) + n(Measure::Dismissed) <= n(Measure::Shown));
        let options: i64 = tally.iter().filter(|(m, ..)| *m == Measure::Question).map(|(.., n)| n).sum();
        prop_assert_eq!(options, n(Measure::Answered));
    }

    #[test]
    fn no_valid_card_number_survives(
        issuer in 2_u32..=6,
        body in vec(0_u32..10, 11..=17),
        gaps in vec(prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("-"), 1 => Just(".")], 19),
        before in "[a-zA-Z ,:!]{0,12}",
        after in "[a-zA-Z ,:!]{0,12}",
    ) {
        let mut digits: Vec<u32> = std::iter::once(issuer).chain(body).collect();
        digits.push(luhn_check_digit(&digits));
        let written: String = digits.iter().zip(&gaps).map(|(digit, gap)| format!("{digit}{gap}")).collect();
        let number: String = digits.iter().map(u32::to_string).collect();
        let redacted = redact(&format!("{before}{written}{after}"));
        let left: String = redacted.chars().filter(char::is_ascii_digit).collect();
        prop_assert!(!left.contains(&number), "{redacted}");
        // With two letters right before it, it may happen to be a valid IBAN as well.
        prop_assert!(redacted.contains("[card]") || redacted.contains("[iban]"), "{redacted}");
    }

    #[test]
    fn ordinary_order_numbers_survive(number in 1_000_u64..999_999_999_999, prefix in "(order |Order #|no\\. |)") {
        let text = format!("{prefix}{number} has not arrived");
        prop_assert_eq!(redact(&text), text);
    }

    #[test]
    fn what_a_field_takes_is_still_an_answer_when_it_was_redacted(
        words in vec(prop_oneof![Just("a@b"), Just("+4930123456"), Just("x"), Just(" "), Just("4111111111111111")], 1..30),
    ) {
        let text = words.concat();
        let length = text.chars().count();
        let question = serde_json::json!({"id": "p", "trigger": {"time": 0},
            "question": {"kind": "text", "max_length": length, "text": {"en": "?"}}});
        let prompt = Prompt::decode(&serde_json::from_value(question).unwrap()).unwrap();
        if let Ok(mut answer) = Answer::build(&prompt, survey::answer::Value::Text(text), None) {
            answer.redact();
            prop_assert_eq!(answer.check(&prompt), Ok(()), "{:?}", answer);
        }
    }

    #[test]
    fn redacting_twice_changes_nothing_more(text in any::<String>()) {
        let once = redact(&text);
        prop_assert_eq!(redact(&once), once);
    }
}

fn luhn_check_digit(digits: &[u32]) -> u32 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 0 {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                *digit
            }
        })
        .sum();
    (10 - sum % 10) % 10
}

fn any_kind() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        Just(EventKind::Shown),
        Just(EventKind::Withheld),
        Just(EventKind::Answered),
        Just(EventKind::Dismissed),
        Just(EventKind::StepReached),
    ]
}

fn any_tally() -> impl Strategy<Value = Tally> {
    let measure = proptest::sample::select(Measure::ALL.to_vec());
    vec((measure, "[a-c]{0,1}", -5_i64..5), 0..12).prop_map(|counts| {
        let mut tally = Tally::default();
        for (measure, option, n) in counts {
            tally.count(measure, &option, n);
        }
        tally
    })
}

/// Mostly lists of names with what came with them.
fn any_events() -> impl Strategy<Value = Json> {
    let name = prop_oneof![
        Just("form_error"),
        Just("purchase"),
        Just("add_payment_info")
    ];
    let event = prop_oneof![
        3 => (name, any_json()).prop_map(|(name, told)| Json::array([name.into(), told])),
        1 => any_json(),
    ];
    prop_oneof![4 => vec(event, 0..5).prop_map(Json::Array), 1 => any_json()]
}

fn any_context() -> impl Strategy<Value = Context> {
    (
        "[0-9a-f]{8}",
        prop_oneof![Just("cart"), Just("checkout"), Just("")],
        (
            any::<bool>(),
            any::<bool>(),
            proptest::option::of(0.0..200.0),
        ),
        (0_u32..60, 0_u32..60, 0_u32..100, any::<bool>()),
        (0_u32..4, 0_i64..2_000_000_000_000, any::<bool>()),
        (
            any::<u32>(),
            any::<String>(),
            proptest::option::of(any::<u32>()),
        ),
    )
        .prop_map(|(visitor, step, facts, signals, shown, more)| Context {
            visitor,
            step: step.to_owned(),
            referrer: more.1.clone(),
            browser_language: more.1,
            visits: more.0,
            local_hour: more.2,
            device: Device::Phone,
            returning: facts.0,
            added_to_cart: facts.1,
            value: facts.2,
            signals: Signals {
                seconds: signals.0,
                inactive: signals.1,
                scroll: signals.2,
                exit_intent: signals.3,
                ..Signals::default()
            },
            history: History {
                shown: vec![(
                    "cart-hesitation".to_owned(),
                    Shown {
                        times: shown.0,
                        at: shown.1,
                        answered: shown.2,
                    },
                )],
                closed: 0,
            },
            ..Context::default()
        })
}
