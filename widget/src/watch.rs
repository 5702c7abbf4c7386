//! Watches what a visitor does on the page: scrolling, resting, clicks on triggers,
//! errors in a form, signs of leaving. It gathers [`Signals`] and decides nothing. All
//! its listeners are passive, and none touches the history.

mod flick;

use std::cell::RefCell;
use std::rc::Rc;

use flick::Flick;
use js_sys::Array;
use survey::Millis;
use survey::context::{Device, Signals};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

use crate::moment;
use crate::page::{Listening, document, listen, now, viewport_height, window};

/// Fields that the page itself calls wrong.
const WRONG: &str = "[aria-invalid=true]";

/// What was seen since the page or the step was reached.
#[derive(Default)]
struct Seen {
    last_input: Millis,
    deepest: u32,
    leaving: bool,
    was_away: bool,
    /// A field was left, filled or sent off; a page may call one wrong from the start.
    filled: bool,
    form_error: bool,
    clicks: Vec<String>,
    flick: Flick,
}

/// A watch over the page; ends when it is dropped.
pub struct Watch {
    seen: Rc<RefCell<Seen>>,
    _listening: [Listening; 2],
}

impl Watch {
    /// Begins to watch. `wake` is called when something happened that a trigger
    /// should not wait for until the next tick.
    pub fn begin(selectors: Vec<String>, wake: Rc<dyn Fn()>) -> Watch {
        let seen = Rc::new(RefCell::new(Seen::default()));
        seen.borrow_mut().last_input = now();
        let noted = Rc::clone(&seen);
        let inputs = &[
            "pointerdown",
            "pointermove",
            "keydown",
            "wheel",
            "touchmove",
        ];
        let input = listen(&window(), inputs, true, move |_| {
            noted.borrow_mut().last_input = now();
        });
        let noted = Rc::clone(&seen);
        let telling = &[
            "scroll",
            "click",
            "blur",
            "change",
            "submit",
            "invalid",
            "mouseout",
            "visibilitychange",
        ];
        let telling = listen(&window(), telling, true, move |event| {
            let news = match event.type_().as_str() {
                "scroll" => noted.borrow_mut().scrolled(),
                "click" => noted.borrow_mut().clicked(&event, &selectors),
                "submit" => {
                    moment::note_sending();
                    noted.borrow_mut().left_field()
                }
                "invalid" => noted.borrow_mut().found_wrong(&event),
                "mouseout" => noted.borrow_mut().pointer_left(&event),
                "visibilitychange" => noted.borrow_mut().came_or_went(),
                _ => noted.borrow_mut().left_field(),
            };
            if news {
                wake();
            }
        });
        Watch {
            seen,
            _listening: [input, telling],
        }
    }

    /// Forgets what was seen: a new page, or a new step.
    pub fn forget(&self) {
        let mut seen = self.seen.borrow_mut();
        *seen = Seen {
            last_input: seen.last_input,
            ..Seen::default()
        };
    }

    /// Adds what was seen to what the loader knows.
    pub fn add_to(&self, signals: &mut Signals, device: Device) {
        // The page's own check may come a while after the field was left, and what it says
        // is looked at each time, never what was typed.
        let wrong = self.seen.borrow().filled && moment::shows(WRONG);
        let mut seen = self.seen.borrow_mut();
        seen.reach();
        let idle = (now() - seen.last_input) / 1000;
        signals.inactive = u32::try_from(idle).unwrap_or(0);
        signals.scroll = seen.deepest;
        // A mouse leaves through the top; a finger flicks back up or changes tabs.
        let touch = device != Device::Desktop;
        signals.exit_intent = seen.leaving || (touch && (seen.flick.happened() || seen.was_away));
        seen.form_error |= wrong;
        signals.form_error = seen.form_error;
        signals.clicks.clone_from(&seen.clicks);
    }
}

impl Seen {
    fn scrolled(&mut self) -> bool {
        self.reach();
        let top = window().scroll_y().unwrap_or(0.0);
        self.flick.scrolled(top, now(), viewport_height())
    }

    /// Notes how far down the page has been in view, which a short page is without any
    /// scrolling.
    fn reach(&mut self) {
        let top = window().scroll_y().unwrap_or(0.0);
        let view = viewport_height();
        let whole = document()
            .document_element()
            .map_or(0, |root| root.scroll_height());
        let percent = (top + view) * 100.0 / f64::from(whole).max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "float casts saturate, which is what is wanted"
        )]
        let percent = percent.round().min(100.0) as u32;
        self.deepest = self.deepest.max(percent);
    }

    fn clicked(&mut self, event: &Event, selectors: &[String]) -> bool {
        // A button that sends the form need not take the focus from a field.
        self.left_field();
        let path: Array = event.composed_path();
        let mut hit = false;
        for node in path.iter() {
            let Ok(element) = node.dyn_into::<Element>() else {
                continue;
            };
            for selector in selectors {
                // A selector that the browser refuses matches nothing.
                if element.matches(selector).unwrap_or(false) && !self.clicks.contains(selector) {
                    self.clicks.push(selector.clone());
                    hit = true;
                }
            }
        }
        hit
    }

    fn left_field(&mut self) -> bool {
        self.filled = true;
        false
    }

    /// The browser's own check found a field wrong. Pages also let it check in silence, at
    /// every key, to know whether a button may be pressed; then the field does not look
    /// wrong yet.
    fn found_wrong(&mut self, event: &Event) -> bool {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        // A browser that does not know the selector is taken at its word.
        let looks_wrong = field.is_some_and(|field| field.matches(":user-invalid").unwrap_or(true));
        let news = looks_wrong && !self.form_error;
        self.form_error |= looks_wrong;
        news
    }

    fn pointer_left(&mut self, event: &Event) -> bool {
        let Some(event) = event.dyn_ref::<MouseEvent>() else {
            return false;
        };
        let left = event.related_target().is_none() && event.client_y() <= 0;
        self.leaving |= left;
        left
    }

    fn came_or_went(&mut self) -> bool {
        self.was_away |= document().hidden();
        // Both ways: timers stop while hidden and begin again on return.
        true
    }
}
