//! One figure of several runs: its median, and how far the runs were apart.

use anyhow::{Result, bail};
use serde_json::{Number, Value};

/// What several runs saw of one thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// # Errors
    /// When there is no number.
    pub fn of(mut numbers: Vec<f64>) -> Result<Self> {
        numbers.sort_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (numbers.first(), numbers.last()) else {
            bail!("there was no run");
        };
        let half = numbers.len() / 2;
        let median = if numbers.len() % 2 == 1 {
            numbers[half]
        } else {
            f64::midpoint(numbers[half - 1], numbers[half])
        };
        Ok(Self {
            median,
            least,
            most,
        })
    }
}

/// A number with at most so many decimals, and none where they would be zeros.
pub fn rounded(number: f64, decimals: usize) -> Value {
    let text = format!("{number:.decimals$}");
    let text = match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
        None => &text,
    };
    // What is not worth a decimal has no sign either.
    let text = if text == "-0" { "0" } else { text };
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() -> Result<()> {
        let odd = Spread::of(vec![9.0, 1.0, 4.0])?;
        assert_eq!((odd.least, odd.median, odd.most), (1.0, 4.0, 9.0));
        assert_eq!(Spread::of(vec![1.0, 9.0, 4.0, 3.0])?.median, 3.5);
        assert!(Spread::of(Vec::new()).is_err());
        Ok(())
    }

    #[test]
    fn decimals_are_kept_only_where_they_say_something() {
        let text = |number, decimals| rounded(number, decimals).to_string();
        assert_eq!(text(1612.04, 1), "1612");
        assert_eq!(text(1612.06, 1), "1612.1");
        assert_eq!(text(61_300.0, 0), "61300");
        assert_eq!(text(-0.01, 1), "0");
        assert_eq!(rounded(f64::INFINITY, 2), Value::Null);
    }
}
