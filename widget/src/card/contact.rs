//! An e-mail address or a phone number, with the reason why the shop asks for it.
//! What is typed here is sent only by the send button, never as a draft.

use leptos::prelude::*;
use survey::answer::{Contact, is_email};
use survey::question::Channel;
use survey::text::Text;

use super::sight::Sight;
use super::tag::tag;

/// The reason and one field.
pub fn contact(sight: &Sight, reason: &Text, channel: Channel) -> AnyView {
    let (kind, completes) = match channel {
        Channel::Email => ("email", "email"),
        Channel::Phone => ("tel", "tel"),
        Channel::Either => ("text", "email"),
    };
    let mut label = tag("label", &[("class", "label"), ("for", "contact")]);
    if channel != Channel::Phone {
        label = label.text(sight.word("email"));
    }
    if channel == Channel::Either {
        label = label.text(" / ");
    }
    if channel != Channel::Email {
        label = label.text(sight.word("phone"));
    }
    // Addresses and numbers run from left to right in every language.
    let field = tag(
        "input",
        &[
            ("class", "field"),
            ("dir", "ltr"),
            ("maxlength", "254"),
            ("id", "contact"),
            ("aria-describedby", "reason"),
        ],
    )
    .set("type", kind)
    .set("autocomplete", completes);
    tag("div", &[])
        .child(
            tag("p", &[("class", "reason"), ("id", "reason")])
                .text(reason.str())
                .done(),
        )
        .child(label.done())
        .child(field.done())
        .done()
}

/// What was typed, as the channel takes it.
pub fn read(channel: Channel, typed: &str) -> Contact {
    let typed = typed.trim();
    if channel == Channel::Email || (channel == Channel::Either && is_email(typed)) {
        Contact::Email(typed.to_owned())
    } else {
        Contact::Phone(typed.to_owned())
    }
}
