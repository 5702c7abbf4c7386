//! Visits to the shop: who comes, how far they get, what they are asked on the way, and the
//! events that the collector would have put into the queue.

use survey::Millis;
use survey::context::Device;
use survey::event::{Asking, Doubt, Doubts, Event, EventKind, Facts, Queued};
use uuid::Builder;

use super::chance::Chance;
use super::words::Lang;

/// What is in a cart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cart {
    /// In euro.
    pub value: f64,
    /// How many pieces.
    pub items: u32,
}

/// Where a visitor stands, and when.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub at: Millis,
    pub step: &'static str,
    pub lang: Lang,
    pub device: Device,
    pub returning: bool,
    pub cart: Option<Cart>,
}

/// Somebody who came at least once.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    pub id: String,
    pub lang: Lang,
    pub device: Device,
    /// Whether this is not the first visit.
    pub returning: bool,
    /// The prompts that are not asked again.
    pub done: Vec<String>,
}

impl Visitor {
    pub fn new(chance: &mut Chance) -> Self {
        let lang = chance.weighed(&[
            (Lang::En, 48.0),
            (Lang::Ru, 20.0),
            (Lang::Ar, 18.0),
            (Lang::Th, 14.0),
        ]);
        let phone = match lang {
            Lang::Th => 74.0,
            Lang::Ar => 68.0,
            _ => 54.0,
        };
        let device = chance.weighed(&[
            (Device::Phone, phone),
            (Device::Desktop, 92.0 - phone),
            (Device::Tablet, 8.0),
        ]);
        let bits = (u128::from(chance.bits()) << 64 | u128::from(chance.bits())).to_be_bytes();
        Self {
            id: Builder::from_random_bytes(bits).into_uuid().to_string(),
            lang,
            device,
            returning: false,
            done: Vec::new(),
        }
    }
}

/// A cart as people fill them: most with one piece, some with a whole set.
pub(super) fn cart(chance: &mut Chance) -> Cart {
    let items = chance.weighed(&[
        (1_u32, 46.0),
        (2, 24.0),
        (3, 11.0),
        (4, 8.0),
        (6, 6.0),
        (8, 3.0),
        (12, 2.0),
    ]);
    // Mug, bowl, plate and teapot of the demo shop.
    let price = |chance: &mut Chance| {
        chance.weighed(&[(28.0, 45.0), (34.0, 22.0), (32.0, 21.0), (68.0, 12.0)])
    };
    let value = match items {
        // Sets are of one kind.
        4.. => f64::from(items) * price(chance),
        _ => (0..items).map(|_| price(chance)).sum(),
    };
    Cart { value, items }
}

/// Makes events as the collector would have accepted them.
pub(super) struct Collecting<'a> {
    pub shop: &'a str,
    pub chance: &'a mut Chance,
    pub events: &'a mut Vec<Queued>,
}

impl Collecting<'_> {
    /// That a step was reached.
    pub fn reached(&mut self, visitor: &Visitor, moment: &Moment) {
        self.happened(EventKind::StepReached, moment.at, visitor, moment, None);
    }

    /// An id of this time, as browsers make them.
    pub fn id(&mut self, at: Millis) -> String {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.chance.bits().to_be_bytes());
        bytes[8..].copy_from_slice(&self.chance.bits().to_be_bytes()[..2]);
        let id = Builder::from_unix_timestamp_millis(at.unsigned_abs(), &bytes);
        id.into_uuid().to_string()
    }

    /// Something that a visitor did.
    pub fn happened(
        &mut self,
        kind: EventKind,
        at: Millis,
        visitor: &Visitor,
        moment: &Moment,
        asking: Option<Asking>,
    ) {
        let mut doubts = Doubts::default();
        if kind == EventKind::Answered && self.chance.is(0.004) {
            doubts.extend([Doubt::Fast]);
        }
        let mut event = Event {
            id: self.id(at),
            kind,
            occurred_at: at,
            token: None,
            visitor: Some(visitor.id.clone()),
            context: facts(moment),
            asking,
        };
        event.redact();
        self.events.push(Queued {
            shop: self.shop.to_owned(),
            received_at: at + self.chance.between(120, 1_600),
            acceptance: Some((self.chance.bits() >> 11).cast_signed()),
            corrected: false,
            coupon: None,
            doubts,
            event,
        });
    }
}

fn facts(moment: &Moment) -> Facts {
    Facts {
        step: moment.step.to_owned(),
        device: moment.device,
        lang: moment.lang.tag().to_owned(),
        returning: moment.returning,
        value: moment.cart.map(|cart| cart.value),
        currency: moment.cart.map(|_| "EUR".to_owned()),
        items: moment.cart.map(|cart| cart.items),
        page: Some(format!("/demo/{}/{}.html", moment.lang.tag(), moment.step)),
        kept: Vec::new(),
    }
}
