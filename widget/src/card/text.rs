//! Free text, with the characters left once they become few.

use leptos::prelude::*;
use survey::json::decimal;
use survey::text::Text;

use super::scale::heading;
use super::sight::Sight;
use super::tag::tag;
use crate::asking::Place;

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
        return String::new();
    }
    // The braces alone are looked for: the search for a whole string is a hundredth of
    // the card.
    let words = sight.word("characters_left");
    let (before, rest) = words.split_once('{').unwrap_or_default();
    let (_, after) = rest.split_once('}').unwrap_or_default();
    [before, &sight.number(left), after].concat()
}
