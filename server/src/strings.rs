//! The interface strings that come with a book, one file per language in `strings/`. Texts of prompts are not here; shops write those.

use serde_json::Value;
use std::sync::LazyLock;

const FILES: [(&str, &str); 4] = [
    ("en", include_str!("../strings/en.json")),
    ("ar", include_str!("../strings/ar.json")),
    ("th", include_str!("../strings/th.json")),
    ("ru", include_str!("../strings/ru.json")),
];

/// Strings by name, in the order of the file.
type Strings = Vec<(String, String)>;

static STRINGS: LazyLock<Vec<(&str, Strings)>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(lang, file)| (*lang, read(file)))
        .collect()
});

/// The strings in the language closest to `lang`, in English where we have none.
pub fn for_language(lang: &str) -> Strings {
    let offered = STRINGS.iter().map(|(lang, _)| *lang);
    let index = survey::text::best_language(lang, offered).unwrap_or(0);
    STRINGS[index].1.clone()
}

/// The files are part of the program and a test reads each of them, so what is
/// not a string in an object does not occur.
fn read(file: &str) -> Strings {
    let Ok(Value::Object(members)) = serde_json::from_str(file) else {
        return Vec::new();
    };
    members
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(file: &str) -> BTreeSet<String> {
        read(file).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_has_the_same_strings() {
        let english = keys(FILES[0].1);
        assert_eq!(english.len(), 17);
        for (lang, file) in FILES {
            assert_eq!(keys(file), english, "{lang}");
        }
    }

    #[test]
    fn no_string_is_blank_and_placeholders_are_kept() {
        for (lang, file) in FILES {
            for (name, text) in read(file) {
                assert!(!text.trim().is_empty(), "{lang}: {name}");
                let needs = match name.as_str() {
                    "characters_left" => vec!["{n}"],
                    _ => vec![],
                };
                assert!(needs.iter().all(|n| text.contains(n)), "{lang}: {name}");
                assert_eq!(text.matches('{').count(), needs.len(), "{lang}: {name}");
            }
        }
    }

    #[test]
    fn a_regional_language_finds_its_strings_and_an_unknown_one_english() {
        assert_eq!(for_language("ar-EG"), for_language("ar"));
        assert_eq!(for_language("fi"), for_language("en"));
    }
}
