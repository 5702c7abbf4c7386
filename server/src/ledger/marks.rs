//! What a customer was asked, as marks that may be noted in any order and any number of times. When to make one, the collector decides.

use super::name;
use survey::context::{History, Shown};
use survey::{DAY, Millis};

/// How long a mark is kept.
pub const LIFE: Millis = 400 * DAY;

/// The most marks of one customer; far above what any cap allows. Beyond it none is noted.
pub const MOST: usize = 1_000;

/// One mark. Its name says what it is and makes it one, however often it is noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What happened, to which prompt, at which asking.
    pub name: String,
    /// When.
    pub at: Millis,
}

impl Mark {
    /// A prompt was shown.
    pub fn shown(prompt: &str, answer: &str, at: Millis) -> Self {
        Mark::new(format!("shown {prompt} {}", name(&["asking", answer])), at)
    }

    /// A prompt was answered.
    pub fn answered(prompt: &str, at: Millis) -> Self {
        Mark::new(format!("answered {prompt}"), at)
    }

    /// A prompt was closed without an answer.
    pub fn closed(answer: &str, at: Millis) -> Self {
        Mark::new(format!("closed {}", name(&["asking", answer])), at)
    }

    fn new(name: String, at: Millis) -> Self {
        Mark { name, at }
    }
}

/// What the marks that are not too old say, in the shape of a browser's own record.
pub fn history(marks: &[Mark], now: Millis) -> History {
    let mut history = History::default();
    for Mark { name, at } in marks {
        if *at < now - LIFE {
            continue;
        }
        match name.split(' ').collect::<Vec<_>>().as_slice() {
            ["shown", prompt, _] => {
                let shown = of(&mut history, prompt);
                shown.times += 1;
                shown.at = shown.at.max(*at);
            }
            ["answered", prompt] => of(&mut history, prompt).answered = true,
            ["closed", _] => history.closed = history.closed.max(*at),
            _ => {}
        }
    }
    history.shown.sort_by(|(a, _), (b, _)| a.cmp(b));
    history
}

fn of<'a>(history: &'a mut History, prompt: &str) -> &'a mut Shown {
    let found = history.shown.iter().position(|(id, _)| id == prompt);
    let at = found.unwrap_or_else(|| {
        history.shown.push((prompt.to_owned(), Shown::default()));
        history.shown.len() - 1
    });
    &mut history.shown[at].1
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_790_000_000_000;

    #[test]
    fn marks_say_what_a_browser_would_remember() {
        let marks = [
            Mark::shown("why", "b", NOW - 5),
            Mark::answered("why", NOW),
            Mark::shown("nps", "c", NOW - 3),
            Mark::closed("c", NOW - 2),
            Mark::closed("d", NOW - 9),
            Mark::shown("why", "a", NOW - 7),
        ];
        let shown = |times, at, answered| Shown {
            times,
            at,
            answered,
        };
        let expected = History {
            shown: vec![
                ("nps".to_owned(), shown(1, NOW - 3, false)),
                ("why".to_owned(), shown(2, NOW - 5, true)),
            ],
            closed: NOW - 2,
        };
        assert_eq!(history(&marks, NOW), expected);
    }

    #[test]
    fn old_marks_and_unknown_ones_say_nothing() {
        let marks = [
            Mark::shown("why", "a", NOW - LIFE - 1),
            Mark::closed("a", NOW - LIFE - 1),
            Mark::new("sung why".to_owned(), NOW),
        ];
        assert_eq!(history(&marks, NOW), History::default());
    }

    #[test]
    fn a_mark_does_not_name_the_answer_that_it_is_of() {
        let answer = "01920000-0000-7000-8000-000000000001";
        for mark in [Mark::shown("why", answer, 1), Mark::closed(answer, 1)] {
            assert!(!mark.name.contains(answer), "{}", mark.name);
        }
    }
}
