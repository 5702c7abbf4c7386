//! How numbers are put so that they say no more than they know. No browser here: the
//! caller brings the formatting of its language.

use std::collections::BTreeMap;

use survey::results::{Estimate, OptionCount};

use crate::words::{Words, fill};

/// Fewer than this many, and a number is called too few to judge.
const ENOUGH: i64 = 30;

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.96;

/// What a number is measured on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// A share, 0 to 1.
    Share,
    /// A Net Promoter Score, -100 to 100.
    Nps,
    /// A mean of scores, from 1 to this.
    Mean(f64),
}

impl Scale {
    /// Digits after the decimal point that an interval of this width allows.
    pub fn digits(self, width: f64) -> u8 {
        match self {
            Scale::Share => u8::from(width < 0.02),
            Scale::Nps => u8::from(width < 2.0),
            Scale::Mean(_) => 1 + u8::from(width < 0.1),
        }
    }

    /// Where a value stands on the scale, 0 to 1.
    pub fn place(self, value: f64) -> f64 {
        let (from, to) = self.ends();
        ((value - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// The ends of the scale.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Scale::Share => (0.0, 1.0),
            Scale::Nps => (-100.0, 100.0),
            Scale::Mean(points) => (1.0, points),
        }
    }
}

/// A number and its interval in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The number.
    pub value: String,
    /// Such as "likely between 19% and 68%".
    pub range: String,
}

/// Puts an estimate in words; `format` writes a value with so many decimals.
pub fn read(
    words: &Words,
    scale: Scale,
    estimate: &Estimate,
    format: impl Fn(f64, u8) -> String,
) -> Reading {
    let width = estimate.high - estimate.low;
    // Equal answers have no spread to compute a range from. That is no certainty.
    if width < 1e-9 {
        let value = format(estimate.value, scale.digits(f64::INFINITY));
        return Reading {
            value,
            range: words.no_range.to_owned(),
        };
    }
    let digits = scale.digits(width);
    let (low, high) = (format(estimate.low, digits), format(estimate.high, digits));
    Reading {
        value: format(estimate.value, digits),
        range: fill(words.likely, &[("low", &low), ("high", &high)]),
    }
}

/// Whether a number rests on too few cases to be judged.
pub fn too_few(n: i64) -> bool {
    n < ENOUGH
}

/// Promoters, passives and detractors of a distribution of scores from 0 to 10.
pub fn nps_parts(distribution: &[OptionCount]) -> [i64; 3] {
    let mut parts = [0; 3];
    for (score, count) in scores(distribution) {
        parts[match score {
            9.. => 0,
            7..=8 => 1,
            _ => 2,
        }] += count;
    }
    parts
}

/// The highest score that could be given.
pub fn points(distribution: &[OptionCount]) -> u8 {
    scores(distribution)
        .map(|(score, _)| score)
        .max()
        .unwrap_or(0)
}

fn scores(distribution: &[OptionCount]) -> impl Iterator<Item = (u8, i64)> {
    distribution
        .iter()
        .filter_map(|option| Some((option.option.parse().ok()?, option.count)))
}

/// The answer taken most often.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead<'a> {
    /// That answer.
    pub first: &'a OptionCount,
    /// The runner-up, if the difference may well be chance.
    pub close: Option<&'a OptionCount>,
}

/// The most frequent answer where each of `answered` people gave exactly one; `None`
/// without answers. Two shares of one sample differ clearly if 0 is outside the normal
/// 95 % interval of their difference.
pub fn lead(distribution: &[OptionCount], answered: i64) -> Option<Lead<'_>> {
    let mut ranked: Vec<&OptionCount> = distribution.iter().collect();
    ranked.sort_by_key(|option| std::cmp::Reverse(option.count));
    let first = ranked
        .first()
        .copied()
        .filter(|first| first.count > 0 && answered > 0)?;
    let close = ranked.get(1).copied().filter(|second| {
        let n = answered as f64;
        let (p, q) = (first.count as f64 / n, second.count as f64 / n);
        let variance = (p + q - (p - q).powi(2)) / n;
        p - q <= Z * variance.max(0.0).sqrt()
    });
    Some(Lead {
        first,
        close: close.filter(|second| second.count > 0),
    })
}

/// The text in the first wanted language that it has, else in any, with its language.
pub fn pick<'a>(texts: &'a BTreeMap<String, String>, wanted: &[String]) -> (&'a str, &'a str) {
    let offered = || texts.keys().map(String::as_str);
    let best = wanted
        .iter()
        .find_map(|tag| survey::text::best_language(tag, offered()));
    let text = texts.iter().nth(best.unwrap_or(0));
    text.map_or(("", ""), |(language, text)| (language, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate { value, low, high }
    }

    fn percent(value: f64, digits: u8) -> String {
        format!("{:.*}%", usize::from(digits), value * 100.0)
    }

    fn plain(value: f64, digits: u8) -> String {
        format!("{value:.*}", usize::from(digits))
    }

    fn option(option: &str, count: i64) -> OptionCount {
        OptionCount {
            option: option.into(),
            label: None,
            count,
        }
    }

    #[test]
    fn a_rate_is_read_with_its_likely_range() {
        let reading = read(
            words("en"),
            Scale::Share,
            &estimate(0.41, 0.19, 0.68),
            percent,
        );
        assert_eq!(reading.value, "41%");
        assert_eq!(reading.range, "likely between 19% and 68%");
    }

    #[test]
    fn decimals_appear_only_when_the_range_is_narrow_enough() {
        let narrow = estimate(0.0421, 0.0391, 0.0452);
        assert_eq!(
            read(words("en"), Scale::Share, &narrow, percent).value,
            "4.2%"
        );
        let wide = estimate(0.0421, 0.01, 0.1);
        assert_eq!(read(words("en"), Scale::Share, &wide, percent).value, "4%");
        assert_eq!(
            (Scale::Nps.digits(30.0), Scale::Mean(7.0).digits(1.0)),
            (0, 1)
        );
    }

    #[test]
    fn equal_answers_are_not_sold_as_certainty() {
        let reading = read(
            words("en"),
            Scale::Nps,
            &estimate(100.0, 100.0, 100.0),
            plain,
        );
        assert_eq!(reading.value, "100");
        assert_eq!(reading.range, "no range yet: every answer is the same");
    }

    #[test]
    fn a_place_on_the_scale_runs_from_its_low_end_to_its_high_end() {
        assert_eq!(
            (Scale::Nps.place(-100.0), Scale::Nps.place(50.0)),
            (0.0, 0.75)
        );
        assert_eq!(Scale::Mean(7.0).place(4.0), 0.5);
    }

    #[test]
    fn promoters_gave_nine_or_ten_and_detractors_six_or_less() {
        let scores: Vec<OptionCount> = (0..=10).map(|n| option(&n.to_string(), 1)).collect();
        assert_eq!((nps_parts(&scores), points(&scores)), ([2, 2, 7], 10));
    }

    #[test]
    fn a_lead_that_may_be_chance_names_the_runner_up() {
        let close = [
            option("price", 10),
            option("shipping", 13),
            option("other", 2),
        ];
        let found = lead(&close, 25).map(|lead| (lead.first.count, lead.close.map(|o| o.count)));
        assert_eq!(found, Some((13, Some(10))));
        let clear = [option("price", 10), option("shipping", 60)];
        assert_eq!(
            lead(&clear, 70).map(|lead| lead.close.is_none()),
            Some(true)
        );
        assert_eq!(lead(&[option("price", 0)], 0), None);
    }

    #[test]
    fn twenty_nine_are_too_few_and_thirty_are_enough() {
        assert!(too_few(29) && !too_few(30));
    }

    #[test]
    fn a_text_is_read_in_the_readers_language_or_in_any_there_is() {
        let texts =
            BTreeMap::from([("ar", "سعر"), ("en", "Price")].map(|(l, t)| (l.into(), t.into())));
        assert_eq!(
            pick(&texts, &["th".into(), "en-GB".into()]),
            ("en", "Price")
        );
        assert_eq!(pick(&texts, &["th".into()]).0, "ar");
        assert_eq!(pick(&BTreeMap::new(), &[]), ("", ""));
    }
}
