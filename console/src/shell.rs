//! The page around the program: the parts of `index.html`, the address and the title.

use leptos::prelude::{document, window};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlInputElement};

/// Where the shops are; a key follows.
const SHOPS: &str = "/console/shops/";

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

/// Whether the page is as narrow as on a phone.
pub fn is_narrow() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_some_and(|width| width < 640.0)
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

/// Where a page of a shop is.
pub fn shop_address(key: &str, page: &str) -> String {
    format!("{SHOPS}{}/{page}", js_sys::encode_uri_component(key))
}

/// A way to another page that does not load the console anew, as an `<a>` goes; with `instead`
/// the way back does not lead to the page that is left.
pub fn way(instead: bool) -> impl Fn(&str) + Clone {
    let go = use_navigate();
    move |address: &str| {
        let options = NavigateOptions {
            replace: instead,
            ..NavigateOptions::default()
        };
        // The router puts the console's own place before it again.
        go(address.strip_prefix("/console").unwrap_or(address), options);
    }
}

/// The key of the shop that an address is about.
pub fn shop_in(path: &str) -> Option<String> {
    let key = path.strip_prefix(SHOPS)?.split('/').next()?;
    let key = js_sys::decode_uri_component(key).ok()?;
    Some(key.into()).filter(|key: &String| !key.is_empty())
}

/// Puts the reader at the beginning of the page, as a browser does with a new document.
pub fn go_to_main() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    if let Some(main) = element("main") {
        // A page that cannot take the focus is still there to read.
        let _ = main.focus();
    }
}

/// Puts the reader into a field of the page.
pub fn go_to_field(id: &str) {
    if let Some(field) = element(id) {
        // A field that cannot take the focus is still there to be clicked.
        let _ = field.focus();
    }
}

/// What was remembered in this browser under a name.
pub fn remembered(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Remembers something in this browser, if it lets us.
pub fn remember(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(name, text);
    }
}

/// Forgets what was remembered under a name.
pub fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(name);
    }
}

/// The text of the file that was chosen in a field; `None` where none was, or where it cannot
/// be read.
pub async fn file_text(field: HtmlInputElement) -> Option<String> {
    let file = field.files()?.get(0)?;
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Loads another page of the console anew.
pub fn go(address: &str) {
    // A browser that does not go stays where it is, and the link can be tried again.
    let _ = window().location().set_href(address);
}

/// Loads this page anew.
pub fn reload() {
    // A browser that does not reload goes on with the page as it is.
    let _ = window().location().reload();
}

/// The origin of an address as people write it; the text itself where it is no address.
pub fn origin_of(address: &str) -> String {
    let whole = match address.contains("://") {
        true => address.to_owned(),
        false => format!("https://{address}"),
    };
    web_sys::Url::new(&whole).map_or_else(|_| address.to_owned(), |url| url.origin())
}

/// Under which name this browser remembers the language of the console; `boot.js` reads it too.
pub const LANGUAGE: &str = "tillside-language";
