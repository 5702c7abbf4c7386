//! One or several of a list of choices, with a field beside "other".

use leptos::prelude::*;
use survey::json::decimal;
use survey::question::{Choices, MAX_OTHER};

use super::scale::{group, heading, option};
use super::sight::Sight;
use super::tag::tag;
use crate::asking::Place;

/// The choices in the order in which this visitor sees them.
pub fn choices(
    sight: &Sight,
    place: Place,
    list: &Choices,
    order: &[usize],
    several: bool,
) -> AnyView {
    let mut options = if several {
        tag("div", &[("role", "group"), ("class", "list")]).set("aria-labelledby", heading(place))
    } else {
        group(place, "list")
    };
    let role = if several { "checkbox" } else { "radio" };
    for &at in order {
        #[expect(clippy::cast_possible_truncation, reason = "at most 20 choices")]
        let option = option(sight, at as u32, role, "choice");
        let mark = tag("i", &[]).done();
        let text = tag("span", &[]).text(list.choices[at].text.str()).done();
        options = options.child(option.child(mark).child(text).done());
    }
    let mut all = tag("div", &[]).child(options.done());
    if let Some(other) = other(list) {
        let words = sight.word("other_placeholder");
        let field = tag("input", &[("class", "field"), ("type", "text")])
            .set("maxlength", &decimal(MAX_OTHER.into()))
            .set("aria-label", words)
            .set("placeholder", words)
            .done();
        let mut more = tag("div", &[("class", "other"), ("hidden", "")])
            .set("data-other", &decimal(other as u64))
            .child(field);
        if !several {
            // One tap answers, but words need sending.
            let row = tag("div", &[("class", "row")]).child(sight.named("send", "send"));
            more = more.child(row.done());
        }
        all = all.child(more.done());
    }
    all.done()
}

/// The position of the choice that opens a field.
pub fn other(list: &Choices) -> Option<usize> {
    list.choices.iter().position(|choice| choice.other)
}
