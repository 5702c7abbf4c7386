//! Scores: from counts to NPS, CSAT and CES, with 95 % intervals.

/// How often each score from 0 to 10 was given. Merging and subtracting are
/// element-wise, so a histogram can be kept up to date in both directions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Histogram([i64; 11]);

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number itself.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// Promoters minus detractors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nps {
    /// Who gave 9 or 10.
    pub promoters: i64,
    /// Who gave 7 or 8.
    pub passives: i64,
    /// Who gave 0 to 6.
    pub detractors: i64,
    /// From -100 to 100.
    pub score: Estimate,
}

/// Satisfaction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Csat {
    /// The share of the satisfied, 0 to 1: 4 and 5 of 5, 8 to 10 of 10.
    pub share: Estimate,
    /// The mean score.
    pub mean: f64,
}

/// The mean of what each answer is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean itself.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// The number of answers.
    pub n: i64,
}

/// The 97.5 % point of the standard normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

impl Histogram {
    /// Counts `n` answers of one score; scores above 10 are nobody's and ignored.
    pub fn count(&mut self, score: u8, n: i64) {
        if let Some(slot) = self.0.get_mut(usize::from(score)) {
            *slot += n;
        }
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Histogram) {
        for (slot, n) in self.0.iter_mut().zip(other.0) {
            *slot += n;
        }
    }

    /// Takes another histogram away.
    pub fn subtract(&mut self, other: &Histogram) {
        for (slot, n) in self.0.iter_mut().zip(other.0) {
            *slot -= n;
        }
    }

    /// The number of answers.
    pub fn n(&self) -> i64 {
        self.0.iter().sum()
    }

    fn between(&self, low: usize, high: usize) -> i64 {
        self.0[low..=high].iter().sum()
    }

    /// The mean score; `None` without answers.
    pub fn mean(&self) -> Option<f64> {
        let sum: i64 = self.0.iter().zip(0..).map(|(n, score)| n * score).sum();
        let n = self.n();
        (n > 0).then(|| sum as f64 / n as f64)
    }

    /// Net promoter score (Reichheld 2003) with the normal interval of the mean of
    /// +1, 0 and -1. Only answers count; `None` without any.
    pub fn nps(&self) -> Option<Nps> {
        let mean = self.nps_mean()?;
        let spread = Z * mean.error;
        Some(Nps {
            promoters: self.between(9, 10),
            passives: self.between(7, 8),
            detractors: self.between(0, 6),
            score: Estimate {
                value: mean.value,
                low: (mean.value - spread).max(-100.0),
                high: (mean.value + spread).min(100.0),
            },
        })
    }

    /// The net promoter score as the mean of 100, 0 and -100; `None` without answers.
    pub fn nps_mean(&self) -> Option<Mean> {
        self.mean_of(|score| match score {
            9.. => 100.0,
            7..=8 => 0.0,
            _ => -100.0,
        })
    }

    /// Customer effort as a mean; `None` without answers.
    pub fn ces_mean(&self) -> Option<Mean> {
        self.mean_of(|score| score as f64)
    }

    fn mean_of(&self, worth: impl Fn(usize) -> f64) -> Option<Mean> {
        let n = self.n();
        if n <= 0 {
            return None;
        }
        let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
            let each = self.0.iter().enumerate();
            each.map(|(score, n)| *n as f64 * of(worth(score))).sum()
        };
        let value = sum(&|worth| worth) / n as f64;
        let variance = sum(&|worth| (worth - value).powi(2)) / n as f64;
        Some(Mean {
            value,
            error: (variance / n as f64).sqrt(),
            n,
        })
    }

    /// How many are satisfied on a scale of `points` (5 or 10).
    pub fn satisfied(&self, points: u8) -> i64 {
        // Four fifths of the scale: 4 of 5, 8 of 10.
        let from = usize::from(points) * 4 / 5;
        self.between(from, usize::from(points).min(10))
    }

    /// Satisfaction on a scale of `points` (5 or 10); `None` without answers.
    pub fn csat(&self, points: u8) -> Option<Csat> {
        Some(Csat {
            share: share(self.satisfied(points), self.n())?,
            mean: self.mean()?,
        })
    }

    /// Customer effort: the mean of 1 to 7 with its normal interval; `None` without
    /// answers.
    pub fn ces(&self) -> Option<Estimate> {
        let mean = self.ces_mean()?;
        let spread = Z * mean.error;
        Some(Estimate {
            value: mean.value,
            low: (mean.value - spread).max(1.0),
            high: (mean.value + spread).min(7.0),
        })
    }
}

/// The share of `k` in `n` with Wilson's score interval (Wilson 1927, without
/// continuity correction); `None` where `n` is 0. Unlike the normal interval it
/// never leaves 0 to 1 and stays honest for few answers.
pub fn share(k: i64, n: i64) -> Option<Estimate> {
    if n <= 0 {
        return None;
    }
    let (k, n) = (k.clamp(0, n) as f64, n as f64);
    let p = k / n;
    let z2 = Z * Z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let spread = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Estimate {
        value: p,
        low: (centre - spread).max(0.0),
        high: (centre + spread).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(scores: &[(u8, i64)]) -> Histogram {
        let mut histogram = Histogram::default();
        for (score, n) in scores {
            histogram.count(*score, *n);
        }
        histogram
    }

    #[test]
    fn nps_is_promoters_minus_detractors_over_answers() {
        let nps = histogram(&[(10, 40), (9, 10), (8, 30), (3, 20)])
            .nps()
            .unwrap();
        assert_eq!((nps.promoters, nps.passives, nps.detractors), (50, 30, 20));
        assert!((nps.score.value - 30.0).abs() < 1e-9);
        // By hand: variance 0.7 - 0.09 = 0.61, spread 1.95996 * sqrt(0.0061) = 0.15308.
        assert!((nps.score.low - 14.692).abs() < 1e-3, "{:?}", nps.score);
        assert!((nps.score.high - 45.308).abs() < 1e-3);
    }

    #[test]
    fn csat_counts_four_and_five_of_five_and_eight_to_ten_of_ten() {
        let five = histogram(&[(5, 3), (4, 3), (3, 2), (1, 2)])
            .csat(5)
            .unwrap();
        assert!((five.share.value - 0.6).abs() < 1e-9 && (five.mean - 3.5).abs() < 1e-9);
        let ten = histogram(&[(10, 1), (8, 1), (7, 2)]).csat(10).unwrap();
        assert!((ten.share.value - 0.5).abs() < 1e-9);
    }

    #[test]
    fn wilson_agrees_with_a_published_example() {
        // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
        let share = share(81, 263).unwrap();
        assert!((share.low - 0.2553).abs() < 5e-5 && (share.high - 0.3662).abs() < 5e-5);
    }

    #[test]
    fn without_answers_there_is_no_score() {
        let none = Histogram::default();
        assert_eq!((none.nps(), none.csat(5), none.ces()), (None, None, None));
    }
}
