//! The shop's last word, and what a screen reader hears on the way to it.

use leptos::prelude::*;

use super::sight::Sight;
use super::tag::tag;

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
    view.done()
}
