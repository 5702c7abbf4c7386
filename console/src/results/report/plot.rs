//! Where things stand in a chart over time. No browser here.

use survey::Millis;

/// The sides of a chart and the room around what is drawn, in its own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
    /// Room for the values beside it.
    pub left: f64,
    /// Room at the right.
    pub right: f64,
    /// Room for the marks above it.
    pub top: f64,
    /// Room for the days below it.
    pub bottom: f64,
}

/// A value with the ends of its range, where there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// When its day or week began.
    pub at: Millis,
    /// The value; `None` where that day has none.
    pub value: Option<(f64, f64, f64)>,
}

/// What is drawn: the sheet, the time from left to right, the values from bottom to top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// The sheet.
    pub sheet: Sheet,
    /// When the first day or week begins, and when the last one ends.
    pub times: (Millis, Millis),
    /// The lowest and the highest value of the sheet.
    pub ends: (f64, f64),
    /// How long a day or a week takes.
    pub length: Millis,
}

impl Plot {
    /// Where a moment stands.
    pub fn x(&self, at: Millis) -> f64 {
        let whole = (self.times.1 - self.times.0).max(1) as f64;
        let place = ((at - self.times.0) as f64 / whole).clamp(0.0, 1.0);
        self.sheet.left + place * (self.sheet.width - self.sheet.left - self.sheet.right)
    }

    /// The middle of the day or the week that begins then.
    pub fn middle(&self, at: Millis) -> f64 {
        self.x(at + self.length / 2)
    }

    /// Where a value stands; what is beyond the sheet stands at its edge.
    pub fn y(&self, value: f64) -> f64 {
        let (from, to) = self.ends;
        let place = ((value - from) / (to - from).max(f64::EPSILON)).clamp(0.0, 1.0);
        self.base() - place * (self.base() - self.sheet.top)
    }

    /// Where the lowest value stands.
    pub fn base(&self) -> f64 {
        self.sheet.height - self.sheet.bottom
    }

    /// The line through the values, in a piece for each run of days without a gap.
    pub fn line(&self, values: &[Value]) -> String {
        let piece = |run: &[(f64, f64, f64, f64)]| {
            let points = run.iter().map(|(x, y, ..)| format!("{x:.1} {y:.1}"));
            format!("M{}", points.collect::<Vec<_>>().join("L"))
        };
        self.runs(values).iter().map(|run| piece(run)).collect()
    }

    /// The area between the ends of the ranges, in a piece for each run.
    pub fn band(&self, values: &[Value]) -> String {
        let piece = |run: &[(f64, f64, f64, f64)]| {
            let upper = run
                .iter()
                .map(|(x, _, _, high)| format!("{x:.1} {high:.1}"));
            let lower = run
                .iter()
                .rev()
                .map(|(x, _, low, _)| format!("{x:.1} {low:.1}"));
            format!("M{}Z", upper.chain(lower).collect::<Vec<_>>().join("L"))
        };
        self.runs(values).iter().map(|run| piece(run)).collect()
    }

    /// Days in a row that have a value: where it, its low and its high end stand.
    fn runs(&self, values: &[Value]) -> Vec<Vec<(f64, f64, f64, f64)>> {
        let parts = values.split(|value| value.value.is_none());
        let place = |one: &Value| {
            let (value, low, high) = one.value?;
            Some((
                self.middle(one.at),
                self.y(value),
                self.y(low),
                self.y(high),
            ))
        };
        parts
            .filter(|part| !part.is_empty())
            .map(|part| part.iter().filter_map(place).collect())
            .collect()
    }
}

/// Which of `n` days are named below a chart that has room for so many names: the first one and
/// others at equal distances.
pub fn named(n: usize, room: usize) -> impl Iterator<Item = usize> {
    let every = n.div_ceil(room.max(1)).max(1);
    (0..n).step_by(every)
}

/// A round number that is at least this, of which half is round too: 1, 2, 4, 6 or 8 with zeros.
pub fn round_up(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let unit = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
    let fits = steps
        .into_iter()
        .find(|step| step * unit >= value * (1.0 - 1e-9));
    fits.unwrap_or(10.0) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Millis = 24 * 60 * 60 * 1000;

    fn plot(days: Millis) -> Plot {
        Plot {
            sheet: Sheet {
                width: 120.0,
                height: 60.0,
                left: 10.0,
                right: 10.0,
                top: 5.0,
                bottom: 5.0,
            },
            times: (0, days * DAY),
            ends: (0.0, 1.0),
            length: DAY,
        }
    }

    fn value(day: Millis, value: Option<f64>) -> Value {
        Value {
            at: day * DAY,
            value: value.map(|value| (value, value - 0.1, value + 0.1)),
        }
    }

    #[test]
    fn time_runs_from_left_to_right_and_values_from_bottom_to_top() {
        let plot = plot(2);
        assert_eq!((plot.x(0), plot.x(2 * DAY)), (10.0, 110.0));
        assert_eq!((plot.middle(0), plot.middle(DAY)), (35.0, 85.0));
        assert_eq!((plot.y(0.0), plot.y(1.0), plot.y(7.0)), (55.0, 5.0, 5.0));
    }

    #[test]
    fn a_day_without_a_value_breaks_the_line() {
        let plot = plot(4);
        let values = [Some(0.5), Some(1.0), None, Some(0.0)];
        let values: Vec<Value> = (0..).zip(values).map(|(day, v)| value(day, v)).collect();
        assert_eq!(plot.line(&values), "M22.5 30.0L47.5 5.0M97.5 55.0");
        assert_eq!(plot.line(&values[2..3]), "");
        assert_eq!(plot.band(&values[..1]), "M22.5 25.0L22.5 35.0Z");
    }

    #[test]
    fn names_below_have_room() {
        assert_eq!(named(10, 4).collect::<Vec<_>>(), [0, 3, 6, 9]);
        assert_eq!(named(2, 4).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(named(0, 4).count(), 0);
    }

    #[test]
    fn a_sheet_ends_at_a_round_number() {
        assert_eq!([0.0, 3.0, 4.0].map(round_up), [1.0, 4.0, 4.0]);
        assert_eq!([14.0, 61.0, 95.0].map(round_up), [20.0, 80.0, 100.0]);
    }
}
