//! What must be exact before the queue has an event: the coupon of an answer, and what a customer was asked. An event that has neither never touches the ledger.

use crate::errors::Code;
use crate::ledger::marks::Mark;
use crate::ledger::{Claim, Customer, Ledger, LedgerError};
use crate::ops::metrics::Metrics;
use survey::event::{Asking, Event, EventKind, Queued};
use survey::json::Json;

/// An event that was let in, with what it needs of the ledger.
#[derive(Debug)]
pub struct Admitted {
    /// What the queue shall have.
    pub queued: Queued,
    /// The pool of the reply to an answer.
    pub pool: Option<String>,
    /// The shop's own hash of the customer. The queue does not get it.
    pub customer: Option<String>,
}

/// The customer of an event; what cannot be a hash is as good as none.
pub fn customer(event: &Json) -> Option<&str> {
    event.get("customer")?.as_str().filter(|hash| is_hash(hash))
}

/// Whether a shop may call a customer this.
pub fn is_hash(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (16..=128).contains(&text.len()) && text.bytes().all(allowed)
}

/// Whether there is anything to claim or to note for an event.
pub fn needs_the_ledger(admitted: &Admitted) -> bool {
    admitted.pool.is_some() || admitted.customer.is_some()
}

/// Claims the coupon and notes the marks of an event. Both are the same however often it
/// is done, so that an event which does not get into the queue may come again.
///
/// # Errors
/// If the ledger fails; then the event must not be accepted.
pub async fn settle(
    ledger: &Ledger,
    metrics: &Metrics,
    admitted: &mut Admitted,
) -> Result<(), LedgerError> {
    let Queued { shop, event, .. } = &admitted.queued;
    let Some(asking) = &event.asking else {
        return Ok(());
    };
    let customer = admitted.customer.as_deref();
    if let Some(customer) = customer {
        let customer = Customer::new(shop, customer);
        ledger.mark(customer, marks(event, asking)).await?;
    }
    if let Some(pool) = &admitted.pool {
        let (prompt, answer) = (&asking.prompt, &asking.answer);
        let visitor = event.visitor.as_deref();
        let claim = Claim::new(shop, pool, prompt, answer, visitor, customer);
        let claimed = ledger.claim(claim).await?;
        metrics.coupon(&claimed);
        admitted.queued.coupon = claimed.code;
    }
    Ok(())
}

/// The refusal of an event whose claim or marks could not be made durable.
pub fn refused(error: &LedgerError) -> (Code, String) {
    tracing::error!(%error, "an event could not be entered in the ledger");
    let detail = "not stored; send it again later".to_owned();
    (Code::QueueUnavailable, detail)
}

/// What a browser would note too. The moment that came in the holdout counts as a showing.
fn marks(event: &Event, asking: &Asking) -> Vec<Mark> {
    let Asking { prompt, answer, .. } = asking;
    let mut marks = vec![Mark::shown(prompt, answer, asking.asked_at)];
    match event.kind {
        EventKind::Answered => marks.push(Mark::answered(prompt, event.occurred_at)),
        EventKind::Dismissed => marks.push(Mark::closed(answer, event.occurred_at)),
        EventKind::Shown | EventKind::Withheld | EventKind::StepReached => {}
    }
    marks
}
