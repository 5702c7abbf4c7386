//! What differs between two versions of a prompt, place by place. No browser here, but for writing fractions.

use serde_json::Value;

use crate::json;

/// One place that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where, as a pointer.
    pub place: String,
    /// What was there; `None` for nothing.
    pub before: Option<String>,
    /// What is there now; `None` for nothing.
    pub after: Option<String>,
}

/// Every place that differs, in the order of the older version. The numbers of versions do not
/// count: they always differ.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    found.retain(|difference| difference.place != "/version");
    found
}

fn compare(place: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                let of = |members: &serde_json::Map<String, Value>| {
                    members.get(name).cloned().unwrap_or_default()
                };
                compare(&format!("{place}/{name}"), &of(old), &of(new), found);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.iter().chain(new).all(Value::is_object) => {
            for index in 0..old.len().max(new.len()) {
                let of = |list: &[Value]| list.get(index).cloned().unwrap_or_default();
                compare(&format!("{place}/{index}"), &of(old), &of(new), found);
            }
        }
        _ => found.push(Difference {
            place: place.to_owned(),
            before: written(before),
            after: written(after),
        }),
    }
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(json::write(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changed_added_and_removed_places_are_named() {
        let before =
            json!({ "version": 1, "question": { "text": { "en": "Why?" } }, "sampling": 500 });
        let after =
            json!({ "version": 2, "question": { "text": { "en": "Why not?", "ar": "لماذا؟" } } });
        let found = differences(&before, &after);
        let places: Vec<_> = found.iter().map(|one| one.place.as_str()).collect();
        assert_eq!(
            places,
            ["/question/text/en", "/question/text/ar", "/sampling"]
        );
        assert_eq!(found[0].before.as_deref(), Some("Why?"));
        assert_eq!(found[1].before, None);
        assert_eq!(found[2].after, None);
    }

    #[test]
    fn what_is_equal_has_no_differences() {
        let one = json!({ "version": 3, "steps": ["cart"] });
        assert!(differences(&one, &json!({ "version": 4, "steps": ["cart"] })).is_empty());
    }
}
