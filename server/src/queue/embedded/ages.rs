//! Roughly when entries came, for telling how old the oldest one is. It knows no entry itself.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The least time between two marks.
const APART: Duration = Duration::from_secs(1);
/// Beyond so many marks every other one is let go; what is left tells less exactly.
const MOST: usize = 4096;

/// From which number on entries came not before which moment.
#[derive(Debug, Default)]
pub struct Ages {
    marks: VecDeque<(u64, Instant)>,
}

impl Ages {
    /// Entries from this number on came, or were found at the start.
    pub fn came(&mut self, first: u64, now: Instant) {
        let newest = self.marks.back();
        if newest.is_some_and(|(_, at)| now.duration_since(*at) < APART) {
            return;
        }
        self.marks.push_back((first, now));
        if self.marks.len() > MOST {
            let mut keep = false;
            self.marks.retain(|_| {
                keep = !keep;
                keep
            });
        }
    }

    /// How long the entry of this number has waited, the first that still does.
    pub fn of(&mut self, lowest: u64, now: Instant) -> Duration {
        while self.marks.get(1).is_some_and(|(first, _)| *first <= lowest) {
            self.marks.pop_front();
        }
        let mark = self.marks.front();
        mark.map_or(Duration::ZERO, |(_, at)| now.duration_since(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_that_of_the_first_entry_that_still_waits() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut ages = Ages::default();
        assert_eq!(ages.of(0, at(5)), Duration::ZERO);
        ages.came(0, at(0));
        ages.came(10, at(0));
        ages.came(20, at(60));
        assert_eq!(ages.of(5, at(100)), Duration::from_secs(100));
        assert_eq!(ages.of(20, at(100)), Duration::from_secs(40));
        assert_eq!(ages.of(25, at(110)), Duration::from_secs(50));
    }

    #[test]
    fn marks_stay_few_and_the_first_one_stays() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut ages = Ages::default();
        for n in 0..3 * MOST as u64 {
            ages.came(n, at(n));
        }
        assert!(ages.marks.len() <= MOST);
        assert_eq!(ages.of(0, at(9_999_999)), Duration::from_secs(9_999_999));
    }
}
