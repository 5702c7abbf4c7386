//! The shop's last word, the coupon that may come with it, and what a screen reader hears on the way to it.

use leptos::prelude::*;

use super::sight::{Coupon, Sight};
use super::tag::{Tag, tag};
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
    let items = sight.number(asking.cart_items());
    let words = match found {
        Some(reply) => reply.filled(asking.cart_value(), &items),
        None => sight.word("thanks").to_owned(),
    };
    let mut view = tag("div", &[]).child(tag("p", &[("class", "reply")]).text(&words).done());
    if asking.has_coupon() {
        view = view.child(coupon(sight));
    }
    if let Some(link) = found.and_then(|reply| reply.link.as_ref()) {
        let link = tag("a", &[("class", "send")])
            .set("href", &link.url)
            .text(link.text.str());
        view = view.child(link.done());
    }
    // One tap has answered, and taps go astray.
    let asked = asking.question(Place::First);
    let is_last = asking.value(Place::Second).is_none() && !asking.is_resumed();
    if is_last && asked.is_some_and(by_a_tap) {
        view = view.child(sight.named("plain", "change"));
    }
    view.done()
}

/// The coupon that was promised, or what became of it.
fn coupon(sight: &Sight) -> AnyView {
    let row = tag("div", &[("class", "coupon")]);
    let code = |row: Tag, code: &str, button: &'static str| {
        let code = tag("output", &[("class", "code"), ("dir", "ltr")]).text(code);
        row.child(code.done())
            .child(sight.button("send", "copy").text(sight.word(button)).done())
    };
    match &*sight.coupon.borrow() {
        Coupon::Awaited => row.child(tag("output", &[("class", "code")]).text("\u{2026}").done()),
        Coupon::Code(text) => code(row, text, "copy"),
        Coupon::Copied(text) => code(row, text, "copied"),
        Coupon::Gone => row.text(sight.word("coupon_gone")),
    }
    .done()
}
