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
            "hours: must be [from, until]".to_owned(),
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
            "hours[1]: is out of range".to_owned(),
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
