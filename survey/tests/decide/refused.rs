//! What a shop file may not say, with the place and the problem.

use serde_json::{Value, json};
use survey::json::Json;
use survey::shop::Shop;

/// What is wrong with a shop file in which the only prompt has these members.
fn problem(zone: &str, changes: Value) -> String {
    let mut prompt = json!({"id": "p", "trigger": {"time": 0},
        "question": {"kind": "thumbs", "text": {"en": "?"}}});
    for (name, value) in changes.as_object().unwrap() {
        prompt[name] = value.clone();
    }
    let shop = json!({"v": 1, "key": "pk_x", "name": "X", "default_language": "en",
        "languages": ["en"], "zone": zone, "prompts": [prompt]});
    let shop = Shop::decode(&serde_json::from_value::<Json>(shop).unwrap());
    shop.map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn a_rule_that_can_not_be_meant_is_refused_with_its_place() {
    for (rule, expected) in [
        (json!({"visits": {}}), "visits: must have min or max"),
        (
            json!({"visits": {"min": 3, "max": 2}}),
            "visits.max: must not be below min",
        ),
        (
            json!({"visits": {"min": -1}}),
            "visits.min: must be 0 to 4294967295",
        ),
        (
            json!({"referrer": {"is": "x"}}),
            "referrer: must be exact, contains or glob",
        ),
        (
            json!({"cart_product": []}),
            "cart_product: must name at least one",
        ),
        (
            json!({"cart_category": "Mugs"}),
            "cart_category: must be an array",
        ),
        (
            json!({"payment": ["card", 1]}),
            "payment[1]: must be a string",
        ),
        (json!({"shipping": []}), "shipping: must name at least one"),
        (json!({"coupon": "SPRING"}), "coupon: must be true or false"),
        (
            json!({"country": ["AT", "Austria"]}),
            "country[1]: must be a country's two letters, such as AT",
        ),
    ] {
        let problem = problem("UTC", json!({"targeting": [rule]}));
        assert_eq!(problem, format!("prompts[0].targeting[0].{expected}"));
    }
}

#[test]
fn a_trigger_that_can_not_be_meant_is_refused_with_its_place() {
    let event = |condition: Value| json!({"event": {"name": "e", "where": [condition]}});
    for (trigger, expected) in [
        (json!({"form_error": false}), "form_error: must be true"),
        (json!({"event": {"where": []}}), "event.name: is missing"),
        (
            event(json!({"is": "x"})),
            "event.where[0].property: is missing",
        ),
        (
            event(json!({"property": "x"})),
            "event.where[0]: must have is, contains, min or max",
        ),
        (
            event(json!({"property": "x", "is": 1.5})),
            "event.where[0].is: must be a text, a whole number, true or false",
        ),
        (
            event(json!({"property": "x", "min": "50"})),
            "event.where[0].min: must be a number",
        ),
        (
            event(json!({"property": "a.b.c.d.e", "is": "x"})),
            "event.where[0].property: must be names with dots between, at most four",
        ),
        (
            event(json!({"property": "a..b", "is": "x"})),
            "event.where[0].property: must be names with dots between, at most four",
        ),
    ] {
        let problem = problem("UTC", json!({"trigger": trigger}));
        assert_eq!(problem, format!("prompts[0].trigger.{expected}"));
    }
}

#[test]
fn a_schedule_that_can_not_be_meant_is_refused_with_its_place() {
    let days = "must be mon, tue, wed, thu, fri, sat or sun";
    for (schedule, expected) in [
        (
            json!({"days": []}),
            "days: must name at least one".to_owned(),
        ),
        (
            json!({"days": ["mon", "Tuesday"]}),
            format!("days[1]: {days}"),
        ),
        (
            json!({"hours": [9]}),
            "hours: must be two numbers".to_owned(),
        ),
        (
            json!({"hours": [9, 9]}),
            "hours: must be two different hours, the first below 24".to_owned(),
        ),
        (
            json!({"hours": [24, 9]}),
            "hours: must be two different hours, the first below 24".to_owned(),
        ),
        (
            json!({"hours": [9, 25]}),
            "hours[1]: must be 0 to 24".to_owned(),
        ),
    ] {
        let problem = problem("UTC", json!({"schedule": schedule}));
        assert_eq!(problem, format!("prompts[0].schedule.{expected}"));
    }
}

#[test]
fn a_zone_without_the_shape_of_a_name_is_refused() {
    assert_eq!(problem("Europe/Berlin", json!({})), "");
    let expected = "zone: must be the name of a time zone, such as Europe/Berlin";
    assert_eq!(problem("Berlin, Europe", json!({})), expected);
}
