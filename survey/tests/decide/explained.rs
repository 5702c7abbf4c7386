//! Explanations: they say of every rule what the decision makes of it, and with what.

use crate::moment::{DAY, HOUR, NOW, book, moment};
use proptest::prelude::*;
use serde_json::{Value, json};
use survey::context::{Context, Events, History, Shown, Signals};
use survey::decide::{Stop, Verdict, decide};
use survey::explain::explain;

/// The explanation of the usual prompt with changes, as a file would have it.
fn explained(changes: &str, context: &Context) -> Value {
    let explained = explain(&book(&[changes]), context, NOW);
    serde_json::to_value(explained).unwrap()[0].take()
}

/// Looks for a line like this in the explanation of the usual prompt with changes.
fn says(changes: &str, context: &Context, line: Value) {
    let explanation = explained(changes, context);
    let lines = explanation["lines"].as_array().unwrap();
    assert!(lines.contains(&line), "{line} is not in {lines:#?}");
}

fn shown(times: u32, at: i64) -> History {
    let shown = Shown {
        times,
        at,
        answered: false,
    };
    History {
        shown: vec![("p0".to_owned(), shown)],
        closed: 0,
    }
}

#[test]
fn a_line_has_what_is_wanted_and_what_there_is() {
    let line = json!({"rule": "step", "wanted": ["cart"], "found": {"step": "cart", "called": false},
        "holds": true, "parts": []});
    says("", &moment(), line);
    let line = json!({"rule": "trigger", "wanted": {"inactivity": 20}, "found": 20,
        "holds": true, "parts": []});
    says("", &moment(), line);
    let line = json!({"rule": "sampling", "wanted": 0, "found": 5919, "holds": false,
        "parts": []});
    says(r#""sampling":0"#, &moment(), line);
}

#[test]
fn rules_after_the_one_that_stops_are_told_too() {
    let mut context = moment();
    context.step = "product".into();
    context.value = Some(20.0);
    let changes = r#""targeting":[{"cart_value":{"min":50}},{"device":["phone"]}]"#;
    let line = json!({"rule": "targeting", "wanted": {"cart_value": {"min": 50}},
        "found": {"value": 20, "currency": "EUR"}, "holds": false, "parts": []});
    says(changes, &context, line);
    let line = json!({"rule": "targeting", "wanted": {"device": ["phone"]}, "found": "phone",
        "holds": true, "parts": []});
    says(changes, &context, line);
}

#[test]
fn rules_within_rules_are_lines_of_their_own() {
    let device = |holds| {
        json!({"rule": "targeting", "wanted": {"device": ["phone"]}, "found": "phone",
            "holds": holds, "parts": []})
    };
    let line = json!({"rule": "targeting", "wanted": {"not": {"device": ["phone"]}},
        "holds": false, "parts": [device(true)]});
    says(
        r#""targeting":[{"not":{"device":["phone"]}}]"#,
        &moment(),
        line,
    );
    let line = json!({"rule": "targeting", "wanted": {"any": [{"device": ["phone"]}]},
        "holds": true, "parts": [device(true)]});
    says(
        r#""targeting":[{"any":[{"device":["phone"]}]}]"#,
        &moment(),
        line,
    );
}

#[test]
fn caps_and_pauses_say_when_they_end() {
    let mut context = moment();
    context.history = shown(2, NOW - DAY);
    context.history.closed = NOW - HOUR;
    let cap = json!({"rule": "cap", "wanted": {"times": 2, "every_days": 7, "until_answered": true},
        "found": {"times": 2, "at": (NOW - DAY)}, "holds": false,
        "until": (NOW + 6 * DAY), "parts": []});
    says(r#""cap":{"times":2,"every_days":7}"#, &context, cap);
    let quiet = json!({"rule": "quiet", "wanted": {"between_hours": 2, "after_close_hours": 24},
        "found": {"shown": (NOW - DAY), "closed": (NOW - HOUR)}, "holds": false,
        "until": (NOW + 23 * HOUR), "parts": []});
    says("", &context, quiet);
    let never = json!({"rule": "cap", "wanted": {"times": 2, "every_days": 0, "until_answered": true},
        "found": {"times": 2, "at": (NOW - DAY)}, "holds": false, "parts": []});
    says(r#""cap":{"times":2}"#, &context, never);
}

#[test]
fn the_last_event_of_a_name_is_told_by_the_properties_that_matter() {
    let mut context = moment();
    let events = r#"[["e",{"code":"E1","more":1}],["f"],["e",{"code":"E2"}]]"#;
    context.signals.events = Events(serde_json::from_str(events).unwrap());
    let wanted = json!({"name": "e", "where": [{"property": "code", "is": "E3"}]});
    let line = json!({"rule": "trigger", "wanted": {"event": wanted},
        "found": {"times": 2, "last": {"code": "E2"}}, "holds": false, "parts": []});
    let changes = format!(r#""trigger":{{"event":{wanted}}}"#);
    says(&changes, &context, line);
}

#[test]
fn a_call_by_name_is_told_in_place_of_what_the_trigger_waits_for() {
    let mut context = moment();
    context.signals = Signals {
        calls: vec!["p0".into()],
        ..Signals::default()
    };
    let line = json!({"rule": "trigger", "wanted": {"inactivity": 20},
        "found": {"called": true}, "holds": true, "parts": []});
    says("", &context, line);
}

#[test]
fn the_arm_is_told() {
    let arm = |changes: &str| explained(changes, &moment())["arm"].take();
    assert_eq!(arm(r#""experiment":{"id":"x","holdout":10000}"#), "holdout");
    let variant = r#""experiment":{"id":"x","variants":[{"id":"b"}]}"#;
    assert_eq!(arm(variant), "b");
    assert_eq!(arm(r#""experiment":{"id":"x"}"#), "");
    assert_eq!(arm(""), Value::Null);
}

/// The place of the line that a verdict names; the trigger's is the last.
fn place(verdict: Verdict, lines: &[Value]) -> Option<usize> {
    let first = |name: &str| lines.iter().position(|line| line["rule"] == name);
    match verdict {
        Verdict::Stopped(Stop::Targeting(nth)) => first("targeting").map(|at| at + nth),
        Verdict::Stopped(stop) => first(stop.name()),
        Verdict::Waiting => Some(lines.len() - 1),
        Verdict::Ask | Verdict::Withhold | Verdict::Behind => None,
    }
}

fn any_moment() -> impl Strategy<Value = Context> {
    let rules = (
        "[0-9a-f]{8}",
        prop_oneof![3 => Just("cart"), 1 => Just("product")],
        (0_u32..2, 0_i64..9, any::<bool>(), 0_i64..2),
        prop_oneof![3 => Just(Some(10)), 1 => proptest::option::of(0_u32..168)],
        (any::<bool>(), 40.0..90.0),
        (15_u32..25, any::<bool>()),
    );
    rules.prop_map(|(visitor, step, past, hour, facts, signals)| {
        let mut history = shown(past.0, NOW - past.1 * DAY);
        history.shown[0].1.answered = past.2;
        history.closed = past.3 * (NOW - past.1 * HOUR * 6);
        let calls: &[&str] = if signals.1 { &["p0", "p1"] } else { &[] };
        Context {
            visitor,
            step: step.to_owned(),
            local_hour: hour,
            returning: facts.0,
            value: Some(facts.1),
            history,
            signals: Signals {
                inactive: signals.0,
                calls: calls.iter().map(|call| (*call).to_owned()).collect(),
                ..Signals::default()
            },
            ..moment()
        }
    })
}

proptest! {
    #[test]
    fn the_first_line_that_does_not_hold_is_the_rule_that_the_decision_names(context in any_moment()) {
        let book = book(&[
            r#""sampling":5000,"cap":{"times":1,"every_days":3}"#,
            r#""schedule":{"days":["mon"],"hours":[9,17]},"experiment":{"id":"x","holdout":5000}"#,
            r#""targeting":[{"cart_value":{"min":60}},{"not":{"visitor":"new"}},{"any":[{"cart_value":{"max":70}},{"device":["tablet"]}]}]"#,
            r#""trigger":{"any":[{"all":[{"inactivity":18},{"time":9}]},{"inactivity":22}]}"#,
            "",
        ]);
        let decision = decide(&book, &context, NOW);
        let explained = serde_json::to_value(explain(&book, &context, NOW)).unwrap();
        let mut due = Vec::new();
        for (one, verdict) in explained.as_array().unwrap().iter().zip(decision.verdicts) {
            let lines = one["lines"].as_array().unwrap();
            let first = lines.iter().position(|line| line["holds"] == false);
            prop_assert_eq!(first, place(verdict, lines), "{:#}", one);
            prop_assert_eq!(&one["verdict"], verdict.name());
            due.extend(first.is_none().then_some(verdict));
        }
        // Of those of which all holds, the first is asked or withheld, and the others wait.
        let mut due = due.into_iter();
        prop_assert!(matches!(due.next(), None | Some(Verdict::Ask | Verdict::Withhold)));
        prop_assert!(due.all(|verdict| verdict == Verdict::Behind));
    }
}
