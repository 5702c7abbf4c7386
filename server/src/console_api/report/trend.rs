//! Numbers by day and by week.

use std::collections::BTreeMap;

use survey::DAY;
use survey::prompt::Prompt;
use survey::results::report::{Bucket, Trend};
use survey::tally::Tally;

use crate::console_api::results::numbers::{counts, score};
use crate::store::utc;

/// The most buckets. Longer gaps than any shop has are not filled, should a row be damaged.
const MOST: i64 = 10_000;

/// Both; with scores where all versions can be told together, as `common` does.
pub(super) fn trend(common: Option<&Prompt>, by_day: &BTreeMap<(u32, i64), Tally>) -> Trend {
    let days = by_day.iter().map(|((_, day), tally)| (*day, tally));
    let weeks = by_day.iter().map(|((_, day), tally)| (monday(*day), tally));
    Trend {
        days: buckets(common, days, 1),
        weeks: buckets(common, weeks, 7),
    }
}

/// The Monday of a day's week; both in days since 1970-01-01, which was a Thursday.
fn monday(day: i64) -> i64 {
    day - (day + 3).rem_euclid(7)
}

fn buckets<'t>(
    common: Option<&Prompt>,
    counted: impl Iterator<Item = (i64, &'t Tally)>,
    length: i64,
) -> Vec<Bucket> {
    let mut sums: BTreeMap<i64, Tally> = BTreeMap::new();
    for (day, tally) in counted {
        sums.entry(day).or_default().add(tally);
    }
    let ends = sums.keys().next().copied().zip(sums.keys().last().copied());
    if let Some((first, last)) = ends.filter(|(first, last)| (last - first) / length < MOST) {
        let mut day = first;
        while day < last {
            day += length;
            sums.entry(day).or_default();
        }
    }
    let bucket = |(day, tally): (i64, Tally)| {
        let numbers = counts(&tally);
        Bucket {
            day: utc::day(day),
            at: day * DAY,
            shown: numbers.shown,
            answered: numbers.answered,
            response_rate: numbers.response_rate,
            score: common.and_then(|prompt| score(&prompt.question, &tally)),
        }
    };
    sums.into_iter().map(bucket).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::tally::Measure;

    #[test]
    fn weeks_begin_on_monday() {
        // 2026-11-27 is a Friday.
        let friday = utc::day_of("2026-11-27").expect("is a day");
        assert_eq!(utc::day(monday(friday)), "2026-11-23");
        assert_eq!(monday(monday(friday)), monday(friday));
        assert_eq!(utc::day(monday(0)), "1969-12-29");
    }

    #[test]
    fn a_day_without_numbers_stands_between_those_with_some() {
        let one = || {
            let mut tally = Tally::default();
            tally.count(Measure::Shown, "", 1);
            tally
        };
        let by_day = BTreeMap::from([((1, 100), one()), ((2, 100), one()), ((2, 103), one())]);
        let trend = trend(None, &by_day);
        let shown = |buckets: &[Bucket]| -> Vec<i64> {
            buckets.iter().map(|bucket| bucket.shown).collect()
        };
        assert_eq!(shown(&trend.days), [2, 0, 0, 1]);
        assert_eq!(shown(&trend.weeks), [2, 1]);
    }
}
