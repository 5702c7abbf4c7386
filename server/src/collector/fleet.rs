//! A shop's quota where several collectors share one Redis: each leases a slice for a second and spends it by itself. What one process allows alone is decided in [`super::limits`], before.

use crate::config::Rate;
use crate::errors::Wait;
use crate::ledger::{Ledger, Slice};
use crate::ops::metrics::Metrics;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a lease is good for, and how long nobody asks again after Redis gave no answer.
const SECOND: Duration = Duration::from_secs(1);
/// How long shoppers wait for a lease; then the limit of this process has to do.
const PATIENCE: Duration = Duration::from_millis(250);
/// The least that is leased at once is this part of what comes back in a second.
const LEAST_PART: u32 = 20;

/// The leases of this collector.
pub struct Fleet {
    rate: Rate,
    /// By shop. Whoever leases for a shop holds up only those who wait for the same lease.
    leases: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Lease>>>>,
}

impl fmt::Debug for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet")
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}

/// What this collector may still take of one shop's quota.
#[derive(Debug, Default)]
struct Lease {
    left: u32,
    taken: u32,
    begun: Option<Instant>,
    /// What holds until when without asking: that all are let in, or that none is.
    settled: Option<(Result<(), Wait>, Instant)>,
}

impl Fleet {
    /// Nothing is leased yet. A rate of 0 switches the limit off.
    pub fn new(rate: Rate) -> Self {
        Fleet {
            rate,
            leases: Mutex::default(),
        }
    }

    /// Counts events of a shop that are let in, for all collectors together. Only call it
    /// with keys that the books know. While Redis gives no leases, all are let in.
    ///
    /// # Errors
    /// How long to wait.
    pub async fn take(
        &self,
        ledger: &Ledger,
        metrics: &Metrics,
        shop: &str,
        events: usize,
    ) -> Result<(), Wait> {
        // What is above the burst could never pass otherwise.
        let events = u32::try_from(events).unwrap_or(u32::MAX);
        let events = events.min(self.rate.burst);
        if events == 0 || self.rate.per_second == 0 || !ledger.is_shared() {
            return Ok(());
        }
        let lease = Arc::clone(
            self.leases
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(shop.to_owned())
                .or_default(),
        );
        let mut lease = lease.lock().await;
        let now = Instant::now();
        if let Some((outcome, until)) = &lease.settled
            && now < *until
        {
            if outcome.is_ok() {
                metrics.unleased();
            }
            return outcome.clone();
        }
        if lease.spend(events, now) {
            return Ok(());
        }
        let wanted = lease.wish(events, now, self.rate);
        let leased = ledger.lease(shop, self.rate, events, wanted, lease.left);
        match tokio::time::timeout(PATIENCE, leased).await {
            Ok(Ok(Slice { events: 0, wait })) => {
                let wait = self.wait(wait);
                lease.settle(Err(wait.clone()), now + PATIENCE);
                Err(wait)
            }
            Ok(Ok(slice)) => {
                lease.begin(slice.events, now);
                // At least as much was asked for.
                lease.spend(events, now);
                Ok(())
            }
            Ok(Err(_)) | Err(_) => {
                metrics.unleased();
                lease.settle(Ok(()), Instant::now() + SECOND);
                Ok(())
            }
        }
    }

    fn wait(&self, time: Duration) -> Wait {
        Wait {
            limit: "shop",
            seconds: time.as_secs() + 1,
            quota: self.rate.burst,
            window: self.rate.window(),
        }
    }
}

impl Lease {
    fn begin(&mut self, events: u32, now: Instant) {
        *self = Lease {
            left: events,
            begun: Some(now),
            ..Lease::default()
        };
    }

    /// What was left goes back with the question that found it so, or is lost with it.
    fn settle(&mut self, outcome: Result<(), Wait>, until: Instant) {
        *self = Lease {
            settled: Some((outcome, until)),
            ..Lease::default()
        };
    }

    fn spend(&mut self, events: u32, now: Instant) -> bool {
        let is_good = self.begun.is_some_and(|at| now < at + SECOND);
        if !is_good || events > self.left {
            return false;
        }
        self.left -= events;
        self.taken += events;
        true
    }

    /// What is wanted for the next second: these events, and as many as came in a second
    /// until now.
    fn wish(&self, events: u32, now: Instant, rate: Rate) -> u32 {
        let begun = self.begun.unwrap_or(now);
        let millis = u64::try_from((now - begun).as_millis()).unwrap_or(u64::MAX);
        let usual = u64::from(self.taken) * 1_000 / millis.max(50);
        let usual = u32::try_from(usual).unwrap_or(u32::MAX);
        let least = rate.per_second / LEAST_PART;
        let most = rate.per_second.max(events);
        events.saturating_add(usual).clamp(least.max(events), most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        per_second: 1_000,
        burst: 5_000,
    };

    #[test]
    fn a_lease_is_spent_once_and_only_for_a_second() {
        let now = Instant::now();
        let mut lease = Lease::default();
        assert!(!lease.spend(1, now));
        lease.begin(10, now);
        assert!(lease.spend(6, now));
        assert!(!lease.spend(5, now));
        assert!(lease.spend(4, now));
        lease.begin(10, now);
        assert!(!lease.spend(1, now + SECOND));
        assert_eq!(lease.left, 10);
    }

    #[test]
    fn as_much_is_wanted_as_came_before_and_never_more_than_there_is() {
        let now = Instant::now();
        let mut lease = Lease::default();
        assert_eq!(lease.wish(3, now, RATE), 50);
        assert_eq!(lease.wish(80, now, RATE), 80);
        lease.begin(100, now);
        assert!(lease.spend(100, now));
        let half = now + Duration::from_millis(500);
        assert_eq!(lease.wish(10, half, RATE), 210);
        let at_once = now + Duration::from_millis(1);
        assert_eq!(lease.wish(10, at_once, RATE), 1_000);
        assert_eq!(lease.wish(4_000, half, RATE), 4_000);
        let slow = Rate {
            per_second: 1,
            burst: 3,
        };
        assert_eq!(Lease::default().wish(2, now, slow), 2);
    }
}
