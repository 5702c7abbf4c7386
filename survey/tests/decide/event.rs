//! Triggers by the page's events and by errors in its forms.

use crate::moment::{NOW, moment};
use serde_json::{Value, json};
use survey::book::Book;
use survey::context::Events;
use survey::decide::{Verdict, decide};

/// Decides about a prompt with a trigger, after these events.
fn fires(trigger: &Value, events: Value, form_error: bool) -> bool {
    let prompt = json!({"id": "p0", "trigger": trigger,
        "question": {"kind": "thumbs", "text": {"en": "?"}}});
    let book = json!({"v": 1, "shop": "pk_x", "version": 1, "lang": "en", "token": "t",
        "prompts": [prompt]});
    let book = Book::decode(&serde_json::from_value(book).unwrap()).unwrap();
    let mut context = moment();
    context.signals.form_error = form_error;
    context.signals.events = Events(serde_json::from_value(events).unwrap());
    let verdict = decide(&book, &context, NOW).verdicts[0];
    assert!([Verdict::Ask, Verdict::Waiting].contains(&verdict));
    verdict == Verdict::Ask
}

fn with(condition: Value) -> Value {
    json!({"event": {"name": "form_error", "where": [condition]}})
}

#[test]
fn a_name_alone_needs_no_properties() {
    let after = |trigger: Value| fires(&trigger, json!([["form_error"]]), false);
    assert!(after(json!({"event": "form_error"})));
    assert!(after(json!({"event": {"name": "form_error"}})));
    assert!(!after(json!({"event": "other"})));
}

#[test]
fn a_property_is_a_text_a_number_or_a_truth() {
    let told = json!({"code": "E1", "tries": 3, "final": true, "sum": 49.5});
    let holds = |condition| fires(&with(condition), json!([["form_error", told]]), false);
    assert!(holds(json!({"property": "code", "is": "E1"})));
    assert!(!holds(json!({"property": "code", "is": "e1"})));
    assert!(holds(json!({"property": "tries", "is": 3})));
    assert!(holds(json!({"property": "tries", "is": "3"})));
    assert!(holds(json!({"property": "final", "is": true})));
    assert!(!holds(json!({"property": "final", "is": false})));
    assert!(!holds(json!({"property": "missing", "is": "E1"})));
}

#[test]
fn a_property_lies_in_a_range_or_has_a_part() {
    let told = json!({"code": "E1", "sum": 49.5, "field": {"name": "billing-zip"}});
    let holds = |condition| fires(&with(condition), json!([["form_error", told]]), false);
    assert!(holds(json!({"property": "sum", "min": 49.5})));
    assert!(!holds(json!({"property": "sum", "min": 50})));
    assert!(holds(json!({"property": "sum", "min": 49, "max": 50})));
    assert!(!holds(json!({"property": "sum", "max": 49})));
    assert!(!holds(json!({"property": "code", "min": 0})));
    assert!(holds(json!({"property": "field.name", "contains": "zip"})));
    assert!(!holds(
        json!({"property": "field.name", "contains": "zip", "is": "zip"})
    ));
    assert!(!holds(json!({"property": "field", "contains": "zip"})));
}

#[test]
fn a_path_goes_four_names_deep_and_a_name_may_have_dots() {
    let told = json!({"a": {"b": {"c": {"d": "deep"}}}, "gtm.id": 7});
    let holds = |condition| fires(&with(condition), json!([["form_error", told]]), false);
    assert!(holds(json!({"property": "a.b.c.d", "is": "deep"})));
    assert!(holds(json!({"property": "gtm.id", "is": 7})));
    assert!(!holds(json!({"property": "a.b.d", "is": "deep"})));
}

#[test]
fn all_conditions_must_hold_for_one_and_the_same_event() {
    let trigger = json!({"event": {"name": "form_error", "where": [
        {"property": "code", "is": "E1"}, {"property": "value", "min": 50}]}});
    let code = json!(["form_error", {"code": "E1", "value": 10}]);
    let value = json!(["form_error", {"code": "E2", "value": 60}]);
    let other = json!(["other", {"code": "E1", "value": 60}]);
    let both = json!(["form_error", {"code": "E1", "value": 60}]);
    assert!(!fires(&trigger, json!([code, value, other]), false));
    assert!(fires(&trigger, json!([code, both]), false));
}

#[test]
fn what_is_no_event_is_passed_over() {
    let junk = json!([null, [], ["form_error"], [1, {}], {"0": "form_error"}, "form_error"]);
    assert!(fires(&json!({"event": "form_error"}), junk, false));
    for junk in [
        json!(null),
        json!("form_error"),
        json!([{}, [["form_error"]]]),
    ] {
        assert!(!fires(&json!({"event": "form_error"}), junk, false));
    }
}

#[test]
fn an_error_in_a_form_is_a_trigger_of_its_own() {
    let trigger = json!({"form_error": true});
    assert!(!fires(&trigger, json!([["form_error", {}]]), false));
    assert!(fires(&trigger, json!([]), true));
    assert!(!fires(&json!({"event": "form_error"}), json!([]), true));
}
