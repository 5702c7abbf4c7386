//! Differences of two scores or shares, with 95 % intervals: what an experiment's wordings did.

use crate::score::{Estimate, Mean, Z, share};

/// With fewer answers on a side, the interval of a difference of means is not to be trusted,
/// and there is none.
pub const FEWEST: i64 = 30;

/// The share `k` of `n` of the first pair minus that of the second, with Newcombe's interval from
/// two of Wilson's (Newcombe 1998, Statistics in Medicine 17:873, method 10); `None` where an
/// `n` is 0. It stays honest for few answers and at the ends of the scale.
pub fn of_shares(this: (i64, i64), other: (i64, i64)) -> Option<Estimate> {
    let (this, other) = (share(this.0, this.1)?, share(other.0, other.1)?);
    let value = this.value - other.value;
    Some(Estimate {
        value,
        low: value - (this.value - this.low).hypot(other.high - other.value),
        high: value + (this.high - this.value).hypot(other.value - other.low),
    })
}

/// The first mean minus the second, with the normal interval for two samples whose variances
/// need not be alike (Welch 1938); `None` with fewer than [`FEWEST`] answers on a side.
pub fn of_means(this: Mean, other: Mean) -> Option<Estimate> {
    let value = this.value - other.value;
    let spread = Z * this.error.hypot(other.error);
    (this.n >= FEWEST && other.n >= FEWEST).then_some(Estimate {
        value,
        low: value - spread,
        high: value + spread,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Histogram;

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() < 5e-5
    }

    #[test]
    fn shares_agree_with_published_examples() {
        // Newcombe 1998, table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20.
        let published = [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((10, 10), (0, 20), 0.6791, 1.0),
        ];
        for (this, other, low, high) in published {
            let difference = of_shares(this, other).unwrap();
            assert!(
                near(difference.low, low) && near(difference.high, high),
                "{this:?} {other:?} {difference:?}"
            );
        }
    }

    #[test]
    fn the_other_way_round_it_is_the_opposite() {
        let (one, two) = (of_shares((5, 50), (9, 60)), of_shares((9, 60), (5, 50)));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert!(near(one.value, -two.value) && near(one.low, -two.high));
    }

    #[test]
    fn of_means_the_errors_add_as_squares() {
        let mean = |value, error, n| Mean { value, error, n };
        let difference = of_means(mean(40.0, 3.0, 100), mean(30.0, 4.0, 100)).unwrap();
        assert!(near(difference.value, 10.0) && near(difference.low, 10.0 - 5.0 * Z));
        assert_eq!(of_means(mean(9.0, 0.0, 29), mean(1.0, 0.0, 900)), None);
    }

    #[test]
    fn answers_that_are_alike_are_not_different() {
        let mut histogram = Histogram::default();
        histogram.count(10, 20);
        histogram.count(3, 20);
        let mean = histogram.nps_mean().unwrap();
        let difference = of_means(mean, mean).unwrap();
        assert!(difference.low < 0.0 && difference.high > 0.0);
    }

    #[test]
    fn without_askings_there_is_no_difference() {
        assert_eq!(of_shares((0, 0), (1, 2)), None);
    }
}
