//! Days and hours in the shop's zone.

use crate::moment::{NOW, check, moment};
use serde_json::json;
use survey::book::Book;
use survey::context::Context;
use survey::decide::{Stop, Verdict};
use survey::json::Json;
use survey::shop::Shop;

const MON: u32 = 0;
const FRI: u32 = 4;
const SAT: u32 = 5;
const SUN: u32 = 6;

fn runs(schedule: &str, at: impl Into<Option<(u32, u32)>>, expected: bool) {
    let context = Context {
        local_hour: at.into().map(|(day, hour)| day * 24 + hour),
        ..moment()
    };
    let stopped = Verdict::Stopped(Stop::Schedule);
    let verdict = if expected { Verdict::Ask } else { stopped };
    check(&format!(r#""schedule":{schedule}"#), &context, verdict);
}

#[test]
fn on_other_days_it_is_not_asked() {
    let weekdays = r#"{"days":["mon","tue","wed","thu","fri"]}"#;
    runs(weekdays, (MON, 0), true);
    runs(weekdays, (FRI, 23), true);
    runs(weekdays, (SAT, 0), false);
    runs(r#"{"days":["sun"]}"#, (SUN, 12), true);
}

#[test]
fn at_other_hours_it_is_not_asked() {
    let office = r#"{"hours":[9,17]}"#;
    for (hour, expected) in [(8, false), (9, true), (16, true), (17, false)] {
        runs(office, (MON, hour), expected);
    }
    runs(r#"{"hours":[0,24]}"#, (SUN, 0), true);
    runs(r#"{"hours":[0,24]}"#, (SUN, 23), true);
    runs(r#"{"hours":[22,0]}"#, (SUN, 23), true);
    runs(r#"{"hours":[22,0]}"#, (SUN, 0), false);
}

#[test]
fn hours_over_midnight_belong_to_the_day_on_which_they_began() {
    let night = r#"{"days":["fri","sun"],"hours":[22,2]}"#;
    runs(night, (FRI, 21), false);
    runs(night, (FRI, 22), true);
    runs(night, (SAT, 1), true);
    runs(night, (SAT, 2), false);
    runs(night, (SAT, 22), false);
    runs(night, (SUN, 1), false);
    runs(night, (MON, 1), true);
    runs(night, (FRI, 1), false);
}

#[test]
fn where_the_shops_time_is_not_known_it_is_not_asked() {
    runs(r#"{"hours":[0,24]}"#, None, false);
    runs(r#"{"days":["mon"]}"#, None, false);
    runs(&format!(r#"{{"from":{NOW}}}"#), None, true);
}

#[test]
fn days_and_the_dates_must_both_hold() {
    let over = format!(r#"{{"until":{NOW},"days":["mon"]}}"#);
    runs(&over, (MON, 12), false);
}

#[test]
fn a_book_carries_the_zone_only_where_it_is_needed() {
    let prompt = |schedule| {
        json!({"id": "p", "state": "live", "steps": ["cart"], "trigger": {"time": 0},
            "schedule": schedule, "question": {"kind": "thumbs", "text": {"en": "?"}}})
    };
    let zone = |schedule, step| {
        let shop = json!({"v": 1, "key": "pk_x", "name": "X", "default_language": "en",
            "languages": ["en"], "zone": "Asia/Kolkata", "prompts": [prompt(schedule)]});
        let shop = Shop::decode(&serde_json::from_value::<Json>(shop).unwrap()).unwrap();
        Book::of(&shop, 1, "en", Some(step), "t".into(), Vec::new()).zone
    };
    let needed = json!({"hours": [9, 17]});
    assert_eq!(
        zone(needed.clone(), "cart").as_deref(),
        Some("Asia/Kolkata")
    );
    assert_eq!(zone(needed, "product"), None);
    assert_eq!(zone(json!({"from": 1}), "cart"), None);
}
