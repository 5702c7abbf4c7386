//! When a digest is due, in the zone of a shop, and of which days it tells. Days are those of
//! UTC, in which the store counts.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};
use survey::console::notices::Every;
use survey::{DAY, Millis};

/// The hour of the day at which digests are due.
const HOUR: i8 = 8;

/// What a digest tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its number: the day in the shop's zone on which it is due, in days since 1970-01-01.
    pub number: i64,
    /// The first day and the last.
    pub days: (i64, i64),
    /// The same days a week before.
    pub before: (i64, i64),
}

/// The digest that was due last at this time. In a zone that is not known it is that of UTC.
pub fn last_due(every: Every, zone: &str, now: Millis) -> Period {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let now = at(now, &zone);
    let mut day = now.date();
    if due(day, &zone) > now {
        day = before(day, 1);
    }
    if every == Every::Weekly {
        let since = day.weekday().since(Weekday::Monday);
        day = before(day, since.into());
    }
    of(every, number(day), &zone)
}

/// The digest of a number.
pub fn numbered(every: Every, zone: &str, number: i64) -> Period {
    of(every, number, &TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

fn of(every: Every, number: i64, zone: &TimeZone) -> Period {
    let day = at(number.saturating_mul(DAY), &TimeZone::UTC).date();
    // A day of UTC that is not over then is told of the next time.
    let last = due(day, zone).timestamp().as_millisecond().div_euclid(DAY) - 1;
    let first = match every {
        Every::Weekly => last - 6,
        Every::Daily => last,
    };
    Period {
        number,
        days: (first, last),
        before: (first - 7, last - 7),
    }
}

/// The day of a time in a zone, in days since 1970-01-01. In a zone that is not known it is
/// that of UTC.
pub fn day(zone: &str, time: Millis) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    number(at(time, &zone).date())
}

/// A time as it is read in a zone, to the minute.
pub fn local(zone: &str, time: Millis) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    at(time, &zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn at(time: Millis, zone: &TimeZone) -> Zoned {
    let time = Timestamp::from_millisecond(time).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(zone.clone())
}

/// When the digest of a day is due. An hour that a zone leaves out is the one after it.
fn due(day: Date, zone: &TimeZone) -> Zoned {
    let due = day.at(HOUR, 0, 0, 0).to_zoned(zone.clone());
    due.unwrap_or_else(|_| Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC))
}

fn before(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap_or(day)
}

fn number(day: Date) -> i64 {
    let midnight = day.to_zoned(TimeZone::UTC);
    midnight.map_or(0, |midnight| {
        midnight.timestamp().as_millisecond().div_euclid(DAY)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::utc;

    fn time(text: &str) -> Millis {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    /// The day on which it is due, the first and the last day that it tells of.
    fn told(every: Every, zone: &str, now: &str) -> [String; 3] {
        let period = last_due(every, zone, time(now));
        assert_eq!(numbered(every, zone, period.number), period);
        [period.number, period.days.0, period.days.1].map(utc::day)
    }

    #[test]
    fn a_week_is_told_on_monday_at_eight_in_the_shops_zone() {
        // A Monday. In Bangkok it is eight at 01:00 UTC, in Los Angeles at 16:00.
        let week = ["2026-11-30", "2026-11-23", "2026-11-29"];
        let week_before = ["2026-11-23", "2026-11-16", "2026-11-22"];
        for (zone, hour) in [
            ("Asia/Bangkok", "01"),
            ("UTC", "08"),
            ("America/Los_Angeles", "16"),
        ] {
            let weekly = |now: &str| told(Every::Weekly, zone, now);
            assert_eq!(weekly(&format!("2026-11-30T{hour}:00:00Z")), week, "{zone}");
            assert_eq!(weekly("2026-12-06T12:00:00Z"), week, "{zone}");
            let hour = hour.parse::<u8>().expect("an hour") - 1;
            let before = weekly(&format!("2026-11-30T{hour:02}:59:59Z"));
            assert_eq!(before, week_before, "{zone}");
        }
    }

    #[test]
    fn a_day_that_is_not_over_in_utc_is_left_for_the_next_time() {
        let auckland = told(Every::Weekly, "Pacific/Auckland", "2026-11-29T19:00:00Z");
        assert_eq!(auckland, ["2026-11-30", "2026-11-22", "2026-11-28"]);
    }

    #[test]
    fn days_follow_each_other_when_clocks_change() {
        let berlin = |now: &str| told(Every::Daily, "Europe/Berlin", now);
        assert_eq!(
            berlin("2026-03-29T06:00:00Z"),
            ["2026-03-29", "2026-03-28", "2026-03-28"]
        );
        assert_eq!(
            berlin("2026-03-29T05:59:59Z"),
            ["2026-03-28", "2026-03-27", "2026-03-27"]
        );
        assert_eq!(berlin("2026-10-25T07:00:00Z")[0], "2026-10-25");
        assert_eq!(berlin("2026-10-25T06:59:59Z")[0], "2026-10-24");
    }

    #[test]
    fn a_zone_that_nobody_knows_is_utc() {
        assert_eq!(
            told(Every::Daily, "Mars/Olympus", "2026-11-30T08:00:00Z")[0],
            "2026-11-30"
        );
        let days = ["Asia/Bangkok", "UTC", "Mars/Olympus"]
            .map(|zone| utc::day(day(zone, time("2026-11-30T17:00:00Z"))));
        assert_eq!(days, ["2026-12-01", "2026-11-30", "2026-11-30"]);
        assert_eq!(
            local("Asia/Bangkok", time("2026-11-30T20:05:59Z")),
            "2026-12-01 03:05"
        );
    }
}
