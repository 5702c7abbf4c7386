//! Whether the colours of a shop can be told apart on its card.

use crate::page::{self, words};
use crate::results::reading::Scale;
use crate::words::{fill, name};

/// The ground of a card by its scheme, as the card has it.
const GROUNDS: [(&str, &str); 2] = [("light", "#ffffff"), ("dark", "#1d2024")];

/// How well two colours can be told apart: the contrast ratio of WCAG 2.2, 1 to 21; `None`
/// where one is not written as `#rrggbb`.
fn contrast(one: &str, other: &str) -> Option<f64> {
    let is_colour = |colour: &str| {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())
    };
    (is_colour(one) && is_colour(other)).then(|| survey::shop::contrast(one, other))
}

/// The least contrast of text on its ground.
const TEXT: f64 = 4.5;
/// The least contrast of a button on its ground.
const BUTTON: f64 = 3.0;

/// Says a contrast and the one that is needed in a sentence.
fn say(sentence: &str, ratio: f64, least: f64) -> String {
    let written = |ratio| page::with(|page| page.value(Scale::Mean(21.0), ratio, 1));
    fill(
        sentence,
        &[("ratio", &written(ratio)), ("least", &written(least))],
    )
}

/// That text of one colour can hardly be read on the other; empty where it can.
pub fn weak(text: &str, ground: &str) -> String {
    let ratio = contrast(text, ground).filter(|ratio| *ratio < TEXT);
    ratio.map_or_else(String::new, |ratio| {
        say(words().settings.weak_contrast, ratio, TEXT)
    })
}

/// That buttons of this colour can hardly be seen on a card of the shop's scheme; empty where
/// they can. A scheme that follows the visitor's system may be either.
pub fn faint(accent: &str, scheme: &str) -> String {
    let weak = |(ground, colour): (&str, &str)| {
        let may_be =
            scheme == "auto" || scheme == ground || (scheme.is_empty() && ground == "light");
        let ratio = contrast(accent, colour).filter(|ratio| may_be && *ratio < BUTTON)?;
        Some(say(&name(words().settings.faint, ground), ratio, BUTTON))
    };
    GROUNDS.into_iter().find_map(weak).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let ratio = |one, other| contrast(one, other).map(|ratio| (ratio * 10.0).round() / 10.0);
        assert_eq!(ratio("#000000", "#ffffff"), Some(21.0));
        assert_eq!(ratio("#777777", "#ffffff"), Some(4.5));
        assert_eq!(ratio("red", "#ffffff"), None);
    }
}
