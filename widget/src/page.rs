//! The few things of the browser that every part of the widget uses: the document,
//! the clock, listeners and timers that end when they are dropped.
//!
//! All callbacks are of one type, so that the browser downloads one way into Rust.

use survey::Millis;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Document, Event, EventTarget, VisualViewport, Window};

/// A way from the browser into Rust.
pub type Callback = Closure<dyn Fn(JsValue)>;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(work: &JsValue, milliseconds: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = language)]
    static LANGUAGE: JsValue;
}

/// The window that the card lives in.
#[expect(
    clippy::expect_used,
    reason = "a script without a window is never started"
)]
#[inline(never)]
pub fn window() -> Window {
    web_sys::window().expect("a window")
}

/// Its document.
#[expect(clippy::expect_used, reason = "every window has a document")]
#[inline(never)]
pub fn document() -> Document {
    window().document().expect("a document")
}

/// The visitor's clock.
#[inline(never)]
pub fn now() -> Millis {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit")]
    let now = js_sys::Date::now() as Millis;
    now
}

/// The language of the browser; empty where it does not tell.
pub fn browser_language() -> String {
    LANGUAGE.with(JsValue::as_string).unwrap_or_default()
}

/// The height of the viewport in CSS pixels.
#[inline(never)]
pub fn viewport_height() -> f64 {
    let height = window().inner_height().ok();
    height.and_then(|height| height.as_f64()).unwrap_or(0.0)
}

/// The part of the viewport that a keyboard on the screen leaves to the page.
pub fn visual() -> Option<VisualViewport> {
    window().visual_viewport()
}

/// Something for the browser to call, also while it is being called: moving the
/// focus makes an event within an event.
pub fn callback(work: impl Fn(JsValue) + 'static) -> Callback {
    let work: Box<dyn Fn(JsValue)> = Box::new(work);
    Closure::wrap(work)
}

/// Work to be done later, unless this is dropped before.
pub struct Timer {
    timer: JsValue,
    _work: Callback,
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
    }
}

/// Runs `work` once, after so many milliseconds.
pub fn after(milliseconds: u32, work: impl Fn() + 'static) -> Timer {
    let work = callback(move |_| work());
    Timer {
        timer: set_timeout(work.as_ref(), milliseconds),
        _work: work,
    }
}

/// Listeners that are taken away when this is dropped.
pub struct Listening {
    target: EventTarget,
    names: &'static [&'static str],
    callback: Callback,
}

/// Calls `handler` for these events, before the page's own listeners inside the
/// target are called. Passive listeners cannot hold up scrolling.
pub fn listen(
    target: &EventTarget,
    names: &'static [&'static str],
    passive: bool,
    handler: impl Fn(Event) + 'static,
) -> Listening {
    let callback = callback(move |event| handler(event.unchecked_into()));
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_passive(passive);
    for name in names {
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            callback.as_ref().unchecked_ref(),
            &options,
        );
    }
    Listening {
        target: target.clone(),
        names,
        callback,
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for name in self.names {
            let _ = self.target.remove_event_listener_with_callback_and_bool(
                name,
                self.callback.as_ref().unchecked_ref(),
                true,
            );
        }
    }
}
