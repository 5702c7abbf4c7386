//! The page around the program: the parts of `index.html`, the address and the title.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, UrlSearchParams};

/// Where the program draws.
pub fn place() -> Option<HtmlElement> {
    element("app")
}

/// Shows or hides the picture of a page that is still loading.
pub fn show_skeleton(shown: bool) {
    if let Some(skeleton) = element("skeleton") {
        skeleton.set_hidden(!shown);
    }
}

/// Takes the numbers away and says that the console has stopped.
pub fn stop(why: &str) {
    web_sys::console::error_1(&JsValue::from_str(why));
    for id in ["app", "skeleton"] {
        if let Some(element) = element(id) {
            element.set_hidden(true);
        }
    }
    if let Some(broken) = element("broken") {
        broken.set_hidden(false);
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The language that the page declares.
pub fn page_language() -> String {
    let root = document().document_element();
    let declared = root.and_then(|root| root.get_attribute("lang"));
    declared.unwrap_or_else(|| "en".to_owned())
}

/// The reader's languages, most wanted first.
pub fn reader_languages() -> Vec<String> {
    let languages = window().navigator().languages();
    languages.iter().filter_map(|tag| tag.as_string()).collect()
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Names the page.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Puts a text on the clipboard; `false` where the browser does not let us.
pub async fn copy(text: &str) -> bool {
    if !may_copy() {
        return false;
    }
    let copied = window().navigator().clipboard().write_text(text);
    JsFuture::from(copied).await.is_ok()
}

/// Whether there is a clipboard: browsers have none for pages that came in the clear.
pub fn may_copy() -> bool {
    window().is_secure_context()
}

/// The address of the server, for the tag that a shop needs.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Where the installation checks are; a shop's key follows.
const CHECKS: &str = "/console/check/";

/// Where the installation check of a shop is.
pub fn check_address(key: &str) -> String {
    format!("{CHECKS}{}", js_sys::encode_uri_component(key))
}

/// Where the numbers of a shop are.
pub fn numbers_address(key: &str) -> String {
    format!("/console/?shop={}", js_sys::encode_uri_component(key))
}

/// Whether the page is that of an installation check.
pub fn is_check() -> bool {
    key_of_check().is_some()
}

fn key_of_check() -> Option<String> {
    let path = window().location().pathname().ok()?;
    let key = path.strip_prefix(CHECKS)?;
    Some(key.trim_end_matches('/').to_owned())
}

/// The shop in the page's address.
pub fn shop_in_address() -> Option<String> {
    if let Some(key) = key_of_check() {
        return Some(key);
    }
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get("shop")
}

/// Puts the shop in the page's address, so that a reload and a bookmark keep it.
pub fn put_shop_in_address(key: &str) {
    let address = match is_check() {
        true => check_address(key),
        false => numbers_address(key),
    };
    if let Ok(history) = window().history() {
        // A browser may refuse too many changes; the page works without.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
