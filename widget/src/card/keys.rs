//! The card by keyboard: arrows inside a group, Enter in a field, Escape.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::Card;
use super::hands::place_of;
use crate::moment;
use crate::page::after;

impl Card {
    pub(super) fn key(self: &Rc<Self>, event: &Event, target: &Element) {
        // A page with keyboard shortcuts cannot know that this is a field.
        let field = target.matches(".field").unwrap_or(false);
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if field {
            event.stop_propagation();
        }
        // With another key beside it, an arrow is the browser's own: back and forward.
        let other = event.alt_key() || event.meta_key();
        if event.type_() != "keydown" || event.is_composing() || other {
            return;
        }
        if field {
            if event.key() == "Enter" && target.local_name() == "input" {
                event.prevent_default();
                self.send(place_of(target));
                self.follow();
            }
            return;
        }
        let Ok(Some(group)) = target.closest("[role=radiogroup]") else {
            return;
        };
        let right_to_left = self.host.is_right_to_left();
        let next = match (event.key().as_str(), right_to_left) {
            ("ArrowDown", _) | ("ArrowRight", false) | ("ArrowLeft", true) => target
                .next_element_sibling()
                .or(group.first_element_child()),
            ("ArrowUp", _) | ("ArrowLeft", false) | ("ArrowRight", true) => target
                .previous_element_sibling()
                .or(group.last_element_child()),
            ("Home", _) => group.first_element_child(),
            ("End", _) => group.last_element_child(),
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = next {
            rove(&next);
            moment::focus(&next);
        }
    }

    /// Escape closes the card, unless the page has used it for something of its own or
    /// the visitor is typing somewhere else.
    pub(super) fn escape(self: &Rc<Self>, event: &Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let free = self.host.focused().is_some() || !moment::is_typing();
        if key.key() != "Escape" || key.is_composing() || !free {
            return;
        }
        let (card, event) = (Rc::downgrade(self), event.clone());
        // The page's own listeners come after this one.
        self.soon.replace(Some(after(0, move || {
            if let Some(card) = card.upgrade()
                && !event.default_prevented()
            {
                card.close();
            }
        })));
    }
}

/// Puts one radio button of its group into the tab order, in place of the others.
pub(super) fn rove(button: &Element) {
    let Ok(Some(group)) = button.closest("[role=radiogroup]") else {
        return;
    };
    let mut at = group.first_element_child();
    while let Some(element) = at {
        let index = if element == *button { "0" } else { "-1" };
        let _ = element.set_attribute("tabindex", index);
        at = element.next_element_sibling();
    }
}
