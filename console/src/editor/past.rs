//! What can be undone: earlier states of a draft. No browser here.

use serde_json::Value;

/// How many states are kept.
const MOST: usize = 200;
/// Changes at one place that follow each other within this many milliseconds are one.
const TOGETHER: f64 = 1_500.0;

/// The states before and after the one that is shown.
#[derive(Debug, Default)]
pub struct Past {
    before: Vec<Value>,
    after: Vec<Value>,
    last: Option<(String, f64)>,
}

impl Past {
    /// Notes the state before a change at a place, at a time in milliseconds.
    pub fn note(&mut self, state: &Value, place: &str, now: f64) {
        let goes_on = self
            .last
            .as_ref()
            .is_some_and(|(last, at)| last == place && now - at < TOGETHER);
        if !goes_on || self.before.is_empty() {
            self.before.push(state.clone());
            if self.before.len() > MOST {
                self.before.remove(0);
            }
        }
        self.after.clear();
        self.last = Some((place.to_owned(), now));
    }

    /// The state before; the one that is shown can be had again.
    pub fn undo(&mut self, shown: &Value) -> Option<Value> {
        let state = self.before.pop()?;
        self.after.push(shown.clone());
        self.last = None;
        Some(state)
    }

    /// The state that was undone last.
    pub fn redo(&mut self, shown: &Value) -> Option<Value> {
        let state = self.after.pop()?;
        self.before.push(shown.clone());
        self.last = None;
        Some(state)
    }

    /// Whether there is something to undo, and something to do again.
    pub fn ways(&self) -> (bool, bool) {
        (!self.before.is_empty(), !self.after.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn typing_in_one_field_is_undone_as_a_whole() {
        let mut past = Past::default();
        past.note(&json!(""), "/a", 0.0);
        past.note(&json!("W"), "/a", 100.0);
        past.note(&json!("Why"), "/b", 200.0);
        assert_eq!(past.undo(&json!("Why?")), Some(json!("Why")));
        assert_eq!(past.undo(&json!("Why")), Some(json!("")));
        assert_eq!(past.undo(&json!("")), None);
        assert_eq!(past.redo(&json!("")), Some(json!("Why")));
        assert_eq!(past.ways(), (true, true));
    }

    #[test]
    fn a_change_after_undoing_ends_what_was_undone() {
        let mut past = Past::default();
        past.note(&json!(1), "/a", 0.0);
        past.undo(&json!(2));
        past.note(&json!(1), "/a", 1.0);
        assert_eq!(past.ways(), (true, false));
    }
}
