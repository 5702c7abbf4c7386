//! Rules on the visitor: visits, where they came from, a country's hint.

use crate::moment::{decides, moment};
use survey::context::Context;

#[test]
fn visits_lie_in_a_range() {
    let after = |visits| Context { visits, ..moment() };
    let rule = r#"{"visits":{"min":2,"max":3}}"#;
    for (visits, holds) in [(1, false), (2, true), (3, true), (4, false)] {
        decides(rule, &after(visits), holds);
    }
    decides(r#"{"visits":{"min":5}}"#, &after(900), true);
    decides(r#"{"visits":{"max":1}}"#, &after(2), false);
}

#[test]
fn a_referrer_is_compared_like_an_address() {
    let from = |referrer: &str| Context {
        referrer: referrer.into(),
        ..moment()
    };
    let search = from("https://search.example/find?q=soap");
    decides(
        r#"{"referrer":{"contains":"search.example"}}"#,
        &search,
        true,
    );
    decides(
        r#"{"referrer":{"glob":"https://*.example/find*"}}"#,
        &search,
        true,
    );
    decides(
        r#"{"referrer":{"exact":"https://search.example/"}}"#,
        &search,
        false,
    );
    // Nobody sent them.
    decides(r#"{"referrer":{"exact":""}}"#, &from(""), true);
    decides(r#"{"referrer":{"contains":"search"}}"#, &from(""), false);
}

#[test]
fn a_country_is_the_region_of_the_browsers_language_or_else_of_the_pages() {
    let speaking = |browser: &str, page: &str| Context {
        browser_language: browser.into(),
        language: page.into(),
        ..moment()
    };
    let rule = r#"{"country":["AT","ch"]}"#;
    decides(rule, &speaking("de-AT", "en"), true);
    decides(rule, &speaking("de-Latn-CH", "en-GB"), true);
    decides(rule, &speaking("de", "de-AT"), true);
    decides(rule, &speaking("de-DE", "de-AT"), false);
    decides(rule, &speaking("", ""), false);
}
