//! The coupon of an earlier page that the shopper has not closed: it comes back, with the
//! last word that promised it. What is kept of it, and how it is had, is the bridge's.

use std::rc::Rc;
use std::sync::Arc;

use survey::answer::Answer;
use survey::json::Json;
use survey::prompt::Prompt;

use super::show::Plan;
use super::{Session, TICK};
use crate::asking::Asking;
use crate::card::sight::Coupon;
use crate::moment;
use crate::page::document;

/// What came of the coupon that the visitor was promised; `None` while it is on its way.
pub(super) fn coupon(context: &Json) -> Option<Coupon> {
    match context.get("gift")?.get("coupon")? {
        Json::String(code) => Some(Coupon::Code(code.clone())),
        Json::Bool(false) => Some(Coupon::Gone),
        _ => None,
    }
}

impl Session {
    /// Shows the coupon if there is one; tells whether nothing else is to be done now.
    pub(super) fn give(self: &Rc<Self>, facts: &Json) -> bool {
        let Some(coupon @ Coupon::Code(_)) = coupon(facts) else {
            return false;
        };
        let (Some(asking), Some(body)) = (resumed(facts), document().body()) else {
            self.owing.set(false);
            return false;
        };
        if moment::is_quiet() {
            self.owing.set(false);
            self.busy.set(true);
            let plan = Plan {
                parent: body.into(),
                calls: 0,
                place: self.place.borrow().clone(),
                coupon: Some(coupon),
            };
            self.then(move |session| session.draw(asking, plan));
        } else {
            self.look_in(TICK);
        }
        true
    }
}

fn resumed(facts: &Json) -> Option<Asking> {
    let gift = facts.get("gift")?;
    let prompt = Prompt::decode(gift.get("prompt")?).ok()?;
    let values = gift.get("event")?.get("values")?;
    let answer = Answer::decode(values).ok()?;
    Some(Asking::resume(Arc::new(prompt), answer, facts))
}
