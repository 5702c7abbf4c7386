//! How the checks speak of times, places and lists. No facts here.

use survey::Millis;
use survey::check::{Sentence, TABLE};

use crate::notices::words::fill;

/// How long ago something was.
fn ago(at: Millis, now: Millis) -> String {
    let seconds = (now - at).max(0) / 1000;
    let (n, unit) = match seconds {
        0..5 => return "just now".to_owned(),
        5..90 => (seconds, "second"),
        90..5_400 => (seconds / 60, "minute"),
        5_400..129_600 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(n, unit))
}

/// A number of things.
fn count(n: i64, thing: &str) -> String {
    match n {
        1 => format!("1 {thing}"),
        _ => format!("{n} {thing}s"),
    }
}

/// A few things of a list, with commas, and `…` where there are others.
pub fn list<T: AsRef<str>>(all: &[T]) -> String {
    const NAMED: usize = 3;
    let named = all.iter().take(NAMED).map(AsRef::as_ref);
    let more = (all.len() > NAMED).then_some("…");
    named.chain(more).collect::<Vec<_>>().join(", ")
}

/// Sentences in English.
pub fn english(said: &[Sentence], now: Millis) -> String {
    let sentence = |one: &Sentence| {
        let told = TABLE.iter().find(|(code, _)| *code == one.code);
        let told = told.map(|(_, told)| *told).unwrap_or_default();
        let values = one.params.iter();
        let values: Vec<_> = values
            .map(|(name, value)| (name.as_str(), written(name, value, now)))
            .collect();
        let values: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fill(told, &values)
    };
    said.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// What a sentence speaks of, as English writes it.
fn written(name: &str, value: &str, now: Millis) -> String {
    match (name, value) {
        ("ago", at) => ago(at.parse().unwrap_or(now), now),
        ("step", step) => page_of(step),
        ("steps", steps) => steps
            .split(", ")
            .map(page_of)
            .collect::<Vec<_>>()
            .join(", "),
        ("origin", "") => "a server".to_owned(),
        // Without a path it is only known whose page it was.
        ("page", page) if page.split('/').count() <= 3 => format!("A page of {page}"),
        (_, value) => value.to_owned(),
    }
}

/// The page at which a step is, in words.
fn page_of(step: &str) -> String {
    match step {
        "product" => "a product page".to_owned(),
        "cart" => "the cart".to_owned(),
        "checkout" => "the checkout".to_owned(),
        "confirmation" => "the order confirmation".to_owned(),
        "" => "a page without a step".to_owned(),
        "*" => "any page of a known step".to_owned(),
        "…" => "…".to_owned(),
        custom => format!("a page of the step {custom}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::check::Says;

    #[test]
    fn times_are_told_in_the_unit_that_fits() {
        let told = |seconds: Millis| ago(0, seconds * 1000);
        for (seconds, wanted) in [
            (-5, "just now"),
            (4, "just now"),
            (60, "60 seconds ago"),
            (90, "1 minute ago"),
            (7_200, "2 hours ago"),
            (200_000, "2 days ago"),
        ] {
            assert_eq!(told(seconds), wanted);
        }
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c", "d", "e"]), "a, b, c, …");
    }

    #[test]
    fn a_sentence_is_told_with_what_it_speaks_of() {
        let said = [
            Sentence::new(Says::BookLive, &[("version", "3"), ("n", "2")]),
            Sentence::new(Says::BookUnread, &[("steps", "cart, *")]),
            Sentence::new(Says::StepSeen, &[("ago", "0"), ("origin", "")]),
        ];
        assert_eq!(
            english(&said, 60_000),
            "Version 3 is published. Live questions: 2. No page has read it yet. That happens \
             where something may be asked: the cart, any page of a known step. Who was asked \
             before is not asked again; try it in a private window. Seen 60 seconds ago on a \
             server."
        );
    }
}
