//! Whether this is a quiet moment: never while the visitor types, pays, looks at a
//! dialog of the page or at another tab. Where the card may stand is [`crate::room`]'s.

use std::cell::Cell;

use survey::Millis;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

use crate::page::{document, now, window};

/// What is typed into. A payment form often lives in a frame, and a field of a
/// component in a shadow root that nobody can look into, so their hosts count.
const FIELDS: &str = "input:not([type=button],[type=submit],[type=reset],[type=image]),\
    textarea,select,iframe,object,embed,\
    [contenteditable]:not([contenteditable=false]),[role=textbox],[role=combobox]";

/// What asks for the visitor's whole attention: dialogs, and the banners of the common
/// consent tools, which a visitor has to deal with first.
pub const DIALOGS: &str = "dialog[open],[aria-modal=true],[role=alertdialog],\
    #onetrust-banner-sdk,#CybotCookiebotDialog,#usercentrics-root,#usercentrics-cmp-ui,#didomi-notice,\
    #cookie-notice,#cookiescript_injected,#cmplz-cookiebanner-container,.cmplz-cookiebanner,\
    .cky-consent-container,.cc-window,.qc-cmp2-container,.iubenda-cs-container,.fc-consent-root,\
    .shopify-pc__banner__dialog,#moove_gdpr_cookie_info_bar,.termly-styles-root";

/// How long a form that was sent off may take, in milliseconds: until the page goes, or says
/// what is wrong.
const SENT: Millis = 5_000;

thread_local! {
    /// Until when a form of the page may be on its way.
    static SENDING: Cell<Millis> = const { Cell::new(0) };
}

/// A form of the page was sent off.
pub fn note_sending() {
    SENDING.set(now() + SENT);
}

/// What a card would disturb.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The visitor looks at another tab.
    Away,
    /// Something fills the whole screen.
    Fullscreen,
    /// A field has the focus.
    Typing,
    /// A form was sent off a moment ago.
    Sending,
    /// A dialog of the page, or a consent banner.
    Dialog,
}

/// Whether now is a moment in which a card disturbs nobody.
pub fn is_quiet() -> bool {
    obstacle().is_none()
}

/// What a card would disturb now.
pub fn obstacle() -> Option<Obstacle> {
    let document = document();
    if document.hidden() {
        Some(Obstacle::Away)
    } else if document.fullscreen_element().is_some() {
        Some(Obstacle::Fullscreen)
    } else if is_typing() {
        Some(Obstacle::Typing)
    } else if now() < SENDING.get() {
        Some(Obstacle::Sending)
    } else {
        shows(DIALOGS).then_some(Obstacle::Dialog)
    }
}

/// Whether a field of the page has the focus.
pub fn is_typing() -> bool {
    let mut focused = document().active_element();
    while let Some(element) = &focused {
        let inner = element
            .shadow_root()
            .as_ref()
            .and_then(ShadowRoot::active_element);
        if inner.is_none() {
            let component = element.local_name().contains(['-']) && !crate::host::is_ours(element);
            return component || element.matches(FIELDS).unwrap_or(false);
        }
        focused = inner;
    }
    false
}

/// Whether an element of the page that matches is to be seen.
pub fn shows(selector: &str) -> bool {
    find(selector).is_some()
}

/// The first element of the page that matches and is to be seen.
pub fn find(selector: &str) -> Option<Element> {
    let found = document().query_selector_all(selector).ok()?;
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<Element>().ok())
        .find(is_visible)
}

/// Whether an element takes up room on the screen.
pub fn is_visible(element: &Element) -> bool {
    let rect = element.get_bounding_client_rect();
    rect.width() > 0.0 && rect.height() > 0.0 && style(element, "visibility") != "hidden"
}

/// What the browser makes of a property of an element.
pub fn style(element: &Element, property: &str) -> String {
    window()
        .get_computed_style(element)
        .ok()
        .flatten()
        .and_then(|style| style.get_property_value(property).ok())
        .unwrap_or_default()
}

/// Gives the focus back to an element of the page, without scrolling to it.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}
