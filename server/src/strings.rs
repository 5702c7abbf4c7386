//! The interface strings that come with a book, one file per language in `strings/`. Texts of prompts are not here; shops write those.
//!
//! A file has the strings of English, and of `characters_left` beside the plain form one
//! for each further plural category of its language, as CLDR names them: the browser
//! knows which category a number belongs to. The plain form stands for all others.

use serde_json::Value;
use std::sync::LazyLock;

macro_rules! files {
    ($($tag:literal)*) => {
        [$(($tag, include_str!(concat!("../strings/", $tag, ".json")))),*]
    };
}

/// Tags are CLDR's: `pt` is the Portuguese of Brazil and `zh` Chinese in simplified script.
const FILES: [(&str, &str); 33] = files!(
    "en" "ar" "bg" "cs" "da" "de" "el" "es" "fa" "fi" "fr" "he" "hi" "hu" "id" "it" "ja" "ko"
    "nb" "nl" "pl" "pt" "pt-PT" "ro" "ru" "sk" "sv" "th" "tr" "uk" "vi" "zh" "zh-Hant"
);

/// Strings by name.
type Strings = Vec<(String, String)>;

static STRINGS: LazyLock<Vec<(&str, Strings)>> =
    LazyLock::new(|| FILES.iter().map(|(tag, file)| (*tag, read(file))).collect());

/// The strings in the language closest to `lang`. Where we have none they are those of
/// English, with its tag under `language`: the card must count as English does.
pub fn for_language(lang: &str) -> Strings {
    let tag = closest(lang);
    let found = STRINGS.iter().find(|(offered, _)| *offered == tag);
    if let Some((_, strings)) = found {
        return strings.clone();
    }
    let (tag, strings) = &STRINGS[0];
    let mut strings = strings.clone();
    strings.push(("language".to_owned(), (*tag).to_owned()));
    strings
}

/// The tag of the file that a reader of `lang` understands best, whether there is such a
/// file or not.
fn closest(lang: &str) -> String {
    let lang = lang.to_ascii_lowercase();
    // What follows a subtag of one letter tells of calendars, digits and the like.
    let mut subtags = lang.split('-').take_while(|subtag| subtag.len() > 1);
    let primary = subtags.next().unwrap_or_default();
    let rest: Vec<&str> = subtags.collect();
    let has = |any: &[&str]| rest.iter().any(|subtag| any.contains(subtag));
    let is_region = |subtag: &&str| subtag.len() == 2;
    let tag = match primary {
        // Old names of languages, still in use.
        "iw" => "he",
        "in" => "id",
        "mo" => "ro",
        // The macrolanguage, and who writes Nynorsk reads Bokmål too.
        "no" | "nn" => "nb",
        // A region stands for its script, unless the script is named.
        "zh" if has(&["hant"]) || (!has(&["hans"]) && has(&["tw", "hk", "mo"])) => "zh-Hant",
        // Wherever Portuguese is written outside of Brazil, it is Portugal's.
        "pt" if rest.iter().any(is_region) && !has(&["br"]) => "pt-PT",
        primary => primary,
    };
    tag.to_owned()
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

    const COUNTED: &str = "characters_left";
    /// CLDR's categories besides `other`, which the plain form stands for.
    const CATEGORIES: [&str; 5] = ["zero", "one", "two", "few", "many"];

    /// The plural category that a string is the form of.
    fn category(name: &str) -> Option<&str> {
        name.strip_prefix(COUNTED)?.strip_prefix('_')
    }

    #[test]
    fn every_file_of_strings_is_offered_under_its_own_name() -> std::io::Result<()> {
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/strings"))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            names.insert(name.trim_end_matches(".json").to_owned());
        }
        let offered = FILES.iter().map(|(tag, _)| (*tag).to_owned());
        assert_eq!(names, offered.collect());
        assert_eq!(FILES[0].0, "en");
        Ok(())
    }

    #[test]
    fn every_language_has_the_strings_of_english_and_no_other_but_plurals() {
        let plain = |file: &str| -> Vec<String> {
            let names = read(file).into_iter().map(|(name, _)| name);
            names.filter(|name| category(name).is_none()).collect()
        };
        let english = plain(FILES[0].1);
        assert!(english.iter().any(|name| name == COUNTED));
        for (lang, file) in FILES {
            assert_eq!(plain(file), english, "{lang}");
            for (name, _) in read(file) {
                let known = category(&name).is_none_or(|form| CATEGORIES.contains(&form));
                assert!(known, "{lang}: {name} is no plural category");
            }
        }
    }

    #[test]
    fn no_string_is_blank_and_placeholders_are_kept() {
        for (lang, file) in FILES {
            for (name, text) in read(file) {
                assert!(!text.trim().is_empty(), "{lang}: {name}");
                assert_eq!(text.trim(), text, "{lang}: {name}");
                let numbers = text.matches("{n}").count();
                let needed = match (name.as_str(), category(&name)) {
                    (COUNTED, _) | (_, Some("few" | "many")) => numbers == 1,
                    // A form that one number alone takes may say it in words, as Arabic does.
                    (_, Some(_)) => numbers <= 1,
                    _ => numbers == 0,
                };
                assert!(needed, "{lang}: {name}: {text}");
                let braces = text.matches(['{', '}']).count();
                assert_eq!(braces, 2 * numbers, "{lang}: {name}: {text}");
            }
        }
    }

    #[test]
    fn regions_scripts_and_old_names_find_their_strings() {
        for (wanted, tag) in [
            ("ar-EG", "ar"),
            ("zh-TW", "zh-Hant"),
            ("zh-HK", "zh-Hant"),
            ("zh-MO", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("zh-Hans-HK", "zh"),
            ("zh-CN", "zh"),
            ("zh-SG", "zh"),
            ("pt-BR", "pt"),
            ("pt-PT", "pt-PT"),
            ("pt-AO", "pt-PT"),
            ("pt-br-u-nu-latn", "pt"),
            ("pt-u-nu-latn", "pt"),
            ("no", "nb"),
            ("no-NO", "nb"),
            ("nn", "nb"),
            ("iw-IL", "he"),
            ("in", "id"),
            ("mo", "ro"),
            ("DE-at", "de"),
        ] {
            assert_eq!(closest(wanted), tag, "{wanted}");
            assert!(FILES.iter().any(|(offered, _)| *offered == tag), "{tag}");
        }
    }

    #[test]
    fn a_language_without_strings_gets_those_of_english_and_is_told_so() {
        let mut english = for_language("en");
        english.push(("language".to_owned(), "en".to_owned()));
        for lang in ["mt", "xx-1", "", "inuktitut"] {
            assert_eq!(for_language(lang), english, "{lang}");
        }
        assert_ne!(for_language("pt-PT"), for_language("pt-BR"));
    }
}
