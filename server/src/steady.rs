//! Time that no step of the machine's clock moves forward. What is thrown away for its age is measured by it, because that cannot be undone.

use std::time::Instant;
use survey::Millis;

/// A clock that was set once and then only runs. It stands still while the machine sleeps.
#[derive(Clone, Copy, Debug)]
pub struct Steady {
    set: Instant,
    to: Millis,
}

impl Steady {
    /// A clock set to this time.
    pub fn set_to(now: Millis) -> Self {
        Steady {
            set: Instant::now(),
            to: now,
        }
    }

    /// The time, where the machine's clock says that it is `now`: the earlier of the two.
    pub fn at_most(&self, now: Millis) -> Millis {
        let ran = Millis::try_from(self.set.elapsed().as_millis()).unwrap_or(Millis::MAX);
        now.min(self.to.saturating_add(ran))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::DAY;

    #[test]
    fn a_clock_that_is_put_forward_makes_nothing_old_and_one_put_back_is_followed() {
        let now = 1_790_000_000_000;
        let steady = Steady::set_to(now);
        assert!((now..now + DAY).contains(&steady.at_most(now + 400 * DAY)));
        assert_eq!(steady.at_most(now - 400 * DAY), now - 400 * DAY);
    }
}
