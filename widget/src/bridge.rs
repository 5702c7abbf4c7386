//! What the loader gives into the card's hands. The loader owns storage, network
//! and identity; the card has no other way to any of them.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The loader's side. None of its methods throws.
    #[derive(Clone)]
    pub type Bridge;

    /// What is known about the visitor and the page at this moment, with what this visitor was
    /// asked before, read anew from storage.
    #[wasm_bindgen(method)]
    pub fn context(this: &Bridge) -> JsValue;

    /// The hour of the week in a zone, 0 for the first of Monday; not a number where the
    /// browser does not know the zone.
    #[wasm_bindgen(method)]
    pub fn hour(this: &Bridge, zone: &str) -> f64;

    /// Marks a prompt as `shown`, `answered` or `dismissed`, its coupon as `promised` or
    /// `taken`, at once and locally.
    #[wasm_bindgen(method)]
    pub fn record(this: &Bridge, prompt: &str, what: &str);

    /// A fresh UUIDv7.
    #[wasm_bindgen(method)]
    pub fn uuid(this: &Bridge) -> String;

    /// Claims a name before all other tabs; the callback hears whether that worked.
    #[wasm_bindgen(method)]
    pub fn claim(this: &Bridge, name: &str, told: &JsValue) -> Ending;

    /// What gives a claim back.
    pub type Ending;

    /// Gives it back. It never throws.
    #[wasm_bindgen(method)]
    pub fn call(this: &Ending);

    /// Puts an event into the outbox.
    #[wasm_bindgen(method)]
    pub fn send(this: &Bridge, event: &JsValue);

    /// The book as it is now; `null` where it cannot be had, so nothing is asked.
    #[wasm_bindgen(method)]
    pub fn book(this: &Bridge) -> Reading;

    /// Puts a text on the clipboard; the promise holds `true` where that was allowed.
    #[wasm_bindgen(method)]
    pub fn copy(this: &Bridge, text: &str) -> Reading;

    /// The promise of a book or of a success. It is never rejected.
    pub type Reading;

    /// Calls back with what was promised.
    #[wasm_bindgen(method)]
    pub fn then(this: &Reading, callback: &JsValue);

    /// Tells the page's own listeners.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Bridge, name: &str, detail: &JsValue);

    /// What the loader calls when a step, an event or a call came in.
    #[wasm_bindgen(method, setter)]
    pub fn set_changed(this: &Bridge, callback: &JsValue);

    /// What the loader calls to take everything away.
    #[wasm_bindgen(method, setter)]
    pub fn set_stop(this: &Bridge, callback: &JsValue);
}
