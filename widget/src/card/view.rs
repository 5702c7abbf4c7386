//! What the card looks like, stage by stage. It draws; [`super::hands`] acts.

use leptos::prelude::*;
use survey::question::{Kind, Question};

use super::sight::{Sight, stays};
use super::tag::{Tag, nothing, tag};
use super::{choices, contact, scale, text};
use crate::asking::{Asking, Place, Stage};

/// What stays from the beginning to the end: the frame, and in it the places for
/// the body and for what is spoken. The last is there before anything is said in it,
/// because only a change is spoken.
pub fn frame(sight: &Sight, inline: bool) -> AnyView {
    let attributes: &[_] = if inline {
        &[("class", "card inline"), ("role", "region")]
    } else {
        &[("class", "card"), ("role", "dialog")]
    };
    let close = sight
        .button("close", "close")
        .set("aria-label", sight.word("close"));
    tag("div", attributes)
        .set("aria-labelledby", scale::heading(Place::First))
        .set("lang", &sight.lang)
        .child(tag("div", &[("class", "grip")]).done())
        .child(close.done())
        .child(tag("div", &[("class", "body")]).done())
        .child(
            tag(
                "div",
                &[("class", "status"), ("role", "status"), ("tabindex", "-1")],
            )
            .done(),
        )
        .done()
}

/// What is asked at a stage.
pub fn body(sight: &Sight, stage: Stage) -> AnyView {
    let asking = sight.asking();
    let body = tag("div", &[]);
    let body = match stage {
        Stage::Question => ask(body, sight, &asking, Place::First),
        Stage::FollowUp => {
            let body = if asking.question(Place::First).is_some_and(stays) {
                ask(body, sight, &asking, Place::First)
            } else {
                // The wording stays, because the card is named by it.
                body.child(title(&asking, Place::First, "done"))
                    .child(sight.named("plain", "change"))
            };
            let more = tag("div", &[("class", "more"), ("data-second", "")]);
            body.child(ask(more, sight, &asking, Place::Second).done())
        }
        Stage::Reply => body.child(title(&asking, Place::First, "spoken")),
    };
    body.done()
}

fn title(asking: &Asking, place: Place, class: &'static str) -> AnyView {
    tag("h2", &[("tabindex", "-1")])
        .set("class", class)
        .set("id", scale::heading(place))
        .text(asking.wording(place))
        .done()
}

/// A question with what it takes to answer it.
fn ask(body: Tag, sight: &Sight, asking: &Asking, place: Place) -> Tag {
    let Some(question) = asking.question(place) else {
        return body;
    };
    let row = tag("div", &[("class", "row")])
        .child(if place == Place::Second {
            sight.named("plain", "skip")
        } else {
            nothing()
        })
        .child(if needs_sending(question) {
            sight.named("send", "send")
        } else {
            nothing()
        });
    let note = tag("p", &[("class", "note")]);
    body.child(title(asking, place, "title"))
        .child(control(sight, asking, place, question))
        .child(if needs_sending(question) {
            note.done()
        } else {
            nothing()
        })
        .child(row.done())
}

fn control(sight: &Sight, asking: &Asking, place: Place, question: &Question) -> AnyView {
    match &question.kind {
        Kind::Nps(ends) | Kind::Csat { ends, .. } | Kind::Ces(ends) => {
            scale::scale(sight, place, ends, question.scale().unwrap_or_default())
        }
        Kind::Thumbs => scale::thumbs(sight, place),
        Kind::Choice(list) | Kind::Choices(list) => {
            let several = needs_sending(question);
            choices::choices(sight, place, list, &asking.order(place), several)
        }
        Kind::Text {
            placeholder,
            max_length,
        } => text::text(sight, place, placeholder.as_ref(), *max_length),
        Kind::Contact { reason, channel } => contact::contact(sight, reason, *channel),
    }
}

/// Whether one tap answers.
pub fn by_a_tap(question: &Question) -> bool {
    !needs_sending(question)
}

/// Whether one tap is not enough to answer.
fn needs_sending(question: &Question) -> bool {
    matches!(
        question.kind,
        Kind::Choices(_) | Kind::Text { .. } | Kind::Contact { .. }
    )
}
