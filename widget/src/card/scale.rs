//! Scales and thumbs: one row of options, one tap.

use leptos::prelude::*;
use survey::json::decimal;
use survey::question::Ends;
use survey::text::Text;

use super::sight::Sight;
use super::tag::{Tag, tag};
use crate::asking::Place;

/// The options of a scale with what stands at its ends.
pub fn scale(sight: &Sight, place: Place, ends: &Ends, (low, high): (u8, u8)) -> AnyView {
    let ends_id = match place {
        Place::First => "ends",
        Place::Second => "more-ends",
    };
    let mut row = group(place, "scale").set("aria-describedby", ends_id);
    for score in low..=high {
        let point = option(sight, u32::from(score - low), "radio", "point");
        row = row.child(point.text(&sight.number(score.into())).done());
    }
    tag("div", &[])
        .child(row.done())
        .child(
            tag("div", &[("class", "ends")])
                .set("id", ends_id)
                .child(end(sight, ends.low.as_ref(), "low_default"))
                .child(end(sight, ends.high.as_ref(), "high_default"))
                .done(),
        )
        .done()
}

fn end(sight: &Sight, text: Option<&Text>, usual: &str) -> AnyView {
    let words = text.map_or(sight.word(usual), Text::str);
    tag("span", &[]).text(words).done()
}

/// Thumb up, thumb down.
pub fn thumbs(sight: &Sight, place: Place) -> AnyView {
    let mut group = group(place, "thumbs");
    for (at, word) in ["up", "down"].into_iter().enumerate() {
        let class = if at == 0 { "thumb" } else { "thumb down" };
        #[expect(clippy::cast_possible_truncation, reason = "0 or 1")]
        let thumb = option(sight, at as u32, "radio", class);
        let picture = tag("i", &[]).done();
        group = group.child(thumb.child(picture).text(sight.word(word)).done());
    }
    group.done()
}

/// A group of radio buttons named by its question.
pub fn group(place: Place, class: &'static str) -> Tag {
    tag("div", &[("role", "radiogroup")])
        .set("class", class)
        .set("aria-labelledby", heading(place))
}

/// One option of a group.
#[inline(never)]
pub fn option(sight: &Sight, at: u32, role: &'static str, class: &'static str) -> Tag {
    sight
        .button(class, "pick")
        .set("role", role)
        .set("data-at", &decimal(at.into()))
        .set("aria-checked", "false")
}

/// The id of the element that asks the question at a place.
pub fn heading(place: Place) -> &'static str {
    match place {
        Place::First => "first",
        Place::Second => "second",
    }
}
