//! Makes the screen follow the asking. Leptos draws the views of a stage; within a
//! stage only what is marked here changes, so that nothing that has the focus or was
//! typed is ever drawn anew, and the card does without a reactive runtime, which would
//! be a sixth of what a shopper downloads.

use leptos::prelude::*;
use web_sys::Element;

use super::sight::Coupon;
use super::{Card, hands, keys, reply, text, view};
use crate::asking::{Place, Stage};

/// A view in the page.
type Drawn = <AnyView as Render>::State;

/// What is on the screen.
pub struct Screen {
    _frame: Drawn,
    /// The stage, and the follow-up that belongs to it.
    stage: Option<(Stage, Option<usize>)>,
    body: Option<Drawn>,
    /// The name of the word that was spoken last; empty for none, or the reply.
    spoken: &'static str,
    /// What the last word told of its coupon.
    coupon: Coupon,
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
            coupon: Coupon::Awaited,
            status: None,
        }
    }
}

impl Card {
    /// Makes the screen follow.
    pub(super) fn paint(&self) {
        let (stage, follow_up) = (self.asking().stage(), self.asking().follow_up());
        let screen = &mut *self.screen.borrow_mut();
        let is_new = screen.stage != Some((stage, follow_up));
        if is_new {
            screen.stage = Some((stage, follow_up));
            self.sight.problem.set(false);
            self.sight.typed.set(0);
            self.sight.picked(Place::Second).set(0);
            self.put(".body", &mut screen.body, view::body(&self.sight, stage));
        }
        let spoken = match stage {
            _ if self.sight.problem.get() => "check",
            Stage::Question if !self.sight.greeted.get() => "",
            Stage::Question => "prompt_label",
            Stage::FollowUp => "sent",
            Stage::Reply => "thanks",
        };
        let coupon = self.sight.coupon.borrow().clone();
        if is_new || screen.spoken != spoken || screen.coupon != coupon {
            screen.spoken = spoken;
            screen.coupon = coupon;
            let view = match stage {
                Stage::Reply => reply::reply(&self.sight),
                _ => reply::spoken(&self.sight, spoken),
            };
            self.put(".status", &mut screen.status, view);
        }
        self.mark();
        if is_new {
            self.find_all("[role=radiogroup]", |group| {
                let picked = group.query_selector("[aria-checked=true]").ok().flatten();
                if let Some(option) = picked.or_else(|| group.first_element_child()) {
                    keys::rove(&option);
                }
            });
        }
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

    /// Does something with every element of the card that matches.
    fn find_all(&self, selector: &str, work: impl Fn(Element)) {
        if let Ok(found) = self.host.root().query_selector_all(selector) {
            (0..found.length())
                .filter_map(|at| found.item(at).and_then(hands::element))
                .for_each(work);
        }
    }

    /// Marks what was picked and typed.
    fn mark(&self) {
        let flag = |on: bool| if on { "true" } else { "false" };
        let is_picked = |element: &Element, name: &str| {
            let at = hands::number(element, name);
            self.sight.picked(hands::place_of(element)).get() & (1 << at) != 0
        };
        self.find_all("[data-at]", |option| {
            let picked = flag(is_picked(&option, "data-at"));
            let _ = option.set_attribute("aria-checked", picked);
        });
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
