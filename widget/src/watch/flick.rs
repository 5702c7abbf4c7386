//! Tells a flick back up from ordinary scrolling: on a phone, someone who has read
//! down the page and flicks to its top is about to leave. Pure.

use survey::Millis;

/// A flick covers this share of the viewport …
const SHARE: f64 = 0.6;
/// … within so many milliseconds.
const WITHIN: Millis = 400;

/// Follows the scroll position.
#[derive(Default)]
pub struct Flick {
    /// Where and when the present movement upwards began.
    from: (f64, Millis),
    deepest: f64,
    happened: bool,
}

impl Flick {
    /// Whether there was a flick.
    pub fn happened(&self) -> bool {
        self.happened
    }

    /// Takes the position now, in CSS pixels; tells whether this completes a flick.
    pub fn scrolled(&mut self, top: f64, at: Millis, viewport: f64) -> bool {
        self.deepest = self.deepest.max(top);
        if top >= self.from.0 || at - self.from.1 > WITHIN {
            self.from = (top, at);
            return false;
        }
        // Who never went down the page is not coming back up.
        let flick = self.deepest >= viewport && self.from.0 - top >= viewport * SHARE;
        let news = flick && !self.happened;
        self.happened |= flick;
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scrolls through positions, one every `step` milliseconds, 800 px viewport.
    fn flicks(positions: &[f64], step: Millis) -> bool {
        let mut flick = Flick::default();
        for (index, top) in positions.iter().enumerate() {
            flick.scrolled(*top, index as Millis * step, 800.0);
        }
        flick.happened()
    }

    #[test]
    fn a_fast_way_back_up_is_a_flick() {
        assert!(flicks(&[0.0, 600.0, 1500.0, 1400.0, 1100.0, 900.0], 50));
    }

    #[test]
    fn a_slow_way_back_up_is_none() {
        assert!(!flicks(&[0.0, 600.0, 1500.0, 1400.0, 1100.0, 900.0], 500));
    }

    #[test]
    fn small_corrections_and_downward_flicks_are_none() {
        assert!(!flicks(&[0.0, 1500.0, 1400.0, 1500.0, 1400.0], 50));
        assert!(!flicks(&[0.0, 900.0, 1800.0, 2700.0], 20));
    }

    #[test]
    fn the_top_of_a_page_never_read_is_none() {
        assert!(!flicks(&[0.0, 700.0, 0.0], 50));
    }
}
