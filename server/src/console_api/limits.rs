//! How often somebody who is not signed in may try something, and how often anybody may try
//! it with the same e-mail address. Of several servers each counts for itself.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hash};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::web;
use governor::Quota;

use crate::collector::limits::limit::{Limit, Slots};
use crate::collector::limits::network;
use crate::errors::Problem;
use crate::ops::metrics::Metrics;

/// How many tries pass at once, of an address and with an e-mail address.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// After that one more comes back in this time.
const ADDRESS: Duration = Duration::from_secs(6);
const EMAIL: Duration = Duration::from_secs(20);

/// How many counters all addresses share, and all e-mail addresses.
const SLOTS: usize = 65_536;

/// What is left of tries. Build it once and share it between the workers.
pub struct Tries {
    address: Limit<u64, Slots>,
    email: Limit<u64, Slots>,
    seed: RandomState,
    metrics: Option<web::Data<Metrics>>,
}

impl Default for Tries {
    fn default() -> Self {
        let limit = |name, each| {
            let quota = Quota::with_period(each).map(|quota| quota.allow_burst(BURST));
            Limit::new(name, quota, Slots::new(SLOTS))
        };
        Self {
            address: limit("sign-in", ADDRESS),
            email: limit("sign-in-email", EMAIL),
            seed: RandomState::new(),
            metrics: None,
        }
    }
}

impl fmt::Debug for Tries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tries({:?}, {:?})", self.address, self.email)
    }
}

impl Tries {
    /// The same, telling of what is refused.
    pub fn telling(self, metrics: web::Data<Metrics>) -> Self {
        let metrics = Some(metrics);
        Self { metrics, ..self }
    }

    /// Counts a try of an address; of IPv6 all of the /64 is one.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn address(&self, address: IpAddr) -> Result<(), Problem> {
        self.take(&self.address, network(address))
    }

    /// Counts a try with an e-mail address, whether or not it is anybody's.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn email(&self, email: &str) -> Result<(), Problem> {
        self.take(&self.email, email)
    }

    fn take(&self, limit: &Limit<u64, Slots>, of: impl Hash) -> Result<(), Problem> {
        let taken = limit.take(&self.seed.hash_one(of), 1);
        taken.map(drop).map_err(|wait| {
            if let Some(metrics) = &self.metrics {
                metrics.limited(wait.limit);
            }
            Problem::limited(wait)
        })
    }
}
