//! What the panel for the shop's staff is told: of every prompt, rule by rule, what holds,
//! and what the session is at. It changes nothing. On a page without the panel nothing
//! here runs, so none of it may be needed by anything else.

use js_sys::Reflect;
use survey::Millis;
use survey::book::Book;
use survey::explain::explain;
use survey::json::Json;
use survey::prompt::{Placement, Prompt};
use wasm_bindgen::JsValue;

use super::{CURRENT, Session};
use crate::json_value::{from_js, from_page, to_js};
use crate::moment::{self, Obstacle};
use crate::page::{document, now};

/// A card without room is tried again within this time, in milliseconds.
const TRIED: Millis = 3_000;

/// Explains the prompts of a book, and null where no session is at work.
pub fn explain_all(book: &JsValue) -> JsValue {
    let session = CURRENT.with_borrow(Clone::clone);
    session.map_or(JsValue::NULL, |session| session.explain(book))
}

impl Session {
    /// What was asked on this page is no longer in the session's own book, so `whole` is
    /// the shop's.
    fn explain(&self, whole: &JsValue) -> JsValue {
        let mut book = self.book.borrow().clone();
        let own = book.prompts.len();
        let is_new = |prompt: &Prompt| book.prompts[..own].iter().all(|one| one.id != prompt.id);
        if let Ok(mut whole) = Book::decode(&from_js(whole)) {
            whole.prompts.retain(|prompt| is_new(prompt));
            book.prompts.append(&mut whole.prompts);
        }
        let context = self.context(&from_page(&self.bridge.context()));
        let now = now();
        let places = book.prompts.iter().enumerate().map(|(at, prompt)| {
            let asked = self.asked.borrow().iter().any(|(id, _)| *id == prompt.id);
            Json::object([
                ("asked", asked.into()),
                ("unread", (at >= own && !asked).into()),
                ("slot", self.slot(&prompt.placement)),
            ])
        });
        let card = self.card.borrow().as_ref().map(|card| {
            let asking = card.asking();
            asking.prompt().id.clone()
        });
        let later = |at: i64| (at > now).then_some(at);
        let told = to_js(&Json::object([
            ("prompts", explain(&book, &context, now)),
            ("places", Json::array(places)),
            ("card", card.into()),
            ("busy", self.busy.get().into()),
            ("version", book.version.into()),
            ("offline_until", later(self.not_before.get()).into()),
            ("full", (now - self.full_at.get() < TRIED).into()),
        ]));
        let (name, element) = match moment::obstacle() {
            None => return told,
            Some(Obstacle::Away) => ("away", None),
            Some(Obstacle::Fullscreen) => ("fullscreen", document().fullscreen_element()),
            Some(Obstacle::Typing) => ("typing", document().active_element()),
            Some(Obstacle::Sending) => ("sending", None),
            Some(Obstacle::Dialog) => ("dialog", moment::find(moment::DIALOGS)),
        };
        // A plain object takes any member.
        let _ = Reflect::set(&told, &"obstacle".into(), &name.into());
        let _ = Reflect::set(&told, &"element".into(), &element.into());
        told
    }

    fn slot(&self, placement: &Placement) -> Json {
        let Placement::Inline(selector) = placement else {
            return Json::Null;
        };
        let full = (self.slots_at.get() > now()).then(|| self.slots_at.get());
        let found = document().query_selector(selector).ok().flatten();
        Json::object([
            ("selector", selector.into()),
            ("there", found.is_some().into()),
            ("full_until", full.into()),
        ])
    }
}
