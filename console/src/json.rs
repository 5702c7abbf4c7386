//! JSON and numbers as text. What needs a number written or read asks the browser, which knows
//! how: the tables for it are a tenth of what the console's first page weighs.

use std::io;

use js_sys::{JSON, Number};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use wasm_bindgen::JsValue;

/// JSON in one line; empty where a value cannot be written, as a map whose keys are no text.
pub fn write(value: &impl Serialize) -> String {
    let mut written = Vec::new();
    let done = value.serialize(&mut Serializer::with_formatter(&mut written, Plain));
    done.ok()
        .and_then(|()| String::from_utf8(written).ok())
        .unwrap_or_default()
}

/// JSON as people read it.
pub fn write_in_lines(value: &impl Serialize) -> String {
    let two = JsValue::from_f64(2.0);
    let json = JSON::parse(&write(value));
    let lines =
        json.and_then(|json| JSON::stringify_with_replacer_and_space(&json, &JsValue::NULL, &two));
    lines.map(String::from).unwrap_or_default()
}

/// The number that a text is; `None` where it is none.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = Number::from(JsValue::from_str(text)).value_of();
    (!text.is_empty() && number.is_finite()).then_some(number)
}

/// As short as JSON can be, with the browser's way of writing numbers.
struct Plain;

impl Formatter for Plain {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let text = JsValue::from_f64(value);
        let text = JSON::stringify(&text).map(String::from).unwrap_or_default();
        writer.write_all(text.as_bytes())
    }
}
