//! Whether the colours of a shop can be told apart on its card.

use crate::page::{self, words};
use crate::results::reading::Scale;
use crate::words::{fill, name};

/// The ground of a card by its scheme, as the card has it.
const GROUNDS: [(&str, &str); 2] = [("light", "#ffffff"), ("dark", "#1d2024")];

/// How well two colours can be told apart: the contrast ratio of WCAG 2.2, 1 to 21; `None`
/// where one is not written as `#rrggbb`.
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    let is_colour = |colour: &str| {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())
    };
    (is_colour(one) && is_colour(other)).then(|| survey::shop::contrast(one, other))
}

/// A ratio as people read it.
pub fn written(ratio: f64) -> String {
    page::with(|page| page.value(Scale::Mean(21.0), ratio, 1))
}

/// That buttons of this colour can hardly be seen on a card of the shop's scheme; empty where
/// they can. A scheme that follows the visitor's system may be either.
pub fn faint(accent: &str, scheme: &str) -> String {
    let weak = |(ground, colour): (&str, &str)| {
        let may_be =
            scheme == "auto" || scheme == ground || (scheme.is_empty() && ground == "light");
        let ratio = contrast(accent, colour).filter(|ratio| may_be && *ratio < 3.0)?;
        let said = name(words().settings.faint, ground);
        Some(fill(&said, &[("ratio", &written(ratio))]))
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
