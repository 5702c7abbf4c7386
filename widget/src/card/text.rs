//! Free text, with the characters left once they become few.

use leptos::prelude::*;
use survey::json::decimal;
use survey::text::Text;
use wasm_bindgen::prelude::wasm_bindgen;

use super::scale::heading;
use super::sight::Sight;
use super::tag::tag;
use crate::asking::Place;

#[wasm_bindgen]
extern "C" {
    /// The browser's own copy of CLDR's plural rules, which spares us ours.
    type PluralRules;

    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(lang: &str) -> PluralRules;

    /// The category of a number: `one`, `few`, `other` and so on. An `f64` crosses the
    /// border as it is.
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, number: f64) -> String;
}

/// A field for several lines.
pub fn text(sight: &Sight, place: Place, placeholder: Option<&Text>, most: u32) -> AnyView {
    let placeholder = placeholder.map_or(sight.word("text_placeholder"), Text::str);
    tag("textarea", &[("class", "field"), ("rows", "3")])
        .set("maxlength", &decimal(most.into()))
        .set("placeholder", placeholder)
        .set("aria-labelledby", heading(place))
        .done()
}

/// What the note says of a field that takes `most` characters. Nobody needs to count
/// while there is plenty of room.
pub fn note(sight: &Sight, most: u32) -> String {
    let left = most.saturating_sub(sight.typed.get());
    if left > most / 5 {
        String::new()
    } else {
        few(sight, left)
    }
}

/// How many characters are left, once they are few. Apart, because a field that nobody has
/// typed into does without.
#[inline(never)]
fn few(sight: &Sight, left: u32) -> String {
    // Where the shop's language has no strings, they come in another one, which counts in
    // its own way.
    let lang = match sight.word("language") {
        "" => &sight.lang,
        other => other,
    };
    let category = PluralRules::new(lang).select(left.into());
    let words = match sight.word(&["characters_left_", &category].concat()) {
        // The plain form serves every category that has none of its own.
        "" => sight.word("characters_left"),
        words => words,
    };
    // The braces alone are looked for: the search for a whole string is a hundredth of
    // the card.
    let Some((before, rest)) = words.split_once('{') else {
        // Some languages have a word for one or two of a thing, and no number beside it.
        return words.to_owned();
    };
    let (_, after) = rest.split_once('}').unwrap_or_default();
    [before, &sight.number(left), after].concat()
}
