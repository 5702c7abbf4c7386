//! How it goes to tell people what they want to know.

use super::series::by_label;
use prometheus::{IntCounterVec, Registry};

/// What notices and digests tell of themselves; clones count together.
#[derive(Clone, Debug)]
pub struct NoticeCounts(IntCounterVec);

impl NoticeCounts {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        let counter = by_label(
            registry,
            "tillside_notices_total",
            "Notices and digests by kind and result; failed ones are tried again, those given up or interrupted are not.",
            &["kind", "result"],
        )?;
        // Series that exist from the start can be alerted on before the first failure.
        for kind in ["mail", "webhook", "digest"] {
            for result in ["sent", "failed", "given_up", "interrupted"] {
                counter.with_label_values(&[kind, result]);
            }
        }
        Ok(Self(counter))
    }

    /// Counts one.
    pub fn count(&self, kind: &str, result: &str) {
        self.0.with_label_values(&[kind, result]).inc();
    }
}
