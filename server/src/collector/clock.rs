//! Times as the server sees them: the present, and what becomes of an event whose sender's clock is wrong. No event is refused for its time.

use std::time::{SystemTime, UNIX_EPOCH};
use survey::event::Event;
use survey::{DAY, Millis};

/// Differences up to this are the way through the network, not a wrong clock.
const TOLERANCE: Millis = 5_000;
/// How long the outbox of a browser keeps an event.
const OLDEST: Millis = 7 * DAY;

/// The present time.
pub fn now() -> Millis {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX),
        Err(_) => 0,
    }
}

/// Moves the event's times by the difference between our clock and the
/// sender's, and into the last seven days. Returns whether anything changed.
pub fn correct(event: &mut Event, sent_at: Millis, received_at: Millis) -> bool {
    let difference = received_at.saturating_sub(sent_at);
    let shift = if difference.saturating_abs() > TOLERANCE {
        difference
    } else {
        0
    };
    let corrected = |time: Millis| {
        time.saturating_add(shift)
            .clamp(received_at - OLDEST, received_at)
    };
    let mut changed = false;
    let times = std::iter::once(&mut event.occurred_at)
        .chain(event.asking.as_mut().map(|asking| &mut asking.asked_at));
    for time in times {
        let right = corrected(*time);
        changed |= right != *time;
        *time = right;
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::event::{Asking, EventKind, Facts};

    const NOW: Millis = 1_790_000_000_000;

    fn check(occurred_at: Millis, sent_at: Millis, expected: (Millis, bool)) {
        let mut event = Event {
            id: String::new(),
            kind: EventKind::Shown,
            occurred_at,
            token: None,
            visitor: None,
            context: Facts::default(),
            asking: Some(Asking {
                prompt: String::new(),
                version: 1,
                variant: None,
                answer: String::new(),
                seq: 0,
                asked_at: occurred_at,
                values: None,
            }),
        };
        let changed = correct(&mut event, sent_at, NOW);
        assert_eq!((event.occurred_at, changed), expected);
        assert_eq!(event.asking.map(|asking| asking.asked_at), Some(expected.0));
    }

    #[test]
    fn a_right_clock_changes_nothing() {
        check(NOW - 60_000, NOW - 300, (NOW - 60_000, false));
        check(NOW - 60_000, NOW - 5_000, (NOW - 60_000, false));
    }

    #[test]
    fn a_wrong_clock_is_corrected_by_its_difference() {
        check(NOW - 3_660_000, NOW - 3_600_000, (NOW - 60_000, true));
        check(NOW + 3_540_000, NOW + 3_600_000, (NOW - 60_000, true));
    }

    #[test]
    fn times_end_up_within_the_last_seven_days() {
        check(NOW - 30 * DAY, NOW, (NOW - 7 * DAY, true));
        check(NOW + DAY, NOW, (NOW, true));
        check(Millis::MAX, 0, (NOW, true));
        check(Millis::MIN, Millis::MAX, (NOW - 7 * DAY, true));
    }
}
