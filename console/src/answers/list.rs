//! The answers that are shown: the newest page, which follows what comes, and older ones.

use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::results::words::{Words, WordsPage};

use crate::api::{self, Trouble};
use crate::load::Loaded;

/// What is shown. Copies share the same state.
#[derive(Clone, Copy, Debug)]
pub struct List {
    newest: Loaded<WordsPage>,
    /// All that is shown once older ones were asked for; nothing moves below the reader then.
    held: RwSignal<Option<WordsPage>>,
    /// Whether older ones are under way.
    pub is_busy: RwSignal<bool>,
    /// Why they did not come.
    pub trouble: RwSignal<Option<Trouble>>,
}

impl List {
    /// The page that is followed.
    pub fn new(newest: Loaded<WordsPage>) -> List {
        List {
            newest,
            held: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
        }
    }

    /// Reads something of what is shown.
    pub fn with<T>(self, read: impl FnOnce(&WordsPage) -> T) -> T {
        self.held.with(|held| match held {
            Some(held) => read(held),
            None => self.newest.value.with(|newest| match newest {
                Some(newest) => read(newest),
                None => read(&WordsPage::default()),
            }),
        })
    }

    /// One answer, if it is shown.
    pub fn one(self, answer: &str) -> Option<Words> {
        self.with(|page| {
            page.answers
                .iter()
                .find(|one| one.answer == answer)
                .cloned()
        })
    }

    /// Whether newer ones came that are not shown.
    pub fn has_newer(self) -> bool {
        let shown = self.held.with(|held| {
            let held = held.as_ref()?;
            Some(held.answers.first().map(|one| one.answer.clone()))
        });
        let first = |page: &WordsPage| page.answers.first().map(|one| one.answer.clone());
        let newest = self
            .newest
            .value
            .with(|newest| newest.as_ref().and_then(first));
        newest.is_some() && shown.is_some_and(|shown| shown != newest)
    }

    /// Shows the newest ones and nothing else.
    pub fn begin_anew(self) {
        self.held.set(None);
        self.trouble.set(None);
    }

    /// Changes what is shown, as the server has been told.
    pub fn change(self, change: impl Fn(&mut Vec<Words>)) {
        self.held.update(|held| {
            if let Some(held) = held {
                change(&mut held.answers);
            }
        });
        self.newest.value.update(|newest| {
            if let Some(newest) = newest {
                change(&mut newest.answers);
            }
        });
    }

    /// Asks for the newest ones again.
    pub fn refresh(self) {
        self.newest.refresh();
    }

    /// Asks for those after the last one. `address` says where, with a query or without.
    pub fn go_on(self, address: String) {
        let shown = untrack(|| self.with(Clone::clone));
        let Some(next) = shown.next.clone().filter(|_| !self.is_busy.get_untracked()) else {
            return;
        };
        let sign = if address.contains('?') { '&' } else { '?' };
        let older = format!("{address}{sign}before={}", api::part(&next));
        self.is_busy.set(true);
        spawn_local(async move {
            let reply = api::get::<WordsPage>(&older).await;
            // The page may have been left meanwhile.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match reply {
                // Other filters may have been chosen meanwhile.
                Ok(page) if untrack(|| self.with(|now| now.next == shown.next)) => {
                    self.trouble.set(None);
                    self.held.set(Some(joined(shown, page)));
                }
                Ok(_) => {}
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }
}

/// What was shown with what comes after it.
fn joined(shown: WordsPage, older: WordsPage) -> WordsPage {
    let mut answers = shown.answers;
    answers.extend(older.answers);
    WordsPage {
        answers,
        next: older.next,
        until: older.until,
        tags: shown.tags,
    }
}
