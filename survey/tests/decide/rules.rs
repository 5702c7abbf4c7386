//! The decision, rule by rule: each test changes one thing in a moment that would
//! otherwise ask.

use crate::moment::{DAY, HOUR, NOW, book, check, moment};
use survey::context::{Context, History, Shown, Signals};
use survey::decide::{Act, Stop, Verdict, decide};

fn shown(times: u32, at: i64, answered: bool) -> History {
    History {
        shown: vec![(
            "p0".to_owned(),
            Shown {
                times,
                at,
                answered,
            },
        )],
        closed: 0,
    }
}

#[test]
fn a_prompt_whose_moment_has_come_is_asked() {
    let decision = decide(&book(&[""]), &moment(), NOW);
    let act = Act::Ask {
        prompt: 0,
        variant: None,
    };
    assert_eq!((decision.act, decision.verdicts), (act, vec![Verdict::Ask]));
}

#[test]
fn without_its_trigger_a_prompt_waits() {
    let mut context = moment();
    context.signals.inactive = 19;
    check("", &context, Verdict::Waiting);
    context.signals.exit_intent = true;
    check("", &context, Verdict::Waiting);
}

#[test]
fn a_call_by_name_needs_neither_step_nor_trigger_but_keeps_the_cap() {
    let mut context = moment();
    context.step = "product".into();
    context.signals = Signals {
        calls: vec!["p0".into()],
        ..Signals::default()
    };
    check("", &context, Verdict::Ask);
    context.history = shown(1, NOW - 3 * HOUR, false);
    check("", &context, Verdict::Stopped(Stop::Cap));
}

#[test]
fn only_the_first_of_several_is_asked() {
    let decision = decide(&book(&["", ""]), &moment(), NOW);
    assert_eq!(decision.verdicts, [Verdict::Ask, Verdict::Behind]);
}

#[test]
fn another_step_stops_it() {
    let mut context = moment();
    context.step = "checkout".into();
    check("", &context, Verdict::Stopped(Stop::Step));
}

#[test]
fn nobody_is_sampled_into_a_share_of_nothing() {
    check(
        r#""sampling":0"#,
        &moment(),
        Verdict::Stopped(Stop::Sampling),
    );
}

#[test]
fn an_answer_ends_it_for_good_and_a_showing_until_it_is_forgotten() {
    let asked = |times, at, answered| Context {
        history: shown(times, at, answered),
        ..moment()
    };
    let monthly = r#""cap":{"times":1,"every_days":30}"#;
    let before = NOW - 30 * DAY;
    check(
        monthly,
        &asked(1, before + 1, false),
        Verdict::Stopped(Stop::Cap),
    );
    check(monthly, &asked(1, before, false), Verdict::Ask);
    check(
        monthly,
        &asked(1, before, true),
        Verdict::Stopped(Stop::Answered),
    );
    let always = r#""cap":{"times":0,"until_answered":false}"#;
    check(always, &asked(99, NOW - 3 * HOUR, true), Verdict::Ask);
}

#[test]
fn after_another_prompt_or_a_close_it_is_quiet_for_a_while() {
    let mut context = moment();
    context.history.shown = vec![(
        "p7".to_owned(),
        Shown {
            times: 1,
            at: NOW - HOUR,
            answered: true,
        },
    )];
    check("", &context, Verdict::Stopped(Stop::Quiet));
    context.history.shown[0].1.at = NOW - 2 * HOUR;
    check("", &context, Verdict::Ask);
    context.history.closed = NOW - 23 * HOUR;
    check("", &context, Verdict::Stopped(Stop::Quiet));
}

#[test]
fn outside_its_schedule_it_is_not_asked() {
    let at = |from: i64, until: i64| format!(r#""schedule":{{"from":{from},"until":{until}}}"#);
    check(&at(NOW, NOW + 1), &moment(), Verdict::Ask);
    check(
        &at(NOW + 1, NOW + 2),
        &moment(),
        Verdict::Stopped(Stop::Schedule),
    );
    check(
        &at(NOW - 1, NOW),
        &moment(),
        Verdict::Stopped(Stop::Schedule),
    );
}

#[test]
fn every_targeting_rule_must_hold_and_the_first_that_does_not_is_named() {
    let holds = [
        r#"{"url":{"exact":"https://shop.example/cart?utm_source=mail"}}"#,
        r#"{"url":{"glob":"https://shop.example/*"}}"#,
        r#"{"device":["phone"]}"#,
        r#"{"language":["en","ar"]}"#,
        r#"{"visitor":"new"}"#,
        r#"{"cart_value":{"min":50,"max":60,"currency":"EUR"}}"#,
        r#"{"added_to_cart":false}"#,
        r#"{"not":{"steps_seen":["checkout"]}}"#,
        r#"{"any":[{"cart_items":{"min":1}},{"device":["phone"]}]}"#,
    ];
    let all = format!(r#""targeting":[{}]"#, holds.join(","));
    check(&all, &moment(), Verdict::Ask);
    for (index, rule) in holds.iter().enumerate() {
        let mut rules: Vec<String> = holds.iter().map(|rule| (*rule).to_owned()).collect();
        rules[index] = format!(r#"{{"not":{rule}}}"#);
        let changes = format!(r#""targeting":[{}]"#, rules.join(","));
        check(
            &changes,
            &moment(),
            Verdict::Stopped(Stop::Targeting(index)),
        );
    }
}

#[test]
fn the_holdout_is_withheld_at_the_same_moment() {
    let all_out = r#""experiment":{"id":"e","holdout":10000,"variants":[]}"#;
    let decision = decide(&book(&[all_out]), &moment(), NOW);
    assert_eq!(decision.act, Act::Withhold { prompt: 0 });
    let mut context = moment();
    context.signals.inactive = 0;
    check(all_out, &context, Verdict::Waiting);
}

#[test]
fn a_variant_is_named_with_the_prompt() {
    let one = r#""experiment":{"id":"e","variants":[{"id":"b","weight":1,"text":{"en":"!"}}]}"#;
    let decision = decide(&book(&[one]), &moment(), NOW);
    let act = Act::Ask {
        prompt: 0,
        variant: Some(0),
    };
    assert_eq!(decision.act, act);
}
