//! What a chart can draw of a day or a week, and how its numbers are written.

use survey::results::report::{Bucket, Trend};

use super::plot::{Value, round_up};
use crate::page::Page;
use crate::results::reading::Scale;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Answered over shown.
    Rate,
    /// The score.
    Score,
    /// How often the question was shown.
    Shown,
    /// How often it was answered.
    Answered,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 4] = [
        Measure::Rate,
        Measure::Score,
        Measure::Shown,
        Measure::Answered,
    ];

    /// The name among the words.
    pub fn id(self) -> &'static str {
        match self {
            Measure::Rate => "rate",
            Measure::Score => "score",
            Measure::Shown => "shown",
            Measure::Answered => "answered",
        }
    }

    /// Whether there is anything of it.
    pub fn is_in(self, trend: &Trend) -> bool {
        self != Measure::Score || trend.weeks.iter().any(|week| week.score.is_some())
    }

    /// The value of a day or a week with its likely range.
    pub fn of(self, bucket: &Bucket) -> Value {
        let count = |n: i64| (n as f64, n as f64, n as f64);
        let value = match self {
            Measure::Rate => bucket
                .response_rate
                .map(|rate| (rate.value, rate.low, rate.high)),
            Measure::Score => {
                let score = bucket.score.as_ref();
                score.map(|score| (score.value, score.low, score.high))
            }
            Measure::Shown => Some(count(bucket.shown)),
            Measure::Answered => Some(count(bucket.answered)),
        };
        Value {
            at: bucket.at,
            value,
        }
    }

    /// Whether a range belongs to it.
    pub fn has_range(self) -> bool {
        matches!(self, Measure::Rate | Measure::Score)
    }

    /// The lowest and the highest value of a sheet for these, of a question with so many points.
    /// A share of the few of a day that is not `settled` may be anything, and must not make
    /// all others small.
    pub fn ends(self, buckets: &[Bucket], settled: &[Bucket], points: u8) -> (f64, f64) {
        let looked_at = if self == Measure::Rate {
            settled
        } else {
            buckets
        };
        let values = looked_at.iter().filter_map(|bucket| self.of(bucket).value);
        let highest = values.map(|(value, ..)| value).fold(0.0, f64::max);
        match (self, self.scale(buckets, points)) {
            (Measure::Rate, _) => (0.0, round_up(highest * 1.2).min(1.0)),
            (Measure::Score, scale) => scale.ends(),
            // A half is no count.
            _ => (0.0, round_up(highest).max(2.0)),
        }
    }

    /// What it is measured on.
    pub fn scale(self, buckets: &[Bucket], points: u8) -> Scale {
        let kind = buckets.iter().find_map(|bucket| bucket.score.as_ref());
        match (self, kind.map(|score| score.kind.as_str())) {
            (Measure::Rate, _) | (Measure::Score, Some("csat")) => Scale::Share,
            (Measure::Score, Some("nps")) => Scale::Nps,
            (Measure::Score, _) => Scale::Mean(f64::from(points.max(2))),
            _ => Scale::Mean(f64::MAX),
        }
    }

    /// A value as people read it.
    pub fn written(self, page: &Page, scale: Scale, value: f64) -> String {
        match (self, scale) {
            (Measure::Score, Scale::Mean(_)) => page.value(scale, value, 1),
            (Measure::Rate, _) => page.value(scale, value, u8::from(value < 0.1 && value > 0.0)),
            _ => page.value(scale, value, 0),
        }
    }
}
