//! Which reply may still be shown. The page asks one thing at a time, and what comes back
//! after the reader chose another shop or signed out is of no use any more.

/// The turn of requests: one may be under way, and only the latest one counts.
#[derive(Debug, Default)]
pub struct Turns {
    now: u32,
    is_busy: bool,
}

impl Turns {
    /// Begins a request and names its turn; `None` while one is under way.
    pub fn begin(&mut self) -> Option<u32> {
        if self.is_busy {
            return None;
        }
        self.is_busy = true;
        Some(self.now)
    }

    /// Whether a request is under way.
    pub fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Whether a request of this turn still counts.
    pub fn is_current(&self, turn: u32) -> bool {
        self.now == turn
    }

    /// Ends a request; returns whether its reply may be shown.
    pub fn end(&mut self, turn: u32) -> bool {
        if !self.is_current(turn) {
            return false;
        }
        self.is_busy = false;
        true
    }

    /// Takes the turn from whatever is under way, so that another request may begin.
    pub fn pass(&mut self) {
        self.now += 1;
        self.is_busy = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_is_under_way_at_a_time() {
        let mut turns = Turns::default();
        let turn = turns.begin();
        assert!(turn.is_some());
        assert_eq!(turns.begin(), None);
        assert!(turn.is_some_and(|turn| turns.end(turn)));
        assert!(turns.begin().is_some());
    }

    #[test]
    fn a_reply_that_comes_after_its_turn_was_passed_is_not_shown() {
        let mut turns = Turns::default();
        let late = turns.begin().unwrap_or_default();
        turns.pass();
        let turn = turns.begin();
        assert!(!turns.is_current(late) && !turns.end(late));
        // The late one has not ended the one that followed it.
        assert_eq!(turns.begin(), None);
        assert!(turn.is_some_and(|turn| turns.end(turn)));
    }
}
