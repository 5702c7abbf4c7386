//! Between the browser's values and [`Json`]. The browser has parsed the text.

use js_sys::{Array, Object, Reflect};
use survey::json::Json;
use wasm_bindgen::{JsCast, JsValue};

/// A value of the browser as [`Json`]; what JSON does not know becomes null.
pub fn from_js(value: &JsValue) -> Json {
    if let Some(text) = value.as_string() {
        Json::String(text)
    } else if let Some(number) = value.as_f64().filter(|number| number.is_finite()) {
        Json::Number(number)
    } else if let Some(truth) = value.as_bool() {
        Json::Bool(truth)
    } else if let Some(list) = value.dyn_ref::<Array>() {
        Json::Array(list.iter().map(|item| from_js(&item)).collect())
    } else if let Some(object) = value.dyn_ref::<Object>() {
        let names = Object::keys(object);
        let member = |name: JsValue| {
            let value = Reflect::get(object, &name).unwrap_or(JsValue::NULL);
            (name.as_string().unwrap_or_default(), from_js(&value))
        };
        Json::Object(names.iter().map(member).collect())
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
