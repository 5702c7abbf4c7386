//! The card's place in the page: one element with an open shadow root and
//! constructable sheets. The page's styles do not reach in, ours do not reach out,
//! and a strict Content Security Policy has nothing to refuse: no style element, no
//! inline style, no markup from text.

use js_sys::Array;
use survey::shop::{Corner, Scheme, Theme};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleRule, CssStyleSheet, Element, HtmlElement, ShadowRoot};
use web_sys::{ShadowRootInit, ShadowRootMode};

use crate::page::document;
use crate::sheet::SHEET;

/// The name of the element; everything of ours on a page is inside one of these.
const NAME: &str = "tillside-prompt";

/// What changes in the dark; the light colours stand in the sheet.
const DARK: &str = ":host{--ground:#1d2024;--ink:#f2f4f6;--quiet:#b3bac2;--line:#4a5159;\
    --edge:#868f99;--hover:#2b3036;--bad:#ff9d94;color-scheme:dark}";

/// Whether an element of the page is ours.
pub fn is_ours(element: &Element) -> bool {
    element.local_name() == NAME
}

/// The element in the page; taken away when this is dropped.
pub struct Host {
    element: Element,
    root: ShadowRoot,
    room: HtmlElement,
    own: CssStyleRule,
}

impl Host {
    /// Prepares the element without putting it into the page. `None` where the
    /// browser cannot do it.
    pub fn prepare(theme: &Theme, lang: &str, inline: bool) -> Option<Host> {
        let document = document();
        let element = document.create_element(NAME).ok()?;
        let root = element
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .ok()?;
        let room: HtmlElement = document.create_element("div").ok()?.unchecked_into();
        root.append_child(&room).ok()?;
        let theme = sheet(&theme_rules(theme))?;
        let sheets = Array::of2(&sheet(SHEET)?.into(), &theme.clone().into());
        root.set_adopted_style_sheets(&sheets);
        // The corner that the card stands in is that of its own language.
        let direction = if survey::text::is_right_to_left(lang) {
            "rtl"
        } else {
            "ltr"
        };
        element.set_attribute("dir", direction).ok()?;
        if inline {
            element.set_attribute("inline", "").ok()?;
        }
        let own: JsValue = theme.css_rules().ok()?.item(0)?.into();
        Some(Host {
            element,
            root,
            room,
            own: own.unchecked_into(),
        })
    }

    /// Puts the element into the page, where nobody sees it yet.
    pub fn enter(&self, parent: &Element) {
        let _ = self.element.set_attribute("hidden", "");
        let _ = parent.append_child(&self.element);
    }

    /// Lets it be seen. Only now it begins to come, from nothing: a text that a browser paints
    /// like that is not taken for the largest of the page's own.
    pub fn reveal(&self) {
        let _ = self.element.remove_attribute("hidden");
    }

    /// The element in the page.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// The shadow root.
    pub fn root(&self) -> &ShadowRoot {
        &self.root
    }

    /// Where the views are mounted.
    pub fn room(&self) -> HtmlElement {
        self.room.clone()
    }

    /// Sets a property of the host in our own sheet, so that there is no inline
    /// style; an empty value takes it away.
    pub fn set(&self, property: &str, value: &str) {
        let _ = self
            .own
            .style()
            .set_property_with_priority(property, value, "important");
    }

    /// Whether everything inside runs from right to left.
    pub fn is_right_to_left(&self) -> bool {
        self.element.get_attribute("dir").as_deref() == Some("rtl")
    }

    /// The element inside that has the focus.
    pub fn focused(&self) -> Option<Element> {
        self.root.active_element()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.element.remove();
    }
}

fn sheet(rules: &str) -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    sheet.replace_sync(rules).ok()?;
    Some(sheet)
}

/// The shop's colours as custom properties. The first rule is the one that
/// [`Host::set`] writes to.
fn theme_rules(theme: &Theme) -> String {
    let mut rules = String::from(":host{--accent:");
    rules.push_str(&theme.accent);
    rules.push_str(";--on-accent:");
    rules.push_str(&theme.on_accent);
    rules.push_str(";--radius:");
    rules.push_str(&survey::json::decimal(theme.radius.into()));
    rules.push_str("px");
    if let Some(font) = &theme.font {
        rules.push_str(";font-family:");
        rules.push_str(font);
        rules.push_str("!important");
    }
    rules.push('}');
    if theme.corner == Corner::Start {
        // On a phone a card is as wide as the screen.
        rules.push_str("@media(min-width:600px){:host{inset-inline:16px auto!important}}");
    }
    match theme.scheme {
        Scheme::Light => {}
        Scheme::Dark => rules.push_str(DARK),
        Scheme::Auto => {
            rules.push_str("@media(prefers-color-scheme:dark){");
            rules.push_str(DARK);
            rules.push('}');
        }
    }
    rules
}
