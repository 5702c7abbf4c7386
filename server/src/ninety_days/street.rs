//! Day after day of visits, as an iterator. The only thing it is told is which day is today.

use std::collections::BTreeMap;

use survey::event::Queued;
use survey::hash::bucket;
use survey::shop::{Shop, State};
use survey::{DAY, Millis};

use super::NotLoaded;
use super::ask::Asker;
use super::chance::Chance;
use super::shop::{Chapter, chapters};
use super::story::{self, DAYS, Day};
use super::team::Mark;
use super::visit::{Cart, Collecting, Moment, Visitor, cart};
use super::words::Words;

/// Any number; another one would be another story of the same kind.
const SEED: u64 = 0x7111_51de;

/// The hours of a day with how many come in each.
const HOURS: [f64; 24] = [
    1.2, 0.7, 0.4, 0.3, 0.4, 0.9, 2.0, 3.4, 4.3, 4.8, 5.1, 5.4, 5.6, 5.2, 5.0, 5.2, 5.8, 6.6, 7.4,
    8.0, 7.8, 6.4, 4.4, 2.4,
];

/// How many of those who came lately may come again.
const LATELY: i64 = 6_000;

/// What happens on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// The events, in the order in which they were accepted.
    pub events: Vec<Queued>,
    /// What the team notes of answers in them.
    pub marks: Vec<Mark>,
}

/// The ninety days and today.
pub struct Days {
    shop: String,
    /// What was published when.
    pub(super) chapters: Vec<Chapter>,
    words: Words,
    chance: Chance,
    visits: f64,
    first: i64,
    next: i64,
    visitors: Vec<Visitor>,
    /// Who gets a parcel on which day, with what was in the cart.
    parcels: BTreeMap<i64, Vec<(usize, Option<Cart>)>>,
}

impl Days {
    /// Before the first day. `today` is in days since 1970-01-01, in UTC like the days of the
    /// numbers; `visits` come on an average weekday.
    ///
    /// # Errors
    /// If the shop is not the one of the story.
    pub fn new(shop: &Shop, today: i64, visits: u32) -> Result<Self, NotLoaded> {
        let first = today - DAYS;
        let words = Words::read();
        Ok(Self {
            shop: shop.key.clone(),
            chapters: chapters(shop, first)?,
            words: words.map_err(|error| {
                NotLoaded::Unreadable("what visitors type".to_owned(), error.to_string())
            })?,
            chance: Chance::new(SEED),
            visits: f64::from(visits),
            first,
            next: 0,
            visitors: Vec::new(),
            parcels: BTreeMap::new(),
        })
    }

    /// The id of the first visitor, which is the same whatever day is today.
    pub fn first_visitor() -> String {
        let mut chance = Chance::new(SEED);
        chance.part();
        Visitor::new(&mut chance).id
    }
}

impl Iterator for Days {
    type Item = Happened;

    fn next(&mut self) -> Option<Happened> {
        if self.next > DAYS {
            return None;
        }
        let day = Day {
            number: self.next,
            date: self.first + self.next,
        };
        self.next += 1;
        let mut happened = Happened {
            events: Vec::new(),
            marks: Vec::new(),
        };
        for (visitor, cart) in self.parcels.remove(&day.number).unwrap_or_default() {
            let at = self.time(day);
            self.parcel(day, at, visitor, cart, &mut happened);
        }
        let some = 0.94 + 0.12 * self.chance.part();
        for _ in 0..(self.visits * day.traffic() * some) as u64 {
            let visitor = self.visitor();
            let at = self.time(day);
            self.visit(day, at, visitor, &mut happened);
        }
        let key = |queued: &Queued| (queued.received_at, queued.event.id.clone());
        happened.events.sort_by_cached_key(key);
        Some(happened)
    }
}

impl Days {
    /// A time of this day, so early that the visit ends on it.
    fn time(&mut self, day: Day) -> Millis {
        let hours: Vec<(i64, f64)> = (0..24).zip(HOURS).collect();
        let hour = self.chance.weighed(&hours);
        let latest = if hour == 23 { 1_800_000 } else { 3_600_000 };
        day.date * DAY + hour * 3_600_000 + self.chance.between(0, latest)
    }

    /// Who comes: somebody new, or somebody of late.
    fn visitor(&mut self) -> usize {
        let known = i64::try_from(self.visitors.len()).unwrap_or(LATELY);
        if known > 0 && self.chance.is(0.24) {
            let back = self.chance.between(1, known.min(LATELY) + 1);
            let known = usize::try_from(known - back).unwrap_or(0);
            self.visitors[known].returning = true;
            return known;
        }
        let new = Visitor::new(&mut self.chance);
        self.visitors.push(new);
        self.visitors.len() - 1
    }
}

/// How long something takes: from so many seconds until before so many.
type Seconds = (i64, i64);

/// Prompts that may be asked at a step, in the order of preference; how long after the step
/// was reached, and how likely its moment comes at all.
type Asks = (&'static [&'static str], Seconds, f64);

const AT_PRODUCT: Asks = (&["product-doubt"], (30, 100), 0.5);
const AT_CART: Asks = (&["cart-hesitation"], (20, 70), 0.62);
const AT_CHECKOUT: Asks = (&["checkout-trouble"], (45, 110), 0.52);
const AT_CONFIRMATION: Asks = (
    &["heard-about-us", "checkout-effort", "order-nps"],
    (2, 6),
    0.94,
);
const AT_DELIVERY: Asks = (&["delivery-csat"], (1, 4), 0.96);

impl Days {
    /// From the product as far as somebody gets.
    fn visit(&mut self, day: Day, at: Millis, visitor: usize, happened: &mut Happened) {
        let Visitor {
            lang,
            device,
            returning,
            ..
        } = self.visitors[visitor];
        let mut moment = Moment {
            at,
            step: "product",
            lang,
            device,
            returning,
            cart: None,
        };
        self.stand(day, &mut moment, visitor, AT_PRODUCT, happened);
        if !self.chance.is(0.46) {
            return;
        }
        moment.step = "cart";
        moment.cart = Some(cart(&mut self.chance));
        self.stand(day, &mut moment, visitor, AT_CART, happened);
        if !self
            .chance
            .is(if day.is_delivery_free() { 0.63 } else { 0.57 })
        {
            return;
        }
        moment.step = "checkout";
        self.stand(day, &mut moment, visitor, AT_CHECKOUT, happened);
        if !self.chance.is(story::orders(device)) {
            return;
        }
        moment.step = "confirmation";
        self.stand(day, &mut moment, visitor, AT_CONFIRMATION, happened);
        if self.chance.is(0.36) {
            let on = day.number + self.chance.between(3, 9);
            self.parcels
                .entry(on)
                .or_default()
                .push((visitor, moment.cart));
        }
    }

    /// To the page that the message after the delivery leads to.
    fn parcel(
        &mut self,
        day: Day,
        at: Millis,
        visitor: usize,
        cart: Option<Cart>,
        happened: &mut Happened,
    ) {
        let Visitor { lang, device, .. } = self.visitors[visitor];
        let mut moment = Moment {
            at,
            step: "delivery",
            lang,
            device,
            returning: true,
            cart,
        };
        self.stand(day, &mut moment, visitor, AT_DELIVERY, happened);
    }

    /// Reaches a step, is perhaps asked something there, and stays for a while.
    fn stand(
        &mut self,
        day: Day,
        moment: &mut Moment,
        visitor: usize,
        (prompts, after, likely): Asks,
        happened: &mut Happened,
    ) {
        let mut collecting = Collecting {
            shop: &self.shop,
            chance: &mut self.chance,
            events: &mut happened.events,
        };
        collecting.reached(&self.visitors[visitor], moment);
        let asked_at = moment.at + collecting.chance.between(after.0 * 1_000, after.1 * 1_000);
        let chapter = self.chapters.iter().rfind(|chapter| chapter.at <= asked_at);
        let fits = |id: &&&str| {
            let shop = chapter.map(|chapter| &chapter.shop)?;
            let live = shop
                .prompts
                .iter()
                .find(|(state, one)| one.id == **id && *state == State::Live);
            let who = &self.visitors[visitor];
            let prompt = live.map(|(_, prompt)| prompt)?;
            let is_in = bucket(&prompt.id, &who.id) < prompt.sampling;
            (is_in && !who.done.contains(&prompt.id)).then_some(prompt)
        };
        let prompt = prompts.iter().find_map(|id| fits(&id));
        let Some(prompt) = prompt.filter(|_| collecting.chance.is(likely)) else {
            moment.at += collecting.chance.between(15_000, 150_000);
            return;
        };
        let asking = Asker {
            day,
            moment,
            visitor: &mut self.visitors[visitor],
            words: &self.words,
            collecting,
        };
        let until = asking.ask(prompt, asked_at, &mut happened.marks);
        moment.at = until + self.chance.between(10_000, 90_000);
    }
}
