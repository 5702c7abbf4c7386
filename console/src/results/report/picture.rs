//! The chart as a file: the drawing as it stands on the page, or a picture of it.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, XmlSerializer,
};

use super::chart::ID;

/// How many dots of a picture a unit of the drawing gets on each side.
const FINE: f64 = 2.0;

/// The drawing as an address that holds it, with its width and height.
fn drawing() -> Result<(String, f64, f64), JsValue> {
    let chart = document().get_element_by_id(ID).ok_or(JsValue::NULL)?;
    let side = |name: &str| chart.get_attribute(name).and_then(|side| side.parse().ok());
    let (width, height) = side("width").zip(side("height")).ok_or(JsValue::NULL)?;
    let written = XmlSerializer::new()?.serialize_to_string(&chart)?;
    let encoded = String::from(js_sys::encode_uri_component(&written));
    let address = format!("data:image/svg+xml;charset=utf-8,{encoded}");
    Ok((address, width, height))
}

/// Saves the drawing.
///
/// # Errors
/// Where the browser does not know how.
pub fn save_svg(file: &str) -> Result<(), JsValue> {
    save(&drawing()?.0, file)
}

/// Saves a picture of the drawing.
///
/// # Errors
/// Where the browser does not know how.
pub async fn save_png(file: String) -> Result<(), JsValue> {
    let (address, width, height) = drawing()?;
    let image = HtmlImageElement::new()?;
    image.set_src(&address);
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    let (width, height) = (width * FINE, height * FINE);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    save(&canvas.to_data_url_with_type("image/png")?, &file)
}

fn save(address: &str, file: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(address);
    link.set_download(file);
    link.click();
    Ok(())
}
