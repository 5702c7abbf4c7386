//! Answers are built against their prompt or not at all.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use survey::answer::{Answer, AnswerError, Contact, Thumb, Value};
use survey::json::Json;
use survey::prompt::Prompt;

fn prompt(question: &str) -> Prompt {
    let text = format!(
        r#"{{"id":"p","trigger":{{"time":0}},"question":{{"text":{{"en":"?"}},{question}}}}}"#
    );
    Prompt::decode(&serde_json::from_str::<Json>(&text).unwrap()).unwrap()
}

fn check(question: &str, value: Value, expected: Result<(), AnswerError>) {
    let built = Answer::build(&prompt(question), value.clone(), None);
    assert_eq!(built.map(|_| ()), expected, "{question} {value:?}");
}

fn choice(id: &str, other: Option<&str>, order: &[&str]) -> Value {
    Value::Choice {
        choice: id.into(),
        other: other.map(Into::into),
        order: order.iter().map(|id| (*id).to_owned()).collect(),
    }
}

const NPS: &str = r#""kind":"nps""#;
const CHOICE: &str = r#""kind":"choice","choices":[{"id":"a","text":{"en":"A"}},{"id":"z","text":{"en":"Z"},"other":true}]"#;
const TEXT: &str = r#""kind":"text","max_length":5"#;

#[test]
fn a_score_lies_on_its_scale() {
    check(NPS, Value::Score(0), Ok(()));
    check(NPS, Value::Score(11), Err(AnswerError::ScoreOutOfRange));
    check(
        r#""kind":"csat""#,
        Value::Score(0),
        Err(AnswerError::ScoreOutOfRange),
    );
    check(
        r#""kind":"csat""#,
        Value::Score(6),
        Err(AnswerError::ScoreOutOfRange),
    );
    check(r#""kind":"csat","points":10"#, Value::Score(6), Ok(()));
    check(
        r#""kind":"ces""#,
        Value::Score(8),
        Err(AnswerError::ScoreOutOfRange),
    );
}

#[test]
fn a_choice_is_among_those_offered() {
    check(CHOICE, choice("a", None, &["a", "z"]), Ok(()));
    check(
        CHOICE,
        choice("b", None, &[]),
        Err(AnswerError::ChoiceNotOffered),
    );
    check(
        CHOICE,
        choice("a", None, &["b"]),
        Err(AnswerError::ChoiceNotOffered),
    );
    check(CHOICE, choice("z", Some("far"), &[]), Ok(()));
    check(
        CHOICE,
        choice("a", Some("far"), &[]),
        Err(AnswerError::WrongKind),
    );
    let long = "x".repeat(501);
    check(
        CHOICE,
        choice("z", Some(&long), &[]),
        Err(AnswerError::TextTooLong),
    );
}

#[test]
fn several_choices_are_at_least_one_and_none_twice() {
    let question = CHOICE.replace("choice\",", "choices\",");
    let several = |ids: &[&str]| Value::Choices {
        choices: ids.iter().map(|id| (*id).to_owned()).collect(),
        other: None,
        order: Vec::new(),
    };
    check(&question, several(&["a", "z"]), Ok(()));
    check(&question, several(&[]), Err(AnswerError::Empty));
    check(
        &question,
        several(&["a", "a"]),
        Err(AnswerError::ChoiceNotOffered),
    );
}

#[test]
fn a_text_is_neither_blank_nor_longer_than_the_browser_lets_it_be() {
    check(TEXT, Value::Text("abcde".into()), Ok(()));
    check(
        TEXT,
        Value::Text("abcdef".into()),
        Err(AnswerError::TextTooLong),
    );
    check(TEXT, Value::Text("  ".into()), Err(AnswerError::Empty));
    // Two UTF-16 units each, as a browser's maxlength counts them.
    check(TEXT, Value::Text("😀😀".into()), Ok(()));
    check(
        TEXT,
        Value::Text("😀😀😀".into()),
        Err(AnswerError::TextTooLong),
    );
}

#[test]
fn a_contact_is_what_was_asked_for() {
    let email = |text: &str| Value::Contact(Contact::Email(text.into()));
    let phone = |text: &str| Value::Contact(Contact::Phone(text.into()));
    let either = r#""kind":"contact","reason":{"en":"!"}"#;
    check(either, email("jo@example.com"), Ok(()));
    check(either, phone("+66 2 123 4567"), Ok(()));
    check(either, phone("٠٥٠١٢٣٤٥٦٧"), Ok(()));
    for wrong in [
        "jo",
        "jo@",
        "@example.com",
        "jo@example",
        "j o@example.com",
        "jo@.com",
    ] {
        check(either, email(wrong), Err(AnswerError::InvalidContact));
    }
    check(either, phone("12"), Err(AnswerError::InvalidContact));
    let only_email = r#""kind":"contact","reason":{"en":"!"},"channel":"email""#;
    check(
        only_email,
        phone("+66 2 123 4567"),
        Err(AnswerError::InvalidContact),
    );
}

#[test]
fn a_value_of_another_kind_is_refused() {
    check(NPS, Value::Thumb(Thumb::Up), Err(AnswerError::WrongKind));
    check(r#""kind":"thumbs""#, Value::Thumb(Thumb::Up), Ok(()));
    check(CHOICE, Value::Score(1), Err(AnswerError::WrongKind));
    check(TEXT, choice("a", None, &[]), Err(AnswerError::WrongKind));
}

#[test]
fn a_follow_up_is_answered_only_where_the_answer_leads_to_one() {
    let text = r#"{"id":"p","trigger":{"time":0},"question":{"kind":"nps","text":{"en":"?"}},
        "follow_ups":[{"when":{"score":[0,6]},"question":{"kind":"text","text":{"en":"?"}}}]}"#;
    let prompt = Prompt::decode(&serde_json::from_str::<Json>(text).unwrap()).unwrap();
    let said = || Some(Value::Text("late".into()));
    assert!(Answer::build(&prompt, Value::Score(6), said()).is_ok());
    assert_eq!(
        Answer::build(&prompt, Value::Score(7), said()),
        Err(AnswerError::WrongKind)
    );
}

#[test]
fn a_condition_that_can_never_hold_is_refused_with_its_place() {
    let refused = |when: &str| {
        let text = format!(
            r#"{{"id":"p","trigger":{{"time":0}},"question":{{"kind":"ces","text":{{"en":"?"}}}},
            "replies":[{{"when":{when},"text":{{"en":"!"}}}}]}}"#
        );
        Prompt::decode(&serde_json::from_str::<Json>(&text).unwrap())
            .unwrap_err()
            .to_string()
    };
    for when in [
        r#"{"score":[0,3]}"#,
        r#"{"score":[5,4]}"#,
        r#"{"choice":["a"]}"#,
    ] {
        assert_eq!(
            refused(when),
            "replies[0].when: can never hold for this question"
        );
    }
}
