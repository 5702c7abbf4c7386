//! Bringing a card up, in steps that each give the main thread back: drawing it in one
//! go would hold up a slow phone. Whether to ask was decided before.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use survey::Millis;
use survey::decide::Act;
use survey::json::Json;
use survey::prompt::Placement;
use web_sys::Element;

use super::claim::Claim;
use super::{Session, TICK, count};
use crate::asking::Asking;
use crate::card::sight::Coupon;
use crate::card::{Card, News};
use crate::host::Host;
use crate::json_value::to_js;
use crate::moment;
use crate::page::{after, document, now};

/// How long a slot that had no room is left alone, in milliseconds.
const SLOT: Millis = 15_000;

/// How long the browser is given to lay out a card, in milliseconds: a frame.
const FRAME: u32 = 17;

/// A piece of the work that is done in one go.
type Step = Box<dyn FnOnce(&Rc<Session>)>;

/// What an asking that is on its way must find again.
pub(super) struct Plan {
    /// Where the card goes.
    pub parent: Element,
    /// How often the shop's code had asked for it.
    pub calls: usize,
    /// The step and the page that it is meant for.
    pub place: String,
    /// What an earlier page has promised, where that is all there is to show.
    pub coupon: Option<Coupon>,
}

impl Session {
    /// Claims the prompt before all other tabs, then asks or withholds it; another tab
    /// that has it is given time to record what became of it.
    pub(super) fn claim(self: &Rc<Self>, at: usize, act: Act, facts: Json, calls: Vec<String>) {
        self.busy.set(true);
        let book = self.book.borrow();
        let (shop, prompt) = (book.shop.clone(), book.prompts[at].id.clone());
        drop(book);
        let session = Rc::downgrade(self);
        let claim = Claim::make(&self.bridge, &shop, &prompt, move |free| {
            let Some(session) = session.upgrade() else {
                return;
            };
            let asked = match act {
                Act::Ask { variant, .. } if free => session.ask(at, variant, &facts, &calls),
                Act::Withhold { .. } if free => {
                    session.withhold(at, &facts, &calls);
                    false
                }
                _ => false,
            };
            if !asked {
                session.busy.set(false);
                session.claim.take();
                session.look_in(TICK);
            }
        });
        self.claim.replace(Some(claim));
    }

    /// Where the card of a prompt goes: the end of the page, or its slot if it is there and
    /// was not found without room a moment ago.
    pub(super) fn parent(&self, at: usize) -> Option<Element> {
        match &self.book.borrow().prompts[at].placement {
            Placement::Card => document().body().map(Into::into),
            Placement::Inline(_) if now() < self.slots_at.get() => None,
            Placement::Inline(selector) => document().query_selector(selector).ok().flatten(),
        }
    }

    /// What cannot be asked here must not keep others from being asked.
    pub(super) fn put_behind(&self, at: usize) {
        let prompts = &mut self.book.borrow_mut().prompts;
        let prompt = prompts.remove(at);
        prompts.push(prompt);
    }

    /// Begins to ask; tells whether it could. What it takes is done in steps that each give
    /// the main thread back: drawing the card in one go would hold up a slow phone.
    fn ask(
        self: &Rc<Self>,
        at: usize,
        variant: Option<usize>,
        facts: &Json,
        calls: &[String],
    ) -> bool {
        let Some(parent) = self.parent(at) else {
            return false;
        };
        let mut book = self.book.borrow_mut();
        let prompt = book.prompts.remove(at);
        let plan = Plan {
            parent,
            calls: count(calls, &prompt.id),
            place: self.place.borrow().clone(),
            coupon: None,
        };
        let (id, token) = (self.bridge.uuid(), book.token.clone());
        let asking = Asking::begin(prompt, variant, id, now(), facts, token);
        self.then(move |session| session.draw(asking, plan));
        true
    }

    /// Draws the card outside of the page.
    pub(super) fn draw(self: &Rc<Self>, asking: Asking, plan: Plan) {
        let inline = asking.prompt().placement != Placement::Card;
        let heard = Rc::downgrade(self);
        let news: Box<dyn Fn(News)> = Box::new(move |news| {
            if let Some(session) = heard.upgrade() {
                session.hear(&news);
            }
        });
        let card = {
            let book = self.book.borrow();
            let Some(host) = Host::prepare(&book.theme, &book.lang, inline) else {
                return self.busy.set(false);
            };
            let (strings, lang) = (book.strings.clone(), book.lang.clone());
            Card::mount(host, inline, asking, strings, lang, news)
        };
        self.then(move |session| {
            card.begin();
            session.then(move |session| session.enter(card, plan));
        });
    }

    /// Puts the card into the page, unseen; the browser lays it out before its place is
    /// looked for, so that this need not be done at once and in one go.
    fn enter(self: &Rc<Self>, card: Rc<Card>, plan: Plan) {
        let wanted = self.is_wanted(&plan);
        let fits = wanted && card.enter(&plan.parent);
        if !fits {
            return self.show(card, plan, wanted, false);
        }
        let show: Step = Box::new(move |session| {
            let wanted = session.is_wanted(&plan);
            let fits = wanted && card.reveal();
            session.show(card, plan, wanted, fits);
        });
        self.then_in(FRAME, show);
    }

    /// Whether a card may still be shown: meanwhile somebody may have clicked into a field
    /// or gone on to another step.
    fn is_wanted(&self, plan: &Plan) -> bool {
        moment::is_quiet() && *self.place.borrow() == plan.place
    }

    /// Notes that the card is shown, if it was wanted and fitted.
    fn show(self: &Rc<Self>, card: Rc<Card>, plan: Plan, wanted: bool, fits: bool) {
        self.busy.set(false);
        let prompt = Arc::clone(card.asking().prompt());
        let inline = prompt.placement != Placement::Card;
        if let Some(coupon) = plan.coupon {
            if fits {
                self.card.replace(Some(Rc::clone(&card)));
                card.told(coupon);
            } else {
                self.owing.set(true);
                self.look_in(TICK);
            }
            return;
        }
        if !fits {
            self.claim.take();
            // It goes behind the others, for which there may be a place.
            self.book.borrow_mut().prompts.push(prompt);
            if wanted {
                self.full_at.set(now());
                // A slot without room rarely gets some: looking at it every second would
                // only keep the page's observers busy.
                if inline {
                    self.slots_at.set(now() + SLOT);
                }
            }
            return self.look_in(TICK);
        }
        let prompt = prompt.id.clone();
        let shown = card.asking().event("shown");
        self.card.replace(Some(card));
        // From here on it counts as shown, whatever becomes of the page or the network.
        self.bridge.record(&prompt, "shown");
        self.asked.borrow_mut().push((prompt.clone(), plan.calls));
        // The browser paints first.
        self.then(move |session| {
            session.bridge.send(&to_js(&shown));
            session.emit("shown", &prompt, Json::Null);
        });
    }

    /// Does the next step, after giving the main thread back.
    pub(super) fn then(self: &Rc<Self>, work: impl FnOnce(&Rc<Self>) + 'static) {
        self.then_in(0, Box::new(work));
    }

    fn then_in(self: &Rc<Self>, milliseconds: u32, work: Step) {
        let work = RefCell::new(Some(work));
        let session = Rc::downgrade(self);
        *self.step.borrow_mut() = Some(after(milliseconds, move || {
            if let (Some(session), Some(work)) = (session.upgrade(), work.take()) {
                work(&session);
            }
        }));
    }

    /// The moment came for a visitor of the holdout: reported, not asked.
    fn withhold(&self, at: usize, facts: &Json, calls: &[String]) {
        let (prompt, token) = {
            let mut book = self.book.borrow_mut();
            (book.prompts.remove(at), book.token.clone())
        };
        let id = prompt.id.clone();
        let calls = count(calls, &id);
        let asking = Asking::begin(prompt, None, self.bridge.uuid(), now(), facts, token);
        self.asked.borrow_mut().push((id.clone(), calls));
        self.bridge.record(&id, "shown");
        self.bridge.send(&to_js(&asking.event("withheld")));
    }
}
