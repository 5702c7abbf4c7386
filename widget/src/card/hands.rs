//! What fingers, mouse and keyboard do to the card. One listener for each side of
//! the shadow boundary serves all buttons and fields: what a button does stands in
//! its `data-do`.

use std::rc::Rc;

use survey::answer::{Thumb, Value};
use survey::question::{Choices, Kind};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventTarget, HtmlInputElement, HtmlTextAreaElement, MouseEvent, Node,
    PointerEvent,
};

use super::keys::rove;
use super::sight::Coupon;
use super::{Card, News, contact};
use crate::asking::{Place, Stage};
use crate::moment;
use crate::page::{document, listen, visual, window};

/// How far the sheet must be pulled down to close, in CSS pixels.
const PULLED: i32 = 64;
/// How long the page must have come to rest before the card looks for room.
const REST: u32 = 200;
/// Where the focus goes that was in the card and lost its element.
const KEEP: &str = ".more .title,.title,.status";

/// Begins to listen, inside the card and around it.
pub fn attach(card: &Rc<Card>) {
    let inside = Rc::downgrade(card);
    let names = &[
        "click",
        "keydown",
        "keyup",
        "keypress",
        "input",
        "focusin",
        "pointerdown",
        "pointermove",
        "pointerup",
        "pointercancel",
    ];
    let target: &EventTarget = card.host.root();
    let inside = listen(target, names, false, move |event| {
        if let Some(card) = inside.upgrade() {
            card.handle(&event);
        }
    });
    let around = Rc::downgrade(card);
    let names = &[
        "keydown",
        "pagehide",
        "visibilitychange",
        "scroll",
        "resize",
    ];
    let around = listen(&window(), names, true, move |event| {
        let Some(card) = around.upgrade() else { return };
        match event.type_().as_str() {
            "keydown" => card.escape(&event),
            "scroll" | "resize" => {
                card.later(&card.rest, REST, |card| {
                    card.settle();
                });
            }
            kind if kind == "pagehide" || document().hidden() => card.leave(),
            _ => {}
        }
    });
    let mut listening = vec![inside, around];
    if let Some(visual) = visual() {
        let below = Rc::downgrade(card);
        listening.push(listen(&visual, &["resize"], true, move |_| {
            if let Some(card) = below.upgrade() {
                card.settle();
            }
        }));
    }
    *card.listening.borrow_mut() = listening;
}

impl Card {
    fn handle(self: &Rc<Self>, event: &Event) {
        let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else {
            return;
        };
        if self.asking().stage() == Stage::Reply && !self.leaving.get() {
            self.fade();
        }
        match event.type_().as_str() {
            "click" => self.press(&target),
            "input" => self.typed(&target),
            "focusin" => self.entered(event),
            "keydown" | "keyup" | "keypress" => self.key(event, &target),
            _ => self.pulled(event, &target),
        }
    }

    fn press(self: &Rc<Self>, target: &Element) {
        let Some(button) = target.closest("[data-do]").ok().flatten() else {
            return;
        };
        match button.get_attribute("data-do").as_deref() {
            Some("close") => self.close(),
            Some("skip") => self.sight.change().skip(),
            Some("change") => self.sight.change().reconsider(),
            Some("send") => self.send(place_of(&button)),
            Some("copy") => self.copy(),
            _ => {
                rove(&button);
                self.pick(place_of(&button), number(&button, "data-at"));
            }
        }
        self.follow();
    }

    /// One option was tapped.
    fn pick(self: &Rc<Self>, place: Place, at: u32) {
        let picked = self.sight.picked(place);
        let bit = 1_u32 << at;
        let value = {
            let asking = self.asking();
            let Some(question) = asking.question(place) else {
                return;
            };
            match &question.kind {
                Kind::Choices(_) => None,
                Kind::Choice(list) if list.choices[at as usize].other => {
                    self.turn.set(".field");
                    None
                }
                Kind::Choice(list) => Some(one_of(list, bit, None)),
                Kind::Thumbs if at == 0 => Some(Value::Thumb(Thumb::Up)),
                Kind::Thumbs => Some(Value::Thumb(Thumb::Down)),
                _ => question
                    .scale()
                    .map(|(low, _)| Value::Score(low + at as u8)),
            }
        };
        let several = self.several(place);
        let before = if several { picked.get() } else { 0 };
        picked.set(before ^ bit);
        match value {
            Some(value) => self.say(place, value),
            None => {
                self.sight.problem.set(false);
                self.note_draft(place);
            }
        }
    }

    fn several(&self, place: Place) -> bool {
        let asking = self.asking();
        let question = asking.question(place);
        question.is_some_and(|question| matches!(question.kind, Kind::Choices(_)))
    }

    /// Takes what was typed or ticked at a place.
    fn read(&self, place: Place) -> Option<Value> {
        let asking = self.asking();
        let bits = self.sight.picked(place).get();
        let words = Some(self.words()).filter(|words| !words.trim().is_empty());
        match &asking.question(place)?.kind {
            Kind::Choice(list) => (bits != 0).then(|| one_of(list, bits, words)),
            Kind::Choices(list) => (bits != 0).then(|| many_of(list, bits, words)),
            Kind::Text { .. } => words.map(Value::Text),
            Kind::Contact { channel, .. } => Some(Value::Contact(contact::read(*channel, &words?))),
            _ => None,
        }
    }

    pub(super) fn send(self: &Rc<Self>, place: Place) {
        match self.read(place) {
            Some(value) => self.say(place, value),
            None => self.refuse(),
        }
    }

    fn say(self: &Rc<Self>, place: Place, value: Value) {
        self.sight.coupon.replace(Coupon::Awaited);
        let said = self.sight.change().say(place, value);
        match said {
            Ok(Some(event)) => (self.news)(News::Said(event)),
            Ok(None) => {}
            Err(_) => self.refuse(),
        }
    }

    /// Has the coupon copied.
    fn copy(&self) {
        let coupon = self.sight.coupon.borrow().clone();
        if let Coupon::Code(code) | Coupon::Copied(code) = coupon {
            (self.news)(News::Copy(code));
        }
    }

    /// The browser has copied the coupon.
    pub fn copied(self: &Rc<Self>) {
        self.sight
            .coupon
            .replace_with(|coupon| match coupon.clone() {
                Coupon::Code(code) => Coupon::Copied(code),
                other => other,
            });
        self.turn.set("[data-do=copy]");
        self.follow();
    }

    /// Tells what came of the coupon.
    pub fn told(self: &Rc<Self>, coupon: Coupon) {
        let same = matches!((&*self.sight.coupon.borrow(), &coupon),
            (Coupon::Copied(old), Coupon::Code(new)) if old == new);
        if !same && *self.sight.coupon.borrow() != coupon {
            self.sight.coupon.replace(coupon);
            self.follow();
        }
    }

    /// What is there cannot be sent: the field says so and gets the focus, which is
    /// in the card already.
    fn refuse(self: &Rc<Self>) {
        self.sight.problem.set(true);
        self.turn.set(".field,[role=checkbox]");
    }

    /// Remembers what is typed or ticked, which is said when the visitor goes. An address
    /// is never sent before the visitor says so.
    fn note_draft(&self, place: Place) {
        let draft = self.read(place);
        let draft = draft.filter(|value| !matches!(value, Value::Contact(_)));
        self.sight.change().draft(place, draft);
    }

    fn typed(&self, target: &Element) {
        let place = place_of(target);
        let length = self.words().encode_utf16().count();
        self.sight.typed.set(u32::try_from(length).unwrap_or(0));
        self.sight.problem.set(false);
        self.note_draft(place);
        self.paint();
    }

    /// What stands in the field; there is never more than one.
    fn words(&self) -> String {
        let Some(field) = self.find(":not([hidden]) > .field") else {
            return String::new();
        };
        match field.dyn_ref::<HtmlTextAreaElement>() {
            Some(area) => area.value(),
            None => field.unchecked_into::<HtmlInputElement>().value(),
        }
    }

    /// Makes the screen follow the asking, and keeps the focus in the card if it
    /// was there and its element went away.
    pub(super) fn follow(self: &Rc<Self>) {
        // Asked before the views change, which may take the focus with them.
        if self.host.focused().is_some() && self.turn.get().is_empty() {
            self.turn.set(KEEP);
        }
        self.paint();
        if self.leaving.get() {
            return;
        }
        if self.asking().stage() == Stage::Reply {
            self.fade();
        }
        // As soon as the views have changed.
        self.later(&self.soon, 0, |card| {
            card.settle();
            let turn = card.turn.take();
            if turn != KEEP || card.host.focused().is_none() {
                card.focus(turn);
            }
        });
    }

    /// Moves the focus inside the card.
    fn focus(&self, selector: &str) {
        if let Some(element) = self.find(selector) {
            moment::focus(&element);
        }
    }

    fn entered(&self, event: &Event) {
        let from = js_sys::Reflect::get(event, &"relatedTarget".into());
        let from = from.ok().and_then(|from| from.dyn_into::<Element>().ok());
        let root: &Node = self.host.root();
        if !from.as_ref().is_some_and(|from| root.contains(Some(from))) {
            self.before.replace(from);
        }
    }

    /// Follows a finger that pulls the sheet down by its upper part.
    fn pulled(self: &Rc<Self>, event: &Event, target: &Element) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else {
            return;
        };
        let pointer: &MouseEvent = event;
        let y = pointer.client_y();
        let handle = || target.closest(".grip,h2").ok().flatten().is_some();
        match (event.type_().as_str(), self.pull.get()) {
            ("pointerdown", _) if event.pointer_type() == "touch" && !self.inline && handle() => {
                self.pull.set(Some(y));
            }
            ("pointermove", Some(from)) => self.drag(y - from),
            ("pointerup", Some(from)) if y - from >= PULLED => {
                self.pull.set(None);
                self.close();
            }
            (kind, Some(_)) if kind != "pointerdown" => {
                self.pull.set(None);
                self.drag(0);
            }
            _ => {}
        }
    }

    fn drag(&self, by: i32) {
        let mut length = survey::json::decimal(u64::try_from(by).unwrap_or(0));
        length.push_str("px");
        self.host.set("--drag", &length);
    }
}

/// A node of the card as the element that it is.
pub(super) fn element(node: Node) -> Option<Element> {
    node.dyn_into().ok()
}

/// A whole number that an attribute of ours holds.
pub(super) fn number(element: &Element, name: &str) -> u32 {
    let digits = element.get_attribute(name).unwrap_or_default();
    digits
        .bytes()
        .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

/// The place that an element of the card belongs to.
pub(super) fn place_of(element: &Element) -> Place {
    match element.closest("[data-second]") {
        Ok(Some(_)) => Place::Second,
        _ => Place::First,
    }
}

fn ids(list: &Choices, bits: u32) -> impl Iterator<Item = String> {
    let taken = move |at: &usize| bits & (1 << at) != 0;
    let count = list.choices.len();
    (0..count)
        .filter(taken)
        .map(|at| list.choices[at].id.clone())
}

fn one_of(list: &Choices, bits: u32, other: Option<String>) -> Value {
    Value::Choice {
        choice: ids(list, bits).next().unwrap_or_default(),
        other,
        order: Vec::new(),
    }
}

fn many_of(list: &Choices, bits: u32, other: Option<String>) -> Value {
    let is_other = list.choices.iter().position(|choice| choice.other);
    Value::Choices {
        choices: ids(list, bits).collect(),
        other: other.filter(|_| is_other.is_some_and(|at| bits & (1 << at) != 0)),
        order: Vec::new(),
    }
}
