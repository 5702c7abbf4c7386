//! How fast things go: requests by route, and the way of an event from the queue to the store.

use super::series::counter;
use prometheus::{Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, Registry};
use std::time::Duration;

/// Upper bounds in seconds: from an answer out of memory to one that a client gave up on.
const REQUEST_SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// The same for events: from a drain that is at work to one that was down over night.
const LAG_SECONDS: &[f64] = &[
    0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3_600.0, 43_200.0,
];

/// How fast things go.
#[derive(Debug)]
pub(super) struct Pace {
    requests: HistogramVec,
    pub drain: DrainCounts,
    pub oldest: Gauge,
}

/// What a drain tells of itself; clones count together.
#[derive(Clone, Debug)]
pub struct DrainCounts {
    lag: Histogram,
    failures: IntCounter,
}

impl Pace {
    pub fn new(registry: &Registry) -> prometheus::Result<Self> {
        let options = HistogramOpts::new(
            "tillside_request_seconds",
            "Time from a request's head until its response began, by route, method and class of status.",
        );
        let requests = HistogramVec::new(
            options.buckets(REQUEST_SECONDS.to_vec()),
            &["route", "method", "status"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        let lag = Histogram::with_opts(
            HistogramOpts::new(
                "tillside_drain_lag_seconds",
                "How long the first event of each drained batch had been accepted until the store had it.",
            )
            .buckets(LAG_SECONDS.to_vec()),
        )?;
        registry.register(Box::new(lag.clone()))?;
        let failures = counter(
            registry,
            "tillside_drain_failures_total",
            "Turns of this process's drain that failed and were tried again.",
        )?;
        let oldest = Gauge::new(
            "tillside_queue_oldest_seconds",
            "Age of the oldest event that the store has not confirmed yet; 0 where none waits.",
        )?;
        registry.register(Box::new(oldest.clone()))?;
        Ok(Pace {
            requests,
            drain: DrainCounts { lag, failures },
            oldest,
        })
    }

    pub fn request(&self, route: &str, method: &str, status: u16, took: Duration) {
        let class = match status {
            0..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        self.requests
            .with_label_values(&[route, method, class])
            .observe(took.as_secs_f64());
    }
}

impl DrainCounts {
    /// A batch is in the store, whose first event was accepted so many milliseconds ago.
    pub fn drained(&self, milliseconds: i64) {
        // Of two clocks one may be ahead; nothing is stored before it was accepted.
        self.lag.observe(milliseconds.max(0) as f64 / 1000.0);
    }

    /// A turn has failed.
    pub fn failed(&self) {
        self.failures.inc();
    }
}
