//! Days and times in UTC, as people read them.

use time::{Date, Duration, OffsetDateTime};

/// A day, such as `2026-03-29`, from days since 1970-01-01.
pub fn day(day: i64) -> String {
    let first = OffsetDateTime::UNIX_EPOCH.date();
    first
        .checked_add(Duration::days(day.clamp(-1_000_000, 1_000_000)))
        .unwrap_or(Date::MAX)
        .to_string()
}

/// A time, such as `2026-03-29T02:00:00Z`, from milliseconds since 1970-01-01.
pub fn time(millis: i64) -> String {
    let seconds = millis.div_euclid(1000);
    let of_day = seconds.rem_euclid(24 * 60 * 60);
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        day(millis.div_euclid(survey::DAY)),
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_those_of_the_calendar() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(11_016), "2000-02-29");
        assert_eq!(day(-1), "1969-12-31");
        assert_eq!(time(1_774_749_600_000), "2026-03-29T02:00:00Z");
        assert_eq!(time(999), "1970-01-01T00:00:00Z");
    }
}
