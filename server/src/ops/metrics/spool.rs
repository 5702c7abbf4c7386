//! What is counted of the spool. The spool itself counts; here it is only repeated.

use super::series::{counter, gauge};
use crate::queue::spool::SpoolState;
use prometheus::{IntCounter, IntGauge, Registry};

/// What the spool does. They are there without one too, so that an alert finds them.
#[derive(Debug)]
pub(super) struct Spool {
    away: IntGauge,
    depth: IntGauge,
    spooled: IntCounter,
    replayed: IntCounter,
}

impl Spool {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        Ok(Spool {
            away: gauge(
                registry,
                "tillside_queue_away",
                "1 while Redis takes nothing and accepted events go to the spool.",
            )?,
            depth: gauge(
                registry,
                "tillside_spool_depth",
                "Accepted events that wait in the spool of this process for Redis.",
            )?,
            spooled: counter(
                registry,
                "tillside_spooled_total",
                "Accepted events that were put into the spool.",
            )?,
            replayed: counter(
                registry,
                "tillside_replayed_total",
                "Events that went from the spool to Redis, those of an earlier process included.",
            )?,
        })
    }

    pub(super) fn set(&self, state: SpoolState) {
        self.away.set(state.away.is_some().into());
        self.depth
            .set(i64::try_from(state.depth).unwrap_or(i64::MAX));
        // The queue counts; here it is only repeated.
        for (counter, now) in [
            (&self.spooled, state.spooled),
            (&self.replayed, state.replayed),
        ] {
            counter.inc_by(now.saturating_sub(counter.get()));
        }
    }
}
