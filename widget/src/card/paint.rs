//! Makes the screen follow the asking. Leptos draws the views of a stage; within a
//! stage only what is marked here changes, so that nothing that has the focus or was
//! typed is ever drawn anew, and the card does without a reactive runtime, which would
//! be a sixth of what a shopper downloads.

use leptos::prelude::*;
use web_sys::Element;

use super::{Card, hands, reply, text, view};
use crate::asking::Stage;

/// A view in the page.
type Drawn = <AnyView as Render>::State;

/// What is on the screen.
pub struct Screen {
    _frame: Drawn,
    stage: Option<Stage>,
    body: Option<Drawn>,
    /// The name of the word that was spoken last; empty for none, or the reply.
    spoken: &'static str,
    status: Option<Drawn>,
}

impl Screen {
    /// A frame with nothing in it yet.
    pub fn of(frame: AnyView, room: &Element) -> Screen {
        let mut frame = frame.build();
        frame.mount(room, None);
        Screen {
            _frame: frame,
            stage: None,
            body: None,
            spoken: "",
            status: None,
        }
    }
}

impl Card {
    /// Makes the screen follow.
    pub(super) fn paint(&self) {
        let stage = self.asking().stage();
        let screen = &mut *self.screen.borrow_mut();
        let is_new = screen.stage != Some(stage);
        if is_new {
            screen.stage = Some(stage);
            self.sight.problem.set(false);
            self.sight.typed.set(0);
            self.put(".body", &mut screen.body, view::body(&self.sight, stage));
        }
        let spoken = match stage {
            _ if self.sight.problem.get() => "check",
            Stage::Question if !self.sight.greeted.get() => "",
            Stage::Question => "prompt_label",
            Stage::FollowUp => "sent",
            Stage::Reply => "thanks",
        };
        if is_new || screen.spoken != spoken {
            screen.spoken = spoken;
            let view = match stage {
                Stage::Reply => reply::reply(&self.sight),
                _ => reply::spoken(&self.sight, spoken),
            };
            self.put(".status", &mut screen.status, view);
        }
        self.mark();
    }

    /// Draws a view in place of the one before.
    fn put(&self, place: &str, drawn: &mut Option<Drawn>, view: AnyView) {
        if let Some(mut before) = drawn.take() {
            before.unmount();
        }
        if let Some(place) = self.find(place) {
            let mut after = view.build();
            after.mount(&place, None);
            *drawn = Some(after);
        }
    }

    /// The first element of the card that matches.
    pub(super) fn find(&self, selector: &str) -> Option<Element> {
        self.host.root().query_selector(selector).ok().flatten()
    }

    /// Marks what was picked and typed.
    fn mark(&self) {
        let flag = |on: bool| if on { "true" } else { "false" };
        let is_picked = |element: &Element, name: &str| {
            let at = hands::number(element, name);
            self.sight.picked(hands::place_of(element)).get() & (1 << at) != 0
        };
        if let Ok(options) = self.host.root().query_selector_all("[data-at]") {
            for at in 0..options.length() {
                if let Some(option) = options.item(at).and_then(hands::element) {
                    let picked = flag(is_picked(&option, "data-at"));
                    let _ = option.set_attribute("aria-checked", picked);
                }
            }
        }
        if let Some(other) = self.find(".other") {
            let hidden = !is_picked(&other, "data-other");
            let _ = other.toggle_attribute_with_force("hidden", hidden);
        }
        let problem = self.sight.problem.get();
        let mut note = String::new();
        if let Some(field) = self.find(".field") {
            let _ = field.set_attribute("aria-invalid", flag(problem));
            note = text::note(&self.sight, hands::number(&field, "maxlength"));
        }
        if problem {
            note = self.sight.word("check").to_owned();
        }
        if let Some(place) = self.find(".note") {
            place.set_text_content(Some(&note));
            let _ = place.class_list().toggle_with_force("bad", problem);
        }
    }
}
