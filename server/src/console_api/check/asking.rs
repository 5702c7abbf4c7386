//! Whether there is something to ask, and whether answers come.

use survey::Millis;
use survey::check::{Check, CheckState, Says, Sentence};

use super::words::list;
use super::{Facts, Happened, found, good};

impl Facts<'_> {
    pub(super) fn book(&self) -> Check {
        let live = self.live_steps().count();
        let params = [
            ("version", &*self.version.to_string()),
            ("n", &live.to_string()),
        ];
        if live == 0 {
            let said = Sentence::new(Says::BookNone, &params[..1]);
            return found("book", CheckState::Wrong, vec![said]);
        }
        let published = Sentence::new(Says::BookLive, &params);
        if let Some((read, at)) = self.last(|one| one.what == "book") {
            return good("book", at, vec![published, last(Says::BookRead, read, at)]);
        }
        if self.has_stored("shown") {
            let shown = Sentence::new(Says::BookShown, &[]);
            return good("book", None, vec![published, shown]);
        }
        let mut places: Vec<&str> = Vec::new();
        for steps in self.live_steps() {
            let any = steps.is_empty().then_some("*");
            places.extend(steps.iter().map(String::as_str).chain(any));
        }
        places.sort_unstable();
        places.dedup();
        let unread = Sentence::new(Says::BookUnread, &[("steps", &list(&places))]);
        found("book", CheckState::Waiting, vec![published, unread])
    }

    pub(super) fn answers(&self) -> Check {
        if let Some((answered, at)) = self.last(|one| one.what == "answered") {
            return good("answers", at, vec![last(Says::AnswersLast, answered, at)]);
        }
        if self.has_stored("answered") {
            return good(
                "answers",
                None,
                vec![Sentence::new(Says::AnswersKnown, &[])],
            );
        }
        let said = match self.last(|one| one.what == "shown") {
            Some((_, at)) => Sentence::new(Says::AnswersShown, &[("ago", &at.to_string())]),
            None => Sentence::new(Says::AnswersNone, &[]),
        };
        found("answers", CheckState::Waiting, vec![said])
    }
}

/// When, where and in which language something happened last.
fn last(says: Says, what: &Happened, at: Millis) -> Sentence {
    let params = [
        ("ago", &*at.to_string()),
        ("step", &what.step),
        ("lang", &what.lang),
        ("origin", &what.origin),
    ];
    Sentence::new(says, &params)
}
