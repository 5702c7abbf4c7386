//! The words of the interface, one table per language. What shops and shoppers wrote
//! is not here: it stays in its own language.

#[cfg(not(target_arch = "wasm32"))]
mod ar;
mod cases;
mod checking;
mod coupons;
mod editor;
#[cfg(not(target_arch = "wasm32"))]
mod en;
mod file;
mod forecast;
mod frame;
mod insight;
mod install;
mod journey;
mod notices;
mod people;
mod prompts;
mod refusals;
#[cfg(not(target_arch = "wasm32"))]
mod ru;
mod said;
mod settings;
mod signing;
pub mod table;
#[cfg(not(target_arch = "wasm32"))]
mod th;
mod why;

use std::collections::BTreeMap;

pub use cases::Cases;
pub use checking::Checking;
pub use coupons::Coupons;
pub use editor::Editor;
pub use file::File;
pub use forecast::Forecast;
pub use frame::Frame;
pub use insight::Insight;
pub use install::Install;
#[cfg(not(target_arch = "wasm32"))]
pub use install::Told;
pub use journey::Journey;
pub use notices::Notices;
pub use people::People;
pub use prompts::Prompts;
pub use refusals::Refusals;
pub use said::Said;
pub use settings::Settings;
pub use signing::Signing;
pub use why::Why;

use table::{Texts, Written, written};

/// A sentence that depends on a number: the CLDR plural category and the sentence.
/// The last one is `other`, which also stands in for categories that are missing.
pub type Counted = &'static [(&'static str, &'static str)];

/// Names of things that have ids on the wire.
pub type Names = &'static [(&'static str, &'static str)];

written! {
    /// All words in one language. `{n}` and the like are filled in by [`fill`].
    pub struct Words {
        pub frame: Frame,
        pub signing: Signing,
        pub prompts: Prompts,
        pub refusals: Refusals,
        pub checking: Checking,
        pub editor: Editor,
        pub forecast: Forecast,
        pub why: Why,
        pub coupons: Coupons,
        pub notices: Notices,
        pub file: File,
        pub people: People,
        pub settings: Settings,
        pub install: Install,
        pub insight: Insight,
        pub said: Said,
        pub way: Journey,
        pub cases: Cases,
        pub title: &'static str,
        pub refresh: &'static str,
        pub refreshed: &'static str,
        pub updated: &'static str,
        pub json: &'static str,
        pub heading: &'static str,
        pub questions: &'static str,
        pub likely_means: &'static str,

        pub journey: &'static str,
        pub journey_means: &'static str,
        pub journey_empty: &'static str,
        pub step: &'static str,
        pub visitors: &'static str,
        pub of_step_before: &'static str,
        pub steps: Names,
        pub devices: Names,

        pub states: Names,
        pub kinds: Names,
        pub version: &'static str,
        pub older: Counted,
        pub older_means: &'static str,

        pub shown: &'static str,
        pub answered: &'static str,
        pub dismissed: &'static str,
        pub no_reaction: &'static str,
        pub withheld: &'static str,
        pub withheld_means: &'static str,
        pub over_quota: &'static str,
        pub over_quota_means: &'static str,
        pub doubted: Counted,
        pub doubted_fast: &'static str,
        pub doubted_burst: &'static str,
        pub ratio_off: &'static str,
        pub ratio_arm: &'static str,

        pub response_rate: &'static str,
        pub response_rate_means: &'static str,
        pub nothing: &'static str,
        pub likely: &'static str,
        pub no_range: &'static str,
        pub few_shown: Counted,
        pub few_answers: Counted,
        pub nps: &'static str,
        pub nps_means: &'static str,
        pub promoters: &'static str,
        pub passives: &'static str,
        pub detractors: &'static str,
        pub csat: &'static str,
        pub csat_means: &'static str,
        pub ces: &'static str,
        pub ces_means: &'static str,
        pub mean_of: &'static str,
        pub most_frequent: &'static str,
        pub not_ahead: &'static str,
        pub thumbs: &'static str,
        pub thumbs_means: &'static str,
        pub thumb_up: &'static str,
        pub thumb_down: &'static str,

        pub distribution: &'static str,
        pub option: &'static str,
        pub count: &'static str,
        pub share: &'static str,
        pub several: &'static str,
        pub follow_up: &'static str,
        pub answers: Counted,
        pub words_below: &'static str,
        pub contacts_apart: &'static str,
        pub verbatims: &'static str,
        pub more_verbatims: Counted,
        pub score_of: &'static str,
        pub from_follow_up: &'static str,

        pub no_shop: Empty,
        pub no_prompt: Empty,
        pub live_unseen: Empty,
        pub paused_unseen: Empty,
        pub rehearsed_unseen: Empty,
        pub draft_unseen: Empty,
        pub unanswered: Empty,
        pub no_visit: Empty,

        pub check: &'static str,
        pub check_title: &'static str,
        pub check_heading: &'static str,
        pub check_means: &'static str,
        pub tag: &'static str,
        pub tag_means: &'static str,
        pub copy: &'static str,
        pub copied: &'static str,
        pub checks: Names,
        pub check_states: Names,
        pub in_place: &'static str,
        pub all_in_place: &'static str,
        pub seen_in: &'static str,

        pub try_again: &'static str,
        pub failed: &'static str,
        pub unreachable: &'static str,
        pub refused: &'static str,
        pub unreadable: &'static str,
        pub stale: &'static str,
    }
}

written! {
    /// A place without numbers: what is so, and what to do next.
    pub struct Empty {
        pub what: &'static str,
        pub next: &'static str,
    }
}

/// The words in `language`, English where there are none, as the build has them.
#[cfg(not(target_arch = "wasm32"))]
pub fn words(language: &str) -> &'static Words {
    match language.split('-').next() {
        Some("ar") => &ar::WORDS,
        Some("ru") => &ru::WORDS,
        Some("th") => &th::WORDS,
        _ => &en::WORDS,
    }
}

/// All words in a language as one text, for [`read`].
#[cfg(not(target_arch = "wasm32"))]
pub fn write(language: &str) -> String {
    let mut written = String::new();
    written.push_str(&Words::SHAPE.to_string());
    "".write(&mut written);
    words(language).write(&mut written);
    written
}

/// The words in what the build wrote; `None` where it was another build.
pub fn read(written: String) -> Option<Words> {
    let mut texts = Texts::of(written);
    let is_ours = <&str>::read(&mut texts).parse() == Ok(Words::SHAPE);
    is_ours.then(|| Words::read(&mut texts))
}

/// Puts values in the places of a sentence: `{n}` becomes the value named `n`. A value that reads
/// in another direction than the sentence is isolated, so that neither moves about in the other.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let is_rtl = sentence.chars().any(reads_leftwards);
    let mut filled = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        // A value may hold braces itself, so it is never looked at again.
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            match is_isolated(value, is_rtl) {
                true => filled.extend(["\u{2068}", value, "\u{2069}"]),
                false => filled.push_str(value),
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// As [`fill`], with parameters of the server; `written` makes of each, by its name, what is read.
pub fn fill_from(
    sentence: &str,
    params: &BTreeMap<String, String>,
    written: impl Fn(&str, &str) -> String,
) -> String {
    let values = params.iter();
    let values: Vec<_> = values
        .map(|(name, value)| (name.as_str(), written(name, value)))
        .collect();
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    fill(sentence, &values)
}

/// Whether a value would move about in a sentence of this direction: it has letters of the other
/// one, or, in one that reads leftwards, figures with signs between them.
fn is_isolated(value: &str, is_rtl: bool) -> bool {
    let figures = |c: char| c.is_numeric();
    match is_rtl {
        true => {
            let letters = |c: char| c.is_alphabetic() && !reads_leftwards(c);
            value.chars().any(letters)
                || (value.chars().any(figures) && !value.chars().all(figures))
        }
        false => value.chars().any(reads_leftwards),
    }
}

/// Letters of Hebrew, Arabic and their kin.
fn reads_leftwards(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        && letter.is_alphabetic()
}

/// The sentence for a plural category.
pub fn counted(sentences: Counted, category: &str) -> &'static str {
    let fits = sentences.iter().find(|(known, _)| *known == category);
    fits.or(sentences.last())
        .map_or("", |(_, sentence)| sentence)
}

/// What is said of an id, if it is known.
pub fn known(names: Names, id: &str) -> Option<&'static str> {
    let known = names.iter().find(|(known, _)| *known == id);
    known.map(|(_, name)| *name)
}

/// The names of the places of a sentence.
#[cfg(test)]
fn places(sentence: &str) -> std::collections::BTreeSet<&str> {
    let parts = sentence.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next()).collect()
}

/// The name of an id; the id itself where it has none, as custom steps do.
pub fn name(names: Names, id: &str) -> String {
    known(names, id).unwrap_or(id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_were_written() {
        for language in ["en", "ar", "ru", "th"] {
            let written = write(language);
            assert!(read(format!("1{written}")).is_none());
            let (there, here) = (read(written).expect("of this build"), words(language));
            let mut again = String::new();
            there.write(&mut again);
            assert!(write(language).ends_with(&again));
            assert_eq!(there.stale, here.stale);
            assert_eq!(there.cases.title, here.cases.title);
            assert_eq!(there.install.told[1].1.steps, here.install.told[1].1.steps);
        }
    }

    #[test]
    fn values_take_their_places_and_are_not_read_again() {
        let values = [("low", "{high}"), ("high", "68%")];
        assert_eq!(
            fill("between {low} and {high}", &values),
            "between {high} and 68%"
        );
    }

    #[test]
    fn parameters_take_their_places_as_they_are_read() {
        let params = [("n", "7"), ("unit", "day")].map(|(name, value)| (name.into(), value.into()));
        let written = |name: &str, value: &str| format!("{name}={value}");
        let told = fill_from("{n} {unit}", &params.into(), written);
        assert_eq!(told, "n=7 unit=day");
    }

    #[test]
    fn a_value_of_another_direction_stays_together() {
        assert_eq!(fill("by {by}", &[("by", "Ada")]), "by Ada");
        assert_eq!(
            fill("by {by}", &[("by", "ليلى")]),
            "by \u{2068}ليلى\u{2069}"
        );
        assert_eq!(fill("من {by}", &[("by", "Ada")]), "من \u{2068}Ada\u{2069}");
        assert_eq!(fill("من {by}", &[("by", "ليلى")]), "من ليلى");
        assert_eq!(fill("{n} زوار", &[("n", "12")]), "12 زوار");
        assert_eq!(fill("بين {n}", &[("n", "1–5")]), "بين \u{2068}1–5\u{2069}");
    }

    #[test]
    fn a_missing_plural_category_falls_back_to_other() {
        const ANSWERS: Counted = &[("one", "{n} answer"), ("other", "{n} answers")];
        assert_eq!(counted(ANSWERS, "one"), "{n} answer");
        assert_eq!(counted(ANSWERS, "few"), "{n} answers");
    }

    #[test]
    fn a_custom_step_keeps_its_own_name() {
        assert_eq!(name(words("en").steps, "cart"), "Cart");
        assert_eq!(name(words("en").steps, "gift-finder"), "gift-finder");
    }
}
