//! What every view of the card sees: the asking, the words, and what was done with
//! the card since the views were drawn.

use std::cell::{Cell, Ref, RefCell, RefMut};

use leptos::prelude::*;
use survey::json::decimal;
use survey::question::{Kind, Question};

use super::tag::{Tag, tag};
use crate::asking::{Asking, Place};

/// Languages that are spoken in many shops and written with Latin digits wherever they are.
const LATIN: &[u8] = b"csdadeelenesfifrhehuiditjakonbnlplptrorusvthtrukvizh";

/// What every view of the card sees.
pub struct Sight {
    asking: RefCell<Asking>,
    strings: Vec<(String, String)>,
    /// The language of all words, a BCP 47 tag.
    pub lang: String,
    /// One bit for each option taken, by place.
    picked: [Cell<u32>; 2],
    /// The characters typed into the field.
    pub typed: Cell<u32>,
    /// Whether screen readers may be told that there is a question.
    pub greeted: Cell<bool>,
    /// Whether what was typed cannot be sent.
    pub problem: Cell<bool>,
    /// What came of the coupon that was promised.
    pub coupon: RefCell<Coupon>,
}

/// What came of a coupon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coupon {
    /// It is on its way.
    Awaited,
    /// Here it is.
    Code(String),
    /// The same, and the shopper has copied it.
    Copied(String),
    /// There are none left.
    Gone,
}

impl Sight {
    /// Everything as at the beginning of an asking.
    pub fn new(asking: Asking, strings: Vec<(String, String)>, lang: String) -> Sight {
        Sight {
            asking: RefCell::new(asking),
            strings,
            lang,
            picked: Default::default(),
            typed: Cell::new(0),
            greeted: Cell::new(false),
            problem: Cell::new(false),
            coupon: RefCell::new(Coupon::Awaited),
        }
    }

    /// The asking, to be read.
    #[inline(never)]
    pub fn asking(&self) -> Ref<'_, Asking> {
        self.asking.borrow()
    }

    /// The asking, to be changed; not to be held while the page is called.
    #[inline(never)]
    pub fn change(&self) -> RefMut<'_, Asking> {
        self.asking.borrow_mut()
    }

    /// An interface string.
    #[inline(never)]
    pub fn word(&self, name: &str) -> &str {
        self.strings
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, text)| text)
    }

    /// Begins a button that does what its name says when it is pressed; the card
    /// listens for all of them in one place.
    pub fn button(&self, class: &'static str, does: &'static str) -> Tag {
        tag("button", &[("type", "button")])
            .set("class", class)
            .set("data-do", does)
    }

    /// Such a button with the interface string of the same name.
    #[inline(never)]
    pub fn named(&self, class: &'static str, does: &'static str) -> AnyView {
        self.button(class, does).text(self.word(does)).done()
    }

    /// A whole number in the digits of the language.
    pub fn number(&self, number: u32) -> String {
        // The first question of this kind takes a slow phone longer than drawing the card.
        let mut latin = LATIN.chunks_exact(2);
        let is_latin = latin.any(|code| self.lang.as_bytes().starts_with(code));
        if number < 1_000 && is_latin {
            return decimal(number.into());
        }
        js_sys::Number::from(number)
            .to_locale_string(&self.lang)
            .into()
    }

    /// The options taken at a place.
    pub fn picked(&self, place: Place) -> &Cell<u32> {
        &self.picked[place as usize]
    }
}

/// Whether a question stays in view beside its follow-up: what is answered by one
/// tap can be mistapped.
pub fn stays(question: &Question) -> bool {
    question.scale().is_some() || question.kind == Kind::Thumbs
}
