//! The card: one asking on the screen. It knows neither the loader nor the book;
//! what happens to it is told through [`News`].

pub mod choices;
pub mod contact;
pub mod hands;
pub mod keys;
pub mod paint;
pub mod reply;
pub mod scale;
pub mod sight;
pub mod tag;
pub mod text;
pub mod view;

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use survey::json::{Json, decimal};
use web_sys::Element;

use self::paint::Screen;
use self::sight::{Coupon, Sight};
use crate::asking::{Asking, Stage};
use crate::host::Host;
use crate::moment;
use crate::page::{Listening, Timer, after, viewport_height};
use crate::room;

/// How long the reply stays when nobody touches it, in milliseconds, and how much longer
/// for each of its bytes: slow readers manage 15 a second.
const READ: u32 = 6_000;
const READ_BYTE: u32 = 60;
/// How long the card takes to leave, in milliseconds; the sheet says the same.
const LEAVE: u32 = 200;
/// When screen readers are told that there is a question.
const GREET: u32 = 700;

/// What happens to a card.
pub enum News {
    /// Something was said; the event to send.
    Said(Json),
    /// The shopper wants this text on the clipboard.
    Copy(String),
    /// It is gone from the screen.
    Gone,
}

/// An asking on the screen. Dropping it takes it away at once.
pub struct Card {
    // Fields are dropped in this order: the views before their place in the page.
    screen: RefCell<Screen>,
    sight: Sight,
    host: Host,
    inline: bool,
    news: Box<dyn Fn(News)>,
    /// What had the focus before it came into the card.
    before: RefCell<Option<Element>>,
    /// Where a finger began to pull the sheet down.
    pull: Cell<Option<i32>>,
    lift: Cell<f64>,
    /// Where the focus goes when the views have followed; empty for nowhere.
    turn: Cell<&'static str>,
    leaving: Cell<bool>,
    /// What the card waits for: to greet, to fade, to be gone.
    timer: RefCell<Option<Timer>>,
    /// What it does as soon as the views have followed.
    soon: RefCell<Option<Timer>>,
    /// Until the page has come to rest.
    rest: RefCell<Option<Timer>>,
    listening: RefCell<Vec<Listening>>,
}

impl Card {
    /// Draws the frame into a host that is not in the page yet.
    pub fn mount(
        host: Host,
        inline: bool,
        asking: Asking,
        strings: Vec<(String, String)>,
        lang: String,
        news: Box<dyn Fn(News)>,
    ) -> Rc<Card> {
        let sight = Sight::new(asking, strings, lang);
        let screen = Screen::of(view::frame(&sight, inline), &host.room());
        let card = Rc::new(Card {
            screen: RefCell::new(screen),
            sight,
            host,
            inline,
            news,
            before: RefCell::new(None),
            pull: Cell::new(None),
            lift: Cell::new(0.0),
            turn: Cell::new(""),
            leaving: Cell::new(false),
            timer: RefCell::new(None),
            soon: RefCell::new(None),
            rest: RefCell::new(None),
            listening: RefCell::new(Vec::new()),
        });
        hands::attach(&card);
        card
    }

    /// Draws the question.
    pub fn begin(self: &Rc<Self>) {
        self.paint();
        self.wait(GREET, |card| {
            card.sight.greeted.set(true);
            card.paint();
        });
    }

    /// Enters the page, where nobody sees it yet; tells whether there may be room. If not,
    /// the card must go.
    pub fn enter(&self, parent: &Element) -> bool {
        if !self.inline {
            self.host.enter(parent);
            return true;
        }
        let before = parent.get_bounding_client_rect();
        self.host.enter(parent);
        // Nothing on the screen may move because of us: a slot must have room for
        // the card already, or be below the fold.
        let after = parent.get_bounding_client_rect();
        after.height() <= before.height() || before.top() >= viewport_height()
    }

    /// Lets the shopper see it where it has entered; tells whether there is room.
    pub fn reveal(&self) -> bool {
        let found = self.settle();
        if found {
            self.host.reveal();
        }
        found
    }

    /// Whether the shopper has seen what came of a coupon.
    pub fn has_given(&self) -> bool {
        self.asking().has_coupon() && *self.sight.coupon.borrow() != Coupon::Awaited
    }

    /// The asking. Not to be held while anything else of the card is called.
    pub fn asking(&self) -> Ref<'_, Asking> {
        self.sight.asking()
    }

    /// Moves the card to where it covers nothing that matters; tells whether there
    /// is such a place. A card inside the page stands where the shop wants it.
    pub fn settle(&self) -> bool {
        if self.inline {
            return true;
        }
        // The host is not animated, so it stands already where the card will.
        let card = self.host.element().get_bounding_client_rect();
        let found = room::lift(&card, self.lift.get());
        if let Some(lift) = found {
            self.lift.set(lift);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a distance on a screen"
            )]
            let mut length = decimal(lift as u64);
            length.push_str("px");
            self.host.set("--lift", &length);
        }
        // Who is busy inside the card must not lose it.
        let away = found.is_none() && self.host.focused().is_none();
        self.host
            .set("visibility", if away { "hidden" } else { "" });
        found.is_some()
    }

    /// Closes the card for the visitor: what is half written goes out, the focus
    /// goes back to where it came from, and the card leaves the screen.
    pub fn close(self: &Rc<Self>) {
        if self.leaving.replace(true) {
            return;
        }
        self.leave();
        if self.host.focused().is_some()
            && let Some(before) = self.before.take()
        {
            moment::focus(&before);
        }
        if let Some(card) = self.host.room().first_element_child() {
            let _ = card.class_list().add_1("out");
        }
        self.wait(LEAVE, |card| (card.news)(News::Gone));
    }

    /// Sends what is half written; the visitor may be about to go.
    pub fn leave(&self) {
        let event = self.sight.change().leave();
        if let Some(event) = event {
            (self.news)(News::Said(event));
        }
    }

    /// Does something after a while, in place of what the card was waiting for.
    fn wait(self: &Rc<Self>, milliseconds: u32, work: fn(&Rc<Self>)) {
        self.later(&self.timer, milliseconds, work);
    }

    /// Does something after a while, in place of what this timer was for.
    fn later(
        self: &Rc<Self>,
        timer: &RefCell<Option<Timer>>,
        milliseconds: u32,
        work: fn(&Rc<Self>),
    ) {
        let card = Rc::downgrade(self);
        timer.replace(Some(after(milliseconds, move || {
            if let Some(card) = card.upgrade() {
                work(&card);
            }
        })));
    }

    /// After the last word the card leaves by itself, a while after anybody touched it
    /// last, unless it holds a link or somebody has stopped at one of its buttons. Inside
    /// the page it stays, because what stands below would move up.
    fn fade(self: &Rc<Self>) {
        let length = {
            let asking = self.asking();
            asking.reply().map_or(0, |reply| reply.text.str().len())
        };
        #[expect(clippy::cast_possible_truncation, reason = "a text has a bound")]
        let length = length as u32;
        self.wait(READ + length * READ_BYTE, |card| {
            let over = {
                let asking = card.asking();
                let linked = asking.reply().is_some_and(|reply| reply.link.is_some());
                let linked = linked || asking.has_coupon();
                asking.stage() == Stage::Reply && !linked && !card.inline
            };
            let focused = card.host.focused();
            let busy = focused.is_some_and(|element| element.local_name() == "button");
            if over && !busy {
                card.close();
            }
        });
    }
}
