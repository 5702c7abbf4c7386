//! Days and times in UTC, as people read them.

use time::{Date, Duration, Month, OffsetDateTime};

/// A day, such as `2026-03-29`, from days since 1970-01-01.
pub fn day(day: i64) -> String {
    let first = OffsetDateTime::UNIX_EPOCH.date();
    first
        .checked_add(Duration::days(day.clamp(-1_000_000, 1_000_000)))
        .unwrap_or(Date::MAX)
        .to_string()
}

/// The days since 1970-01-01 of a day such as `2026-03-29`, if it is one of the years 1970 to
/// 9999.
pub fn day_of(text: &str) -> Option<i64> {
    let digits = |from, to| -> Option<u16> {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        part.parse().ok()
    };
    let shape = text.len() == 10 && text.get(4..5)? == "-" && text.get(7..8)? == "-";
    let month = Month::try_from(u8::try_from(digits(5, 7)?).ok()?).ok()?;
    let day = u8::try_from(digits(8, 10)?).ok()?;
    let date = Date::from_calendar_date(i32::from(digits(0, 4)?), month, day).ok()?;
    let days = (date - OffsetDateTime::UNIX_EPOCH.date()).whole_days();
    (shape && days >= 0).then_some(days)
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

    #[test]
    fn a_day_is_read_as_it_is_written() {
        for one in [0, 11_016, 20_541] {
            assert_eq!(day_of(&day(one)), Some(one));
        }
        for text in [
            "2026-02-29",
            "2026-13-01",
            "1969-12-31",
            "26-1-1",
            "2026-03-+9",
            "2026/03/29",
        ] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
