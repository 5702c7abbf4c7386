//! The small state that must be exact before the store sees an answer: which coupon was handed to whom, what a customer was asked on any device, and what collectors share of a shop's quota. It never sees the store.

pub mod embedded;
pub mod marks;
pub mod redis;

use crate::config::Rate;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use marks::Mark;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Why the ledger did not do what it was asked. Every kind means: nothing is promised, try again later.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LedgerError {
    /// The disk or Redis failed, or did not answer in time.
    #[error("the ledger is not available: {0}")]
    Unavailable(String),
    /// The ledger cannot be used as it is set up; the text says what to change.
    #[error("{0}")]
    Misconfigured(String),
}

/// The ledger, wherever it lives: beside the queue.
#[derive(Debug)]
pub enum Ledger {
    /// Redis: for several collectors.
    Redis(redis::RedisLedger),
    /// A file of this process: for one machine.
    Embedded(embedded::EmbeddedLedger),
}

/// Who asks for a coupon of which pool. It holds no readable id.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The shop's key.
    pub shop: String,
    /// The pool in that shop.
    pub pool: String,
    /// Every name under which the code is found again.
    pub names: Vec<String>,
}

/// What came of a claim.
#[derive(Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The code; `None` where the pool is empty.
    pub code: Option<String>,
    /// Whether it was taken from the pool just now.
    pub is_new: bool,
}

impl std::fmt::Debug for Claimed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Codes are worth money and must not get into a log by accident.
        f.debug_struct("Claimed")
            .field("code", &self.code.as_ref().map(|_| "…"))
            .field("is_new", &self.is_new)
            .finish()
    }
}

/// A part of a shop's quota, for one collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// How many events it is for; 0 where not enough is left.
    pub events: u32,
    /// How long it takes then until enough is.
    pub wait: Duration,
}

/// A customer of a shop, by what the shop calls them, made unreadable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Customer(String);

impl Claim {
    /// The claim of an answer. Whoever has a code for this answer, or for this prompt or of
    /// this pool as this visitor or customer, gets the same one again.
    pub fn new(
        shop: &str,
        pool: &str,
        prompt: &str,
        answer: &str,
        visitor: Option<&str>,
        customer: Option<&str>,
    ) -> Self {
        let of = |kind, what, who: Option<&str>| who.map(|id| name(&[kind, shop, what, id]));
        let names = [
            Some(name(&["answer", shop, answer])),
            of("customer", prompt, customer),
            of("visitor", prompt, visitor),
            of("pool of customer", pool, customer),
            of("pool of visitor", pool, visitor),
        ];
        Claim {
            shop: shop.to_owned(),
            pool: pool.to_owned(),
            names: names.into_iter().flatten().collect(),
        }
    }
}

impl Customer {
    /// A customer by the shop's own hash.
    pub fn new(shop: &str, hash: &str) -> Self {
        Customer(name(&["customer", shop, hash]))
    }
}

/// Ids become names that cannot be read back: 128 bits of SHA-256. No secret goes into
/// them, because a replaced secret would forget who has a coupon.
fn name(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // With its length, so that no two lists of parts read alike.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..16])
}

impl Ledger {
    /// Puts codes into a pool, in order, and returns how many were new. A code that the
    /// shop ever had is left where it is.
    pub async fn stock(
        &self,
        shop: &str,
        pool: &str,
        codes: Vec<String>,
    ) -> Result<usize, LedgerError> {
        match self {
            Ledger::Redis(ledger) => ledger.stock(shop, pool, codes).await,
            Ledger::Embedded(ledger) => ledger.stock(shop, pool, codes).await,
        }
    }

    /// Hands out the code that any of the claim's names has, or else the oldest of the
    /// pool. When this returns, the claim is durable.
    pub async fn claim(&self, claim: Claim) -> Result<Claimed, LedgerError> {
        match self {
            Ledger::Redis(ledger) => ledger.claim(claim).await,
            Ledger::Embedded(ledger) => ledger.claim(claim).await,
        }
    }

    /// Whether other collectors may use the same one.
    pub fn is_shared(&self) -> bool {
        matches!(self, Ledger::Redis(_))
    }

    /// Leases a part of a shop's quota, at least `least` events and at most `wanted`, and
    /// gives back what was left of the last part. A quota that is not shared is never used
    /// up here. What is leased may be forgotten with the ledger.
    pub async fn lease(
        &self,
        shop: &str,
        quota: Rate,
        least: u32,
        wanted: u32,
        back: u32,
    ) -> Result<Slice, LedgerError> {
        match self {
            Ledger::Redis(ledger) => ledger.lease(shop, quota, [least, wanted, back]).await,
            Ledger::Embedded(_) => Ok(Slice {
                events: wanted,
                wait: Duration::ZERO,
            }),
        }
    }

    /// Notes marks of a customer; one that is there already stays as it is.
    pub async fn mark(&self, customer: Customer, marks: Vec<Mark>) -> Result<(), LedgerError> {
        match self {
            Ledger::Redis(ledger) => ledger.mark(customer, marks).await,
            Ledger::Embedded(ledger) => ledger.mark(customer, marks).await,
        }
    }

    /// The marks of a customer, in any order; some may be older than [`marks::LIFE`].
    pub async fn marks(&self, customer: Customer) -> Result<Vec<Mark>, LedgerError> {
        match self {
            Ledger::Redis(ledger) => ledger.marks(customer).await,
            Ledger::Embedded(ledger) => ledger.marks(customer).await,
        }
    }

    /// Forgets the marks of a customer.
    pub async fn forget(&self, customer: Customer) -> Result<(), LedgerError> {
        match self {
            Ledger::Redis(ledger) => ledger.forget(customer).await,
            Ledger::Embedded(ledger) => ledger.forget(customer).await,
        }
    }
}
