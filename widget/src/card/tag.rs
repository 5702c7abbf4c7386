//! The one way in which the card builds elements: a Leptos element whose
//! attributes and children have erased types. It knows nothing of surveys.
//!
//! Every element is of the same Rust type, so the browser downloads the code that
//! builds, updates and unmounts an element once, not once for each shape of it.
//! Static markup, which Leptos' `view!` would turn into `innerHTML`, never occurs: a
//! page that enforces Trusted Types refuses it.

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::html::custom;
use leptos::prelude::*;

/// An element under construction.
pub struct Tag(Box<Parts>);

struct Parts {
    name: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// Begins an element with attributes that never change.
#[inline(never)]
pub fn tag(name: &'static str, attributes: &[(&'static str, &'static str)]) -> Tag {
    let mut tag = Tag(Box::new(Parts {
        name,
        attributes: Vec::new(),
        children: Vec::new(),
    }));
    for (name, value) in attributes {
        tag = tag.set(name, value);
    }
    tag
}

impl Tag {
    /// Sets an attribute for good.
    #[inline(never)]
    pub fn set(mut self, name: &'static str, value: &str) -> Self {
        let attribute = custom_attribute(name, value.to_owned());
        self.0.attributes.push(attribute.into_any_attr());
        self
    }

    /// Appends a child.
    #[inline(never)]
    pub fn child(mut self, child: AnyView) -> Self {
        self.0.children.push(child);
        self
    }

    /// Appends a text.
    #[inline(never)]
    pub fn text(self, text: &str) -> Self {
        self.child(text.to_owned().into_any())
    }

    /// The finished element.
    #[inline(never)]
    pub fn done(self) -> AnyView {
        let Parts {
            name,
            attributes,
            children,
        } = *self.0;
        custom(name)
            .add_any_attr(attributes)
            .child(children)
            .into_any()
    }
}

/// Nothing at all.
pub fn nothing() -> AnyView {
    String::new().into_any()
}
