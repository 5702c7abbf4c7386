//! Between the browser's values and [`Json`]. The browser has parsed the text.

use js_sys::{Array, Object, Reflect};
use survey::json::Json;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// How many values are read of something that the page has a hand in.
const MOST: u32 = 2_000;
/// How deep: to a property four names deep in what came with an event.
const DEEPEST: u32 = 8;

/// A value of the browser as [`Json`]; what JSON does not know becomes null.
pub fn from_js(value: &JsValue) -> Json {
    read(value, u32::MAX, &mut u32::MAX.clone())
}

/// The same for a value that the page has a hand in: its events may hold anything, an
/// element with half the page behind it, or something that holds itself.
pub fn from_page(value: &JsValue) -> Json {
    read(value, DEEPEST, &mut MOST.clone())
}

fn read(value: &JsValue, deep: u32, left: &mut u32) -> Json {
    if deep == 0 || *left == 0 {
        return Json::Null;
    }
    *left -= 1;
    let mut inner = |value: &JsValue| read(value, deep - 1, left);
    if let Some(text) = value.as_string() {
        Json::String(text)
    } else if let Some(number) = value.as_f64().filter(|number| number.is_finite()) {
        Json::Number(number)
    } else if let Some(truth) = value.as_bool() {
        Json::Bool(truth)
    } else if let Some(list) = value.dyn_ref::<Array>() {
        // From the end, because of events the last are worth the most.
        let mut items: Vec<Json> = list.iter().rev().map(|item| inner(&item)).collect();
        items.reverse();
        Json::Array(items)
    } else if let Some(object) = value.dyn_ref::<Object>()
        // It has half the page behind it, and nothing that a rule could read.
        && !value.is_instance_of::<Element>()
    {
        let names = Object::keys(object);
        let mut member = |name: JsValue| {
            let value = Reflect::get(object, &name).unwrap_or(JsValue::NULL);
            (name.as_string().unwrap_or_default(), inner(&value))
        };
        Json::Object(names.iter().map(&mut member).collect())
    } else {
        Json::Null
    }
}

/// [`Json`] as a value of the browser.
pub fn to_js(json: &Json) -> JsValue {
    match json {
        Json::Null => JsValue::NULL,
        Json::Bool(truth) => JsValue::from_bool(*truth),
        Json::Number(number) => JsValue::from_f64(*number),
        Json::String(text) => JsValue::from_str(text),
        Json::Array(values) => values.iter().map(to_js).collect::<Array>().into(),
        Json::Object(members) => {
            let object = Object::new();
            for (name, value) in members {
                // A plain object takes any member.
                let _ = Reflect::set(&object, &JsValue::from_str(name), &to_js(value));
            }
            object.into()
        }
    }
}
