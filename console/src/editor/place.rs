//! Places in a draft, written as JSON pointers such as `/question/choices/2/text/en`: reading
//! them, changing them, and finding what is still to be translated. No browser here.

use serde_json::{Map, Value};

/// Members that hold a text in several languages.
const TEXTS: [&str; 5] = ["text", "low", "high", "placeholder", "reason"];

/// What stands at a place; `Null` where there is nothing.
pub fn get<'a>(draft: &'a Value, place: &str) -> &'a Value {
    draft.pointer(place).unwrap_or(&Value::Null)
}

/// Puts a value at a place and makes the objects on the way; `Null` takes away what is there,
/// and an object or a list that has become empty by it goes too.
pub fn set(draft: &mut Value, place: &str, value: Value) {
    let Some((parent, last)) = place.rsplit_once('/') else {
        *draft = value;
        return;
    };
    if value.is_null() {
        remove(draft, parent, last);
        return;
    }
    match at(draft, parent) {
        Value::Array(list) => {
            let index = last.parse().unwrap_or(list.len()).min(list.len());
            match list.get_mut(index) {
                Some(old) => *old = value,
                None => list.push(value),
            }
        }
        Value::Object(members) => {
            members.insert(last.to_owned(), value);
        }
        other => *other = Value::Object(Map::from_iter([(last.to_owned(), value)])),
    }
}

/// The value at a place, an empty object where there was nothing.
fn at<'a>(draft: &'a mut Value, place: &str) -> &'a mut Value {
    let mut here = draft;
    for name in place.split('/').skip(1) {
        if !here.is_object() && !here.is_array() {
            *here = Value::Object(Map::new());
        }
        here = match here {
            Value::Array(list) => {
                let index = name.parse().unwrap_or(list.len()).min(list.len());
                if index == list.len() {
                    list.push(Value::Null);
                }
                &mut list[index]
            }
            other => &mut other[name],
        };
    }
    here
}

fn remove(draft: &mut Value, parent: &str, last: &str) {
    match draft.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(last);
            if members.is_empty() && !parent.is_empty() {
                set(draft, parent, Value::Null);
            }
        }
        Some(Value::Array(list)) => {
            if let Some(index) = last.parse().ok().filter(|index| *index < list.len()) {
                list.remove(index);
            }
        }
        _ => {}
    }
}

/// A place as the server names it, such as `question.choices[2].id`, as a pointer.
pub fn pointer(place: &str) -> String {
    let mut pointer = String::new();
    for part in place.split('.').filter(|part| !part.is_empty()) {
        for name in part.split(['[', ']']).filter(|name| !name.is_empty()) {
            pointer.push('/');
            pointer.push_str(name);
        }
    }
    pointer
}

/// Whether one place is another one or inside it.
pub fn is_within(place: &str, outer: &str) -> bool {
    place
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The places of texts that say something in another language, but not in this one.
pub fn untranslated(draft: &Value, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(draft, "", &mut |place, name, value| {
        if let (true, Value::Object(texts)) = (TEXTS.contains(&name), value) {
            let says = |text: &Value| text.as_str().is_some_and(|text| !text.trim().is_empty());
            if texts.values().any(says) && !texts.get(language).is_some_and(says) {
                found.push(place.to_owned());
            }
        }
    });
    found
}

fn walk(value: &Value, place: &str, each: &mut impl FnMut(&str, &str, &Value)) {
    let mut inside = |name: &str, value: &Value| {
        let place = format!("{place}/{name}");
        each(&place, name, value);
        walk(value, &place, each);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| inside(name, value)),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                inside(&index.to_string(), value);
            }
        }
        _ => {}
    }
}

/// An id for something called so, of `a-z`, `0-9` and `-`, which none of `taken` has.
pub fn id(name: &str, taken: &[String]) -> String {
    let letters = name
        .chars()
        .map(|letter| match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => letter,
            _ => '-',
        });
    let spaced: String = letters.collect();
    let words: Vec<&str> = spaced.split('-').filter(|word| !word.is_empty()).collect();
    let mut base: String = words.join("-").chars().take(40).collect();
    if base.is_empty() {
        "choice".clone_into(&mut base);
    }
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    let mut all = std::iter::once(base.clone()).chain(numbered);
    all.find(|id| !taken.contains(id)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_set_can_be_read_and_taken_away() {
        let mut draft = json!({ "question": { "text": { "en": "Why?" } } });
        set(&mut draft, "/question/text/ar", json!("لماذا؟"));
        set(&mut draft, "/cap/times", json!(2));
        assert_eq!(get(&draft, "/question/text/ar"), "لماذا؟");
        assert_eq!(get(&draft, "/cap/times"), 2);
        set(&mut draft, "/cap/times", Value::Null);
        assert_eq!(get(&draft, "/cap"), &Value::Null);
        assert_eq!(get(&draft, "/question/none"), &Value::Null);
    }

    #[test]
    fn lists_grow_at_their_end_and_close_up() {
        let mut draft = json!({});
        set(&mut draft, "/targeting", json!([{ "device": ["phone"] }]));
        set(&mut draft, "/targeting/1", json!({ "coupon": true }));
        set(&mut draft, "/targeting/1/coupon", json!(false));
        assert_eq!(get(&draft, "/targeting/1"), &json!({ "coupon": false }));
        set(&mut draft, "/targeting/0", Value::Null);
        assert_eq!(get(&draft, "/targeting"), &json!([{ "coupon": false }]));
    }

    #[test]
    fn the_servers_places_are_found() {
        let place = pointer("question.choices[2].id");
        assert_eq!(place, "/question/choices/2/id");
        assert!(is_within(&place, "/question") && is_within(&place, &place));
        assert!(!is_within("/questions", "/question"));
    }

    #[test]
    fn what_is_not_translated_is_named() {
        let draft = json!({
            "question": { "text": { "en": "Why?", "ar": " " }, "choices": [{ "id": "a", "text": { "en": "A", "ar": "أ" } }] },
            "replies": [{ "text": { "en": "Thanks" } }, { "text": {} }],
        });
        assert_eq!(
            untranslated(&draft, "ar"),
            ["/question/text", "/replies/0/text"]
        );
        assert!(untranslated(&draft, "en").is_empty());
    }

    #[test]
    fn ids_are_made_of_names_and_differ() {
        assert_eq!(id("Delivery costs", &[]), "delivery-costs");
        assert_eq!(
            id("Delivery costs", &["delivery-costs".to_owned()]),
            "delivery-costs-2"
        );
        assert_eq!(id("السعر", &[]), "choice");
    }
}
