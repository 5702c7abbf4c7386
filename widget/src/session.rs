//! From a book to an asking: looks at the page, lets `survey` decide, waits for a
//! quiet moment and brings the card up. One session works at a time; the next one,
//! or the loader's stop, ends it.

mod claim;
mod explain;
mod gift;
mod show;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use survey::Millis;
use survey::book::{Book, FRESH};
use survey::context::Context;
use survey::decide::{Act, Verdict, decide};
use survey::json::Json;
use wasm_bindgen::prelude::*;

use crate::bridge::Bridge;
use crate::card::{Card, News};
use crate::json_value::{from_js, from_page, to_js};
use crate::moment;
use crate::page::{
    Callback, Listening, Timer, after, browser_language, callback, document, listen, now, window,
};
use crate::watch::Watch;
use claim::Claim;
pub use explain::explain_all;

/// How often the page is looked at while a prompt waits, in milliseconds.
const TICK: u32 = 1_000;
/// How long nothing is asked when the book could not be had.
const OFFLINE: Millis = 30_000;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Session>>> = const { RefCell::new(None) };
}

/// The work with one book.
struct Session {
    bridge: Bridge,
    book: RefCell<Book>,
    /// When the book was last known to be the shop's present one.
    read_at: Cell<Millis>,
    /// Nothing is asked before.
    not_before: Cell<Millis>,
    /// The step and the page that the watch is for.
    place: RefCell<String>,
    /// Prompts asked on this page, each with the calls for it until then.
    asked: RefCell<Vec<(String, usize)>>,
    /// While a book or a card is on its way.
    busy: Cell<bool>,
    ended: Cell<bool>,
    watch: RefCell<Option<Watch>>,
    tick: RefCell<Option<Timer>>,
    /// The next piece of bringing a card up.
    step: RefCell<Option<Timer>>,
    reading: RefCell<Option<Callback>>,
    card: RefCell<Option<Rc<Card>>>,
    /// Held while a prompt is about to be asked or is asked.
    claim: RefCell<Option<Claim>>,
    leaving: RefCell<Option<Listening>>,
    /// When a slot is looked at again that had no room.
    slots_at: Cell<Millis>,
    /// When a card last found no room.
    full_at: Cell<Millis>,
    /// Whether a coupon of an earlier page is still to be shown.
    owing: Cell<bool>,
    copying: RefCell<Option<Callback>>,
}

/// Begins a session and ends the one before.
pub fn start(bridge: Bridge, book: &JsValue) {
    stop();
    let Ok(book) = Book::decode(&from_js(book)) else {
        return;
    };
    let session = Rc::new(Session {
        bridge,
        book: RefCell::new(book),
        read_at: Cell::new(now()),
        not_before: Cell::new(0),
        place: RefCell::default(),
        asked: RefCell::default(),
        busy: Cell::new(false),
        ended: Cell::new(false),
        watch: RefCell::default(),
        tick: RefCell::default(),
        step: RefCell::default(),
        reading: RefCell::default(),
        card: RefCell::default(),
        claim: RefCell::default(),
        leaving: RefCell::default(),
        slots_at: Cell::new(0),
        full_at: Cell::new(0),
        owing: Cell::new(true),
        copying: RefCell::default(),
    });
    CURRENT.set(Some(Rc::clone(&session)));
    let ended = callback(|_| stop()).into_js_value();
    session.bridge.set_stop(&ended);
    session.do_in(0, Session::attend);
}

/// Ends the session: nothing of ours stays in the page.
fn stop() {
    let Some(session) = CURRENT.take() else {
        return;
    };
    session.bridge.set_changed(&JsValue::NULL);
    session.bridge.set_stop(&JsValue::NULL);
    session.tick.take();
    session.watch.take();
    session.drop_card();
    session.ended.set(true);
}

impl Session {
    /// Begins to watch the page and to listen to the loader, after the main thread was
    /// given back: to read a book takes a slow phone long enough.
    fn attend(self: &Rc<Self>) {
        let mut selectors = Vec::new();
        for prompt in &self.book.borrow().prompts {
            let list = prompt.trigger.selectors().into_iter();
            selectors.extend(list.map(str::to_owned));
        }
        let wake = self.later(Session::look);
        *self.watch.borrow_mut() = Some(Watch::begin(selectors, wake));
        // A page with a claim may be kept out of the browser's back and forward cache.
        let put_away = self.later(|session| drop(session.claim.take()));
        let leaving = listen(&window(), &["pagehide"], true, move |_| put_away());
        *self.leaving.borrow_mut() = Some(leaving);
        let changed = self.later(Session::changed);
        let changed = callback(move |_| changed()).into_js_value();
        self.bridge.set_changed(&changed);
        self.soon();
    }

    /// Something to be called from outside, for as long as the session lives.
    fn later(self: &Rc<Self>, work: fn(&Rc<Self>)) -> Rc<dyn Fn()> {
        let session = Rc::downgrade(self);
        Rc::new(move || {
            if let Some(session) = session.upgrade()
                && !session.ended.get()
            {
                work(&session);
            }
        })
    }

    /// Looks again after giving the main thread back.
    fn soon(self: &Rc<Self>) {
        self.look_in(0);
    }

    fn look_in(self: &Rc<Self>, milliseconds: u32) {
        self.do_in(milliseconds, Session::look);
    }

    /// Does something later, in place of what was to be done until now.
    fn do_in(self: &Rc<Self>, milliseconds: u32, work: fn(&Rc<Self>)) {
        let work = self.later(work);
        *self.tick.borrow_mut() = Some(after(milliseconds, move || work()));
    }

    /// The loader has news: a step, an event, a call.
    fn changed(self: &Rc<Self>) {
        let context = from_page(&self.bridge.context());
        if self.moved(&context) {
            // The card belongs to the place that was left.
            self.drop_card();
        }
        let card = self.card.borrow().clone();
        if let (Some(card), Some(coupon)) = (card, gift::coupon(&context)) {
            card.told(coupon);
        }
        self.look();
    }

    /// Takes the card away at once; what is half written goes out before.
    fn drop_card(&self) {
        let card = self.card.borrow().clone();
        if let Some(card) = card {
            card.leave();
        }
        self.card.take();
        self.claim.take();
    }

    /// Whether the visitor stands on another step or page than before; then all
    /// that was seen there is over.
    fn moved(&self, context: &Json) -> bool {
        let text = |name| context.get(name).and_then(Json::as_str).unwrap_or("");
        let place = [text("step"), " ", text("page")].concat();
        if *self.place.borrow() == place {
            return false;
        }
        let before = self.place.replace(place);
        // A page's step may be known only a while after the page.
        let named = before
            .strip_prefix(' ')
            .is_some_and(|page| page == text("page"));
        let first = before.is_empty() || named;
        if !first {
            if let Some(watch) = &*self.watch.borrow() {
                watch.forget();
            }
            self.slots_at.set(0);
            self.forget_asked(|_, _| true);
        }
        !first
    }

    /// Lets prompts be asked again; they are in the shop's book, not in ours.
    fn forget_asked(&self, forget: impl Fn(&str, usize) -> bool) {
        let mut asked = self.asked.borrow_mut();
        let before = asked.len();
        asked.retain(|(prompt, calls)| !forget(prompt, *calls));
        if asked.len() < before {
            self.read_at.set(0);
        }
    }

    /// Looks at the page and does what is to be done now.
    fn look(self: &Rc<Self>) {
        if self.busy.get() || self.card.borrow().is_some() || document().hidden() {
            return;
        }
        self.tick.take();
        let facts = from_page(&self.bridge.context());
        self.moved(&facts);
        if self.owing.get() && self.give(&facts) {
            return;
        }
        let context = self.context(&facts);
        let calls = &context.signals.calls;
        self.forget_asked(|prompt, before| count(calls, prompt) > before);
        let now = now();
        if self.read_at.get() == 0 && now >= self.not_before.get() {
            return self.read_again();
        }
        let decision = decide(&self.book.borrow(), &context, now);
        let wait = match decision.act {
            Act::Nothing => decision.verdicts.contains(&Verdict::Waiting),
            _ if now < self.not_before.get() || !moment::is_quiet() => true,
            Act::Ask { prompt, .. } if self.parent(prompt).is_none() => {
                self.put_behind(prompt);
                true
            }
            _ if now - self.read_at.get() > FRESH => {
                self.read_again();
                false
            }
            Act::Ask { prompt, .. } | Act::Withhold { prompt } => {
                self.claim(prompt, decision.act, facts, context.signals.calls);
                false
            }
        };
        // Without the shop's present book there may be more to ask than we know.
        if wait || self.read_at.get() == 0 {
            self.look_in(TICK);
        }
    }

    /// What is known at this moment: by the loader, and by the card itself.
    fn context(&self, facts: &Json) -> Context {
        let mut context = Context::read(facts, facts);
        context.browser_language = browser_language();
        let zone = self.book.borrow().zone.clone();
        let hour = zone.map(|zone| self.bridge.hour(&zone));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "one of 168 hours"
        )]
        let hour = hour.filter(|hour| *hour >= 0.0).map(|hour| hour as u32);
        context.local_hour = hour;
        if let Some(watch) = &*self.watch.borrow() {
            watch.add_to(&mut context.signals, context.device);
        }
        context
    }

    /// Reads the book again; without one, nothing is asked for a while.
    fn read_again(self: &Rc<Self>) {
        self.busy.set(true);
        let session = Rc::downgrade(self);
        let read = callback(move |book| {
            let Some(session) = session.upgrade() else {
                return;
            };
            session.busy.set(false);
            if session.ended.get() {
                return;
            }
            if book.is_object()
                && let Ok(book) = Book::decode(&from_js(&book))
            {
                session.read_at.set(now());
                *session.book.borrow_mut() = book;
                for (prompt, _) in &*session.asked.borrow() {
                    session.drop_prompt(prompt);
                }
            } else {
                session.not_before.set(now() + OFFLINE);
            }
            session.soon();
        });
        self.bridge.book().then(read.as_ref());
        self.reading.replace(Some(read));
    }

    /// Something happened to the card.
    fn hear(self: &Rc<Self>, news: &News) {
        let Some(card) = self.card.borrow().clone() else {
            return;
        };
        let prompt = card.asking().prompt().id.clone();
        match news {
            News::Said(event) => {
                self.owing.set(false);
                self.bridge.record(&prompt, "answered");
                if card.asking().has_coupon() {
                    self.bridge.record(&prompt, "promised");
                }
                self.bridge.send(&to_js(event));
                let values = event.get("values").cloned();
                self.emit("answered", &prompt, values.unwrap_or(Json::Null));
            }
            News::Copy(text) => {
                let done = self.later(|session| {
                    if let Some(card) = &*session.card.borrow() {
                        card.copied();
                    }
                });
                let done = callback(move |copied| {
                    if copied.is_truthy() {
                        done();
                    }
                });
                self.bridge.copy(text).then(done.as_ref());
                self.copying.replace(Some(done));
            }
            News::Gone => {
                self.card.take();
                if card.has_given() {
                    self.bridge.record(&prompt, "taken");
                }
                self.claim.take();
                let unanswered = !card.asking().is_answered();
                let event = card.asking().event("dismissed");
                drop(card);
                if unanswered {
                    self.bridge.record(&prompt, "dismissed");
                    self.bridge.send(&to_js(&event));
                    self.emit("dismissed", &prompt, Json::Null);
                }
                if !self.ended.get() {
                    self.soon();
                }
            }
        }
    }

    fn drop_prompt(&self, prompt: &str) {
        let mut book = self.book.borrow_mut();
        book.prompts.retain(|one| one.id != prompt);
    }

    fn emit(&self, name: &str, prompt: &str, values: Json) {
        let detail = Json::object([("prompt", prompt.into()), ("values", values)]);
        self.bridge.emit(name, &to_js(&detail));
    }
}

fn count(calls: &[String], prompt: &str) -> usize {
    calls.iter().filter(|id| *id == prompt).count()
}
