//! What the server counts, and `GET /metrics` in Prometheus' text format. Fates are counted by the store; they are only repeated here.

mod notices;
mod pace;
mod series;
mod spool;

pub use notices::NoticeCounts;
pub use pace::DrainCounts;

use crate::errors::{Code, Problem};
use crate::ledger::Claimed;
use crate::queue::Queue;
use crate::queue::spool::SpoolState;
use crate::store::{Store, StoreError, numbers};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use pace::Pace;
use prometheus::process_collector::ProcessCollector;
use prometheus::{Encoder, IntCounter, IntCounterVec, IntGauge, Registry, TextEncoder};
use series::{by_label, counter, gauge};
use spool::Spool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use survey::event::{Doubt, Doubts};

/// The counters of one application.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    events: IntCounterVec,
    /// That of them which counts what was accepted: no other counts as often.
    accepted: IntCounter,
    limited: IntCounterVec,
    doubted: IntCounterVec,
    books: IntCounterVec,
    coupons: IntCounterVec,
    customers: IntCounterVec,
    forgotten: IntCounter,
    unleased: IntCounter,
    depth: IntGauge,
    failing_shards: IntGauge,
    never_reached: IntGauge,
    spool: Spool,
    pace: Pace,
    notices: NoticeCounts,
    fates: IntCounterVec,
    /// Held while the fates are replaced and written: two scrapes at once would add
    /// theirs up.
    writing: Mutex<()>,
}

impl Metrics {
    /// Counters at zero.
    ///
    /// # Errors
    /// Never with the names used here; the library asks.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let by_label =
            |name: &str, help: &str, labels: &[&str]| by_label(&registry, name, help, labels);
        let events = by_label(
            "tillside_events_total",
            "Events judged at the door, by fate and code of refusal.",
            &["fate", "code"],
        )?;
        let limited = by_label(
            "tillside_limited_total",
            "Requests refused by a limit.",
            &["limit"],
        )?;
        let doubted = by_label(
            "tillside_doubted_total",
            "Answers that were let in and look made by a machine, by why.",
            &["doubt"],
        )?;
        let books = by_label(
            "tillside_book_requests_total",
            "Books sent in full or confirmed as unchanged.",
            &["result"],
        )?;
        let coupons = by_label(
            "tillside_coupons_total",
            "Coupons of answers: claimed from a pool, repeated, or missing because the pool was empty.",
            &["result"],
        )?;
        let customers = by_label(
            "tillside_customer_requests_total",
            "Records of customers that were asked for, by whether there was one.",
            &["result"],
        )?;
        let forgotten = counter(
            &registry,
            "tillside_forget_requests_total",
            "Wishes of visitors or customers to be forgotten that were taken.",
        )?;
        let unleased = counter(
            &registry,
            "tillside_quota_unleased_total",
            "Batches that no other collector counts, because Redis gave no lease of the shop's quota.",
        )?;
        let fates = by_label(
            "tillside_fates_total",
            "What became of accepted events at the drain, as the store counts it.",
            &["fate"],
        )?;
        let depth = gauge(
            &registry,
            "tillside_queue_depth",
            "Accepted events that the store has not confirmed yet.",
        )?;
        let failing_shards = gauge(
            &registry,
            "tillside_queue_shards_failing",
            "Shards of Redis that do not answer or refuse; the others do their work.",
        )?;
        let never_reached = gauge(
            &registry,
            "tillside_queue_never_reached",
            "1 while Redis has not been there since this process began; it may be named wrongly.",
        )?;
        let spool = Spool::new(&registry)?;
        let pace = Pace::new(&registry)?;
        let notices = NoticeCounts::new(&registry)?;
        // Memory, processor time and open files of the process.
        registry.register(Box::new(ProcessCollector::for_self()))?;
        // Series that exist from the start can be alerted on before the first event.
        let accepted = events.with_label_values(&["accepted", ""]);
        for limit in ["address", "visitor", "shop"] {
            limited.with_label_values(&[limit]);
        }
        for doubt in Doubt::ALL {
            doubted.with_label_values(&[doubt.name()]);
        }
        for result in ["full", "not_modified"] {
            books.with_label_values(&[result]);
        }
        for result in ["claimed", "repeated", "empty"] {
            coupons.with_label_values(&[result]);
        }
        for result in ["known", "unknown"] {
            customers.with_label_values(&[result]);
        }
        Ok(Metrics {
            registry,
            events,
            accepted,
            limited,
            doubted,
            books,
            coupons,
            customers,
            forgotten,
            unleased,
            depth,
            failing_shards,
            never_reached,
            spool,
            pace,
            notices,
            fates,
            writing: Mutex::new(()),
        })
    }

    /// Counts one event as accepted, or as refused with a code.
    pub fn event(&self, refused: Option<&'static str>) {
        match refused {
            None => self.accepted.inc(),
            Some(code) => self.events.with_label_values(&["refused", code]).inc(),
        }
    }

    /// Counts a request that met a limit.
    pub fn limited(&self, limit: &str) {
        self.limited.with_label_values(&[limit]).inc();
    }

    /// Counts what makes an answer doubtful.
    pub fn doubted(&self, doubts: &Doubts) {
        for doubt in doubts.iter() {
            self.doubted.with_label_values(&[doubt.name()]).inc();
        }
    }

    /// Counts a request for a book, sent in full or not modified.
    pub fn book_requested(&self, full: bool) {
        let result = if full { "full" } else { "not_modified" };
        self.books.with_label_values(&[result]).inc();
    }

    /// Counts what came of a claim.
    pub fn coupon(&self, claimed: &Claimed) {
        let result = match claimed {
            Claimed { code: None, .. } => "empty",
            Claimed { is_new: true, .. } => "claimed",
            Claimed { is_new: false, .. } => "repeated",
        };
        self.coupons.with_label_values(&[result]).inc();
    }

    /// Counts a request for a customer's record, of whom something is known or nothing.
    pub fn customer_requested(&self, known: bool) {
        let result = if known { "known" } else { "unknown" };
        self.customers.with_label_values(&[result]).inc();
    }

    /// Counts a wish to be forgotten.
    pub fn forgotten(&self) {
        self.forgotten.inc();
    }

    /// Counts a batch that was let in without a lease.
    pub fn unleased(&self) {
        self.unleased.inc();
    }

    /// Counts a request with the pattern of its route, and how long its response took.
    pub fn request(&self, route: &str, method: &str, status: u16, took: Duration) {
        self.pace.request(route, method, status, took);
    }

    /// What notices and digests count.
    pub fn notices(&self) -> NoticeCounts {
        self.notices.clone()
    }

    /// What the drain of this process counts.
    pub fn drain(&self) -> DrainCounts {
        self.pace.drain.clone()
    }

    /// Notes how long the oldest event has waited.
    fn oldest(&self, waited: Option<Duration>) {
        let waited = waited.unwrap_or_default();
        self.pace.oldest.set(waited.as_secs_f64());
    }

    /// Writes all counters, those of the store and the queue as they are now, or as they
    /// were last where they are not known now.
    fn write(
        &self,
        fates: Option<&[(String, i64)]>,
        depth: Option<u64>,
        spool: SpoolState,
    ) -> prometheus::Result<Vec<u8>> {
        // Half-replaced fates of a panic before are replaced in whole now.
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fates) = fates {
            self.fates.reset();
            for (fate, count) in fates {
                let count = u64::try_from(*count).unwrap_or_default();
                self.fates.with_label_values(&[fate.as_str()]).inc_by(count);
            }
        }
        if let Some(depth) = depth {
            self.depth.set(i64::try_from(depth).unwrap_or(i64::MAX));
        }
        self.spool.set(spool);
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

/// Sends the counters. If queue or store do not answer, their last values are sent.
///
/// # Errors
/// `internal` if the text cannot be written.
pub async fn metrics(
    metrics: web::Data<Metrics>,
    queue: web::Data<Queue>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let depth = queue.depth().await.ok();
    if let Ok(waited) = queue.oldest().await {
        metrics.oldest(waited);
    }
    let fates: Result<Vec<(String, i64)>, StoreError> = store.read(numbers::fates).await;
    let fates = fates.inspect_err(|error| {
        tracing::warn!(%error, "the store's counters cannot be read");
    });
    let failing = i64::try_from(queue.failing_shards());
    metrics.failing_shards.set(failing.unwrap_or(i64::MAX));
    metrics.never_reached.set((!queue.was_reached()).into());
    let text = metrics
        .write(
            fates.ok().as_deref(),
            depth,
            queue.spool().unwrap_or_default(),
        )
        .map_err(|error| {
            tracing::error!(%error, "the metrics could not be written");
            Problem::new(Code::Internal, "The metrics could not be written.")
        })?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, prometheus::TEXT_FORMAT))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_is_written_under_its_name() -> anyhow::Result<()> {
        let metrics = Metrics::new()?;
        metrics.event(None);
        metrics.event(Some("score_out_of_range"));
        metrics.limited("visitor");
        metrics.doubted(&Doubts::of_text("fast"));
        metrics.book_requested(false);
        metrics.coupon(&Claimed {
            code: None,
            is_new: false,
        });
        metrics.customer_requested(true);
        metrics.forgotten();
        let fates = [("stored".to_owned(), 4), ("duplicate".to_owned(), 1)];
        metrics.write(Some(&fates), Some(3), SpoolState::default())?;
        let spool = SpoolState {
            away: Some(Default::default()),
            depth: 2,
            spooled: 9,
            replayed: 7,
        };
        let text = String::from_utf8(metrics.write(Some(&fates), Some(7), spool)?)?;
        for line in [
            r#"tillside_events_total{code="",fate="accepted"} 1"#,
            r#"tillside_events_total{code="score_out_of_range",fate="refused"} 1"#,
            r#"tillside_fates_total{fate="stored"} 4"#,
            "tillside_queue_away 1",
            "tillside_spool_depth 2",
            "tillside_spooled_total 9",
            "tillside_replayed_total 7",
            r#"tillside_limited_total{limit="visitor"} 1"#,
            r#"tillside_limited_total{limit="address"} 0"#,
            r#"tillside_doubted_total{doubt="fast"} 1"#,
            r#"tillside_doubted_total{doubt="burst"} 0"#,
            r#"tillside_book_requests_total{result="not_modified"} 1"#,
            r#"tillside_coupons_total{result="empty"} 1"#,
            r#"tillside_coupons_total{result="claimed"} 0"#,
            r#"tillside_customer_requests_total{result="known"} 1"#,
            "tillside_forget_requests_total 1",
            "tillside_queue_depth 7",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        Ok(())
    }

    #[test]
    fn what_is_not_known_now_is_written_as_it_was_last() -> anyhow::Result<()> {
        let metrics = Metrics::new()?;
        metrics.write(
            Some(&[("stored".to_owned(), 4)]),
            Some(3),
            SpoolState::default(),
        )?;
        let text = String::from_utf8(metrics.write(None, None, SpoolState::default())?)?;
        assert!(
            text.contains("tillside_fates_total{fate=\"stored\"} 4\n"),
            "{text}"
        );
        assert!(text.contains("tillside_queue_depth 3\n"), "{text}");
        Ok(())
    }

    #[test]
    fn scrapes_at_the_same_time_do_not_add_up() -> anyhow::Result<()> {
        let metrics = Metrics::new()?;
        let fates = [("stored".to_owned(), 4)];
        let scrape = || -> anyhow::Result<bool> {
            let mut right = true;
            for _ in 0..500 {
                let text =
                    String::from_utf8(metrics.write(Some(&fates), None, SpoolState::default())?)?;
                right &= text.contains("tillside_fates_total{fate=\"stored\"} 4\n");
            }
            Ok(right)
        };
        let right = std::thread::scope(|scope| {
            let scrapes: Vec<_> = (0..4).map(|_| scope.spawn(scrape)).collect();
            scrapes
                .into_iter()
                .map(|one| one.join().is_ok_and(|right| right.is_ok_and(|right| right)))
                .filter(|right| *right)
                .count()
        });
        assert_eq!(right, 4);
        Ok(())
    }
}
