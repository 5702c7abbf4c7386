//! The shop's last word, and what a screen reader hears on the way to it.

use leptos::prelude::*;

use super::sight::Sight;
use super::tag::tag;
use super::view::by_a_tap;
use crate::asking::Place;

/// An interface string for screen readers only.
pub fn spoken(sight: &Sight, words: &str) -> AnyView {
    tag("p", &[("class", "spoken")])
        .text(sight.word(words))
        .done()
}

/// The reply to what was said, or the usual thanks.
pub fn reply(sight: &Sight) -> AnyView {
    let asking = sight.asking();
    let found = asking.reply();
    let words = found.map_or(sight.word("thanks"), |reply| reply.text.str());
    let mut view = tag("div", &[]).child(tag("p", &[("class", "reply")]).text(words).done());
    if let Some(link) = found.and_then(|reply| reply.link.as_ref()) {
        let link = tag("a", &[("class", "send")])
            .set("href", &link.url)
            .text(link.text.str());
        view = view.child(link.done());
    }
    // One tap has answered, and taps go astray.
    let asked = asking.question(Place::First);
    if asking.value(Place::Second).is_none() && asked.is_some_and(by_a_tap) {
        view = view.child(sight.named("plain", "change"));
    }
    view.done()
}
