//! What is wrong with a prompt that is still being written is told all at once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use survey::json::Json;
use survey::prompt::{Prompt, problems};

fn told(json: &str) -> Vec<String> {
    let json: Json = serde_json::from_str(json).unwrap();
    problems(&json).iter().map(ToString::to_string).collect()
}

#[test]
fn an_empty_draft_lacks_its_id_its_question_and_its_trigger() {
    assert_eq!(
        told("{}"),
        [
            "id: is missing",
            "question: is missing",
            "trigger: is missing"
        ]
    );
}

#[test]
fn every_problem_is_told_with_its_place() {
    let draft = r#"{
        "id": "Not An Id", "steps": ["cart", "My Cart"], "placement": "roof", "sampling": 10001,
        "question": {"kind": "choice", "text": {"en": " ", "ar": "ما السبب؟", "th": ""},
            "choices": [{"id": "a", "text": {"en": "A"}}, {"id": "b"}, {"id": "?", "text": {}}]},
        "follow_ups": [{"question": {"kind": "oracle", "text": {"en": "?"}}}],
        "replies": [{"text": {"en": "Thanks"}}, {"text": {"en": ""}, "link": {"url": "javascript:x", "text": {"en": "x"}}}],
        "trigger": {"any": [{"time": 5}, {"moon": 1}]},
        "targeting": [{"device": ["phone"]}, {"device": ["watch"]}, {"visits": {}}],
        "cap": {"times": -1}, "schedule": {"from": 5, "until": 4}
    }"#;
    assert_eq!(
        told(draft),
        [
            "id: must be 1 to 64 of a-z, 0-9, - and _",
            "steps[1]: must be 1 to 64 of a-z, 0-9, - and _",
            "placement.inline: is missing",
            "question.choices[1].text: is missing",
            "question.choices[2].id: must be 1 to 64 of a-z, 0-9, - and _",
            "question.choices[2].text: must name at least one",
            "question.text.en: must not be blank",
            "question.text.th: must not be blank",
            "follow_ups[0].question.kind: is not known",
            "replies[1].text.en: must not be blank",
            "replies[1].link.url: must be an https, http, mailto, tel or relative address",
            "trigger.any[1].moon: is not known",
            "targeting[1].device[0]: must be phone, tablet or desktop",
            "targeting[2].visits: must have min or max",
            "cap.times: must be 0 to 1000",
            "sampling: must be 0 to 10000",
            "schedule.until: must lie after from",
        ]
    );
}

#[test]
fn conditions_are_held_against_the_question_once_that_is_right() {
    let draft = |kind: &str| {
        format!(
            r#"{{"id": "a", "question": {{"kind": "{kind}", "text": {{"en": "?"}}}},
                "trigger": {{"time": 1}}, "replies": [
                {{"when": {{"score": [1, 7]}}, "text": {{"en": "a"}}}},
                {{"when": {{"score": [0, 6]}}, "text": {{"en": "b"}}}},
                {{"when": {{"thumb": "up"}}, "text": {{"en": "c"}}}}]}}"#
        )
    };
    let never = |at: u8| format!("replies[{at}].when: can never hold for this question");
    assert_eq!(told(&draft("ces")), [never(1), never(2)]);
    assert_eq!(told(&draft("oracle")), ["question.kind: is not known"]);
    assert_eq!(told(&draft("nps")), [never(2)]);
}

#[test]
fn a_prompt_that_can_be_published_has_no_problems_and_no_other_has_none() {
    let shop = include_str!("../golden/shop.json");
    let shop: Json = serde_json::from_str(shop).unwrap();
    let Some(Json::Array(prompts)) = shop.get("prompts") else {
        panic!("the golden shop has prompts");
    };
    for prompt in prompts {
        assert_eq!(problems(prompt), []);
        // Without any one of its members it is as right as the decoder says.
        let Json::Object(members) = prompt else {
            panic!("{prompt:?}");
        };
        for left_out in 0..members.len() {
            let mut members = members.clone();
            members.remove(left_out);
            let json = Json::Object(members);
            let first = Prompt::decode(&json).err();
            assert_eq!(problems(&json).first(), first.as_ref());
        }
    }
}
