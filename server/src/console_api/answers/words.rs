//! An answer as the console shows it.

use survey::answer::{Answer, Value};
use survey::find::Place;
use survey::prompt::Prompt;
use survey::question::Question;
use survey::results::words::{Attribute, Spoken, Taken, Words};

use crate::console_api::results::texts as by_language;
use crate::store::words::Found;
use crate::store::{StoreError, json};

/// What was said.
///
/// # Errors
/// If it cannot be read.
pub(in crate::console_api) fn said(found: &Found) -> Result<Option<Answer>, StoreError> {
    let what = format!("the asking {}", found.answer);
    let read = |said: &String| json::read(said, &what, Answer::decode);
    found.said.as_ref().map(read).transpose()
}

/// What was typed, with where.
pub(in crate::console_api) fn texts(said: Option<&Answer>) -> Vec<(&'static str, &str)> {
    let Some(said) = said else {
        return Vec::new();
    };
    let first = match &said.question {
        Value::Text(_) => "question",
        _ => "other",
    };
    let follow_up = said.follow_up.as_ref().and_then(Value::words);
    [(first, said.question.words()), ("follow_up", follow_up)]
        .into_iter()
        .filter_map(|(from, text)| Some((from, text?)))
        .collect()
}

/// The texts with the places of what was looked for.
pub(in crate::console_api) fn spoken(
    texts: &[(&str, &str)],
    places: Vec<Vec<Place>>,
) -> Vec<Spoken> {
    let texts = texts.iter().zip(places);
    let spoken = texts.map(|((from, text), found)| Spoken {
        from: (*from).to_owned(),
        text: (*text).to_owned(),
        found,
    });
    spoken.collect()
}

/// The options that were taken, with their names where the prompt is known.
pub(in crate::console_api) fn taken(said: Option<&Answer>, prompt: Option<&Prompt>) -> Vec<Taken> {
    let Some(said) = said else {
        return Vec::new();
    };
    let follow_up = prompt.and_then(|prompt| prompt.follow_up_for(&said.question));
    let places = [
        (
            "question",
            Some(&said.question),
            prompt.map(|prompt| &prompt.question),
        ),
        (
            "follow_up",
            said.follow_up.as_ref(),
            follow_up.map(|(_, question)| question),
        ),
    ];
    let mut taken = Vec::new();
    for (from, value, question) in places {
        for option in value.map(Value::options).unwrap_or_default() {
            taken.push(Taken {
                from: from.to_owned(),
                label: question
                    .and_then(Question::choices)
                    .and_then(|choices| choices.find(&option))
                    .map(|choice| by_language(&choice.text)),
                option,
            });
        }
    }
    taken
}

/// All of it.
pub(in crate::console_api) fn shown(
    found: Found,
    texts: Vec<Spoken>,
    options: Vec<Taken>,
) -> Words {
    let place = found.place;
    let attribute = |(name, value)| Attribute { name, value };
    Words {
        answer: found.answer,
        prompt: found.prompt,
        version: place.version,
        variant: place.variant,
        at: place.asked_at,
        texts,
        options,
        step: place.step,
        device: place.device,
        lang: place.lang,
        returning: place.returning,
        page: found.page,
        value: place.value,
        currency: found.currency,
        items: found.items,
        attributes: place.kept.into_iter().map(attribute).collect(),
        starred: found.starred,
        tags: found.tags,
        test: found.is_test,
        has_contact: found.has_contact,
        case: found.case,
    }
}
