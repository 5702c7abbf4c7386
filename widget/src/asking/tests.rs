//! What an asking sends, tap by tap.

use super::*;

fn text(en: &str) -> Json {
    Json::object([("en", en.into())])
}

fn prompt(question: Json, follow_ups: Vec<Json>) -> Prompt {
    let json = Json::object([
        ("id", "p".into()),
        ("question", question),
        ("follow_ups", follow_ups.into()),
        ("trigger", Json::object([("time", 0_u32.into())])),
    ]);
    Prompt::decode(&json).expect("a valid prompt")
}

fn nps() -> Prompt {
    let question = Json::object([("kind", "nps".into()), ("text", text("How likely?"))]);
    let why = |low: u32, high: u32, words: &str| {
        let asked = Json::object([("kind", "text".into()), ("text", text(words))]);
        let score = Json::array([low.into(), high.into()]);
        Json::object([
            ("when", Json::object([("score", score)])),
            ("question", asked),
        ])
    };
    prompt(
        question,
        vec![why(0, 6, "What went wrong?"), why(7, 8, "What is missing?")],
    )
}

fn choice() -> Prompt {
    let one = |id: &str| Json::object([("id", id.into()), ("text", text(id))]);
    let question = Json::object([
        ("kind", "choice".into()),
        ("text", text("Why?")),
        ("choices", Json::array(["a", "b", "c", "d"].map(one))),
        ("shuffle", true.into()),
    ]);
    prompt(question, vec![])
}

fn asking(prompt: Prompt) -> Asking {
    let told = Json::object([("step", "cart".into()), ("lang", "en".into())]);
    let context = Json::object([
        ("told", told),
        ("url", "https://shop.example/cart?secret=1".into()),
    ]);
    Asking::begin(
        prompt.into(),
        None,
        "answer-1".into(),
        5,
        &context,
        "token".into(),
    )
}

fn sequence(event: &Json) -> Option<f64> {
    event.get("seq")?.number().ok()
}

fn follow_up(event: &Json) -> Option<&Json> {
    event.get("values")?.get("follow_up")
}

#[test]
fn a_tap_answers_at_once_and_a_changed_tap_counts_higher() {
    let mut asking = asking(nps());
    let first = asking
        .say(Place::First, Value::Score(3))
        .expect("fits")
        .expect("new");
    assert_eq!(sequence(&first), Some(1.0));
    assert_eq!(asking.stage(), Stage::FollowUp);
    let second = asking
        .say(Place::First, Value::Score(4))
        .expect("fits")
        .expect("new");
    assert_eq!(sequence(&second), Some(2.0));
    assert_eq!(first.get("answer"), second.get("answer"));
}

#[test]
fn the_same_tap_again_sends_nothing() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    assert_eq!(asking.say(Place::First, Value::Score(3)), Ok(None));
}

#[test]
fn every_snapshot_is_full() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    let event = asking
        .say(Place::Second, Value::Text("The price".into()))
        .expect("fits")
        .expect("new");
    let values = event.get("values").expect("values");
    assert_eq!(values.get("question"), Some(&Value::Score(3).encode()));
    assert_eq!(
        follow_up(&event),
        Some(&Value::Text("The price".into()).encode())
    );
    assert_eq!(asking.stage(), Stage::Reply);
}

#[test]
fn what_was_said_goes_when_another_follow_up_is_due() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    asking
        .say(Place::Second, Value::Text("Slow".into()))
        .expect("fits");
    asking.reconsider();
    let same = asking
        .say(Place::First, Value::Score(2))
        .expect("fits")
        .expect("new");
    assert!(follow_up(&same).is_some());
    let other = asking
        .say(Place::First, Value::Score(8))
        .expect("fits")
        .expect("new");
    assert!(follow_up(&other).is_none());
    let none = asking
        .say(Place::First, Value::Score(10))
        .expect("fits")
        .expect("new");
    assert_eq!((asking.stage(), sequence(&none)), (Stage::Reply, Some(5.0)));
}

#[test]
fn a_half_written_follow_up_is_sent_when_the_visitor_leaves_and_only_once() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    asking.draft(Place::Second, Some(Value::Text("Too sl".into())));
    let event = asking.leave().expect("a draft");
    assert_eq!(sequence(&event), Some(2.0));
    assert_eq!(asking.stage(), Stage::FollowUp);
    assert_eq!(asking.leave(), None);
}

#[test]
fn an_empty_draft_and_a_skipped_one_are_not_sent() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    asking.draft(Place::Second, Some(Value::Text("  ".into())));
    assert_eq!(asking.leave(), None);
    asking.draft(Place::Second, Some(Value::Text("never mind".into())));
    asking.skip();
    assert_eq!(asking.leave(), None);
}

#[test]
fn typed_addresses_and_numbers_stay_in_the_browser() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    let words = Value::Text("write to jo@mail.example".into());
    let event = asking
        .say(Place::Second, words)
        .expect("fits")
        .expect("new");
    let sent = follow_up(&event)
        .and_then(|value| value.get("text"))
        .cloned();
    assert_eq!(sent, Some("write to [email]".into()));
}

#[test]
fn the_order_shown_goes_with_a_shuffled_choice() {
    let mut asking = asking(choice());
    let picked = Value::Choice {
        choice: "a".into(),
        other: None,
        order: vec![],
    };
    let event = asking
        .say(Place::First, picked)
        .expect("fits")
        .expect("new");
    let shown = asking.order(Place::First);
    let ids = shown
        .into_iter()
        .map(|at| Json::from(["a", "b", "c", "d"][at]));
    let order = event
        .get("values")
        .and_then(|values| values.get("question")?.get("order"));
    assert_eq!(order, Some(&Json::array(ids)));
}

#[test]
fn a_value_off_the_scale_changes_nothing() {
    let mut asking = asking(nps());
    let wrong = asking.say(Place::First, Value::Score(11));
    assert_eq!(wrong, Err(AnswerError::ScoreOutOfRange));
    assert_eq!(
        (asking.stage(), asking.is_answered()),
        (Stage::Question, false)
    );
}

#[test]
fn events_tell_the_step_but_not_the_full_address() {
    let event = asking(nps()).event("shown");
    assert_eq!(sequence(&event), Some(0.0));
    let context = event.get("context").expect("a context");
    assert_eq!(context.get("step"), Some(&"cart".into()));
    assert_eq!(context.get("url"), None);
}

#[test]
fn a_draft_for_one_follow_up_is_never_said_to_another() {
    let mut asking = asking(nps());
    asking.say(Place::First, Value::Score(3)).expect("fits");
    asking.draft(Place::Second, Some(Value::Text("Too slow".into())));
    asking.say(Place::First, Value::Score(4)).expect("fits");
    assert_eq!(asking.follow_up(), Some(0));
    assert!(
        asking.leave().is_some(),
        "the same follow-up keeps its draft"
    );
    asking.draft(Place::Second, Some(Value::Text("Too slow".into())));
    asking.say(Place::First, Value::Score(8)).expect("fits");
    assert_eq!(asking.follow_up(), Some(1));
    assert_eq!(asking.leave(), None);
}

#[test]
fn a_draft_of_the_first_answer_is_said_when_the_visitor_goes() {
    let mut asking = asking(choice());
    let said = Value::Choice {
        choice: "d".into(),
        other: None,
        order: Vec::new(),
    };
    asking.draft(Place::First, Some(said));
    let event = asking.leave().expect("a draft");
    assert_eq!(event.get("seq"), Some(&1_u32.into()));
    assert!(asking.is_answered());
    assert_eq!(asking.stage(), Stage::Question);
}
