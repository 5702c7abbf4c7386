//! The time in the shop's zone, for prompts that run on certain days or at certain hours.
//! The browser knows the zones and is asked only where a prompt needs it.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Date;

    #[wasm_bindgen(constructor)]
    fn now() -> Date;

    #[wasm_bindgen(constructor)]
    fn read(text: &JsValue) -> Date;

    /// Throws where the zone is not known.
    #[wasm_bindgen(method, catch, js_name = toLocaleString)]
    fn write(this: &Date, language: &str, how: &JsValue) -> Result<JsValue, JsValue>;

    /// From 0 for Sunday.
    #[wasm_bindgen(method, js_name = getDay)]
    fn day(this: &Date) -> u32;

    #[wasm_bindgen(method, js_name = getHours)]
    fn hours(this: &Date) -> u32;
}

/// The hour of the week in a zone, 0 for the first of Monday; `None` where the browser
/// does not know the zone.
pub fn hour_of_week(zone: &str) -> Option<u32> {
    let how = Object::new();
    let _ = Reflect::set(&how, &"timeZone".into(), &zone.into());
    // The zone's time is read back as if it were the visitor's own, which leaves weekdays
    // and hours to the browser; one hour a year, which the visitor's clock skips, is read
    // as another. `h23` keeps midnight from being 24 o'clock.
    let there = Date::read(&Date::now().write("en-US-u-hc-h23", &how).ok()?);
    Some((there.day() + 6) % 7 * 24 + there.hours())
}
