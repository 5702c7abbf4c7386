//! When a prompt runs.

use super::strings;
use crate::Millis;
use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, check, require};

/// The days of the week as they stand in files, from Monday on.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// When a prompt runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Not before.
    pub from: Option<Millis>,
    /// Not at or after.
    pub until: Option<Millis>,
    /// On these days of the shop's week, `mon` to `sun`; empty means on all.
    pub days: Vec<String>,
    /// From the first hour of the shop's day until the second; over midnight where the
    /// second is not above the first.
    pub hours: Option<(u32, u32)>,
}

impl Schedule {
    /// Whether `now` lies inside; `local` is the hour of the week in the shop's zone.
    /// Where it is needed and not known, nothing does. What comes after midnight still
    /// belongs to the day on which the hours began.
    pub fn covers(&self, now: Millis, local: Option<u32>) -> bool {
        self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now < until)
            && (!self.is_local() || local.is_some_and(|hour| self.covers_hour(hour)))
    }

    /// Whether it depends on the time in the shop's zone.
    pub fn is_local(&self) -> bool {
        !self.days.is_empty() || self.hours.is_some()
    }

    fn covers_hour(&self, of_week: u32) -> bool {
        let (from, until) = self.hours.unwrap_or((0, 24));
        let hour = of_week % 24;
        let since_yesterday = until < from && hour < until;
        let day = of_week / 24 + if since_yesterday { 6 } else { 0 };
        let today = DAYS[day as usize % 7];
        (since_yesterday || from <= hour && (hour < until || until < from))
            && (self.days.is_empty() || self.days.iter().any(|day| day == today))
    }

    pub(super) fn decode(json: &Json) -> Decoded<Schedule> {
        let schedule = Schedule {
            from: json.optional("from", Json::integer)?,
            until: json.optional("until", Json::integer)?,
            days: json.list("days", Json::string)?,
            hours: json.optional("hours", hours)?,
        };
        check(|| {
            let days = json.list("days", |day| {
                let known = day.as_str().is_some_and(|day| DAYS.contains(&day));
                require(known, Fault::OneOf("mon, tue, wed, thu, fri, sat, sun"))
            })?;
            let none = days.is_empty() && json.get("days").is_some();
            require(!none, Fault::Empty).map_err(|error| error.under("days"))?;
            let ends = schedule.from.zip(schedule.until);
            let runs = ends.is_none_or(|(from, until)| from < until);
            require(runs, Fault::BeforeFrom).map_err(|error| error.under("until"))
        })?;
        Ok(schedule)
    }

    pub(crate) fn encode(&self) -> Json {
        if *self == Schedule::default() {
            return Json::Null;
        }
        let days = (!self.days.is_empty()).then(|| strings(&self.days));
        let hours = self
            .hours
            .map(|(from, until)| vec![from.into(), until.into()]);
        Json::object([
            ("from", self.from.into()),
            ("until", self.until.into()),
            ("days", days.into()),
            ("hours", hours.into()),
        ])
    }
}

fn hours(json: &Json) -> Decoded<(u32, u32)> {
    check(|| json.each(|hour| hour.count(24)).map(drop))?;
    match json {
        Json::Array(hours) if hours.len() == 2 => {
            let (from, until) = (hours[0].count(24)?, hours[1].count(24)?);
            let differ = from < 24 && from != until;
            require(differ, Fault::Hours)?;
            Ok((from, until))
        }
        _ => Err(DecodeError::new(Fault::Pair)),
    }
}
