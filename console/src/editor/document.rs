//! The draft that is being written: what it says, what was undone, and its way to the server.
//! Every change is kept in the browser at once and saved after a moment of rest, so that
//! neither a reload nor a lost connection takes anything.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use survey::authoring::{PromptPage, Saved};
use survey::console::Flaw;

use super::past::Past;
use super::place;
use crate::api::{self, Edit, Trouble};
use crate::refused;
use crate::session::Session;
use crate::{json, page, shell};

/// How long nothing must change before a draft is saved.
const REST: Duration = Duration::from_millis(700);

/// In place of a revision: whichever the server has.
const ANY: i64 = -1;

/// How far the draft is on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Everything is there.
    Saved,
    /// Something is not there yet.
    Waiting,
    /// It could not be saved, and is tried again with the next change.
    Failed(Trouble),
    /// Somebody else saved in between: who and when, if the server knows.
    Conflict(Option<Edit>),
}

/// The draft. Copies share the same state.
#[derive(Clone, Copy)]
pub struct Document {
    /// What it says.
    pub value: RwSignal<Value>,
    /// What keeps it from being published.
    pub flaws: RwSignal<Vec<Flaw>>,
    /// How far it is on its way.
    pub saving: RwSignal<Saving>,
    /// The language that is being written.
    pub language: RwSignal<String>,
    /// The languages of the shop, its default one first.
    pub languages: StoredValue<Vec<String>>,
    /// Whether anything differs from what was published last.
    pub differs: Memo<bool>,
    past: RwSignal<Past>,
    /// The revision that the server has; 0 for none.
    revision: StoredValue<i64>,
    address: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
    is_sending: StoredValue<bool>,
    session: Session,
}

impl Document {
    /// The draft of a prompt, or its newest version where there is none. What this browser
    /// kept because it could not be saved goes before both.
    pub fn open(address: String, of: &PromptPage, languages: Vec<String>) -> Document {
        let plain = |json: &survey::json::Json| serde_json::to_value(json).unwrap_or_default();
        let published = of.prompt.as_ref().map(plain);
        let draft = of.draft.as_ref();
        let theirs = draft.map(|draft| plain(&draft.prompt));
        let theirs = theirs
            .or_else(|| published.clone())
            .unwrap_or_else(|| json!({}));
        let revision = draft.map_or(0, |draft| draft.revision);
        let kept =
            shell::remembered(&address).and_then(|text| serde_json::from_str::<Kept>(&text).ok());
        let kept = kept.filter(|kept| kept.revision == revision && kept.draft != theirs);
        let is_kept = kept.is_some();
        let value = RwSignal::new(kept.map_or(theirs, |kept| kept.draft));
        let published = StoredValue::new(published);
        let document = Document {
            value,
            flaws: RwSignal::new(
                draft
                    .map(|draft| draft.problems.clone())
                    .unwrap_or_default(),
            ),
            saving: RwSignal::new(Saving::Saved),
            language: RwSignal::new(languages.first().cloned().unwrap_or_default()),
            languages: StoredValue::new(languages),
            differs: Memo::new(move |_| {
                value.with(|value| {
                    published.with_value(|published| published.as_ref() != Some(value))
                })
            }),
            past: RwSignal::new(Past::default()),
            revision: StoredValue::new(revision),
            address: StoredValue::new(address),
            timer: StoredValue::new(None),
            is_sending: StoredValue::new(false),
            session: Session::here(),
        };
        if is_kept {
            document.keep();
        }
        document
    }

    /// What stands at a place, as it changes.
    pub fn at(self, place: impl Into<String>) -> Memo<Value> {
        let place = place.into();
        Memo::new(move |_| self.value.with(|draft| place::get(draft, &place).clone()))
    }

    /// The text at a place, as it changes; empty where there is none.
    pub fn text(self, place: impl Into<String>) -> Memo<String> {
        let place = place.into();
        let text = move |draft: &Value| match place::get(draft, &place) {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => json::write(other),
        };
        Memo::new(move |_| self.value.with(&text))
    }

    /// How many there are in the list at a place.
    pub fn count(self, place: impl Into<String>) -> Memo<usize> {
        let place = place.into();
        let count = move |draft: &Value| place::get(draft, &place).as_array().map_or(0, Vec::len);
        Memo::new(move |_| self.value.with(&count))
    }

    /// What is wrong at a place or inside it; empty where nothing is.
    pub fn flaw(self, place: impl Into<String>) -> Signal<String> {
        self.flaw_but(place, |_| false)
    }

    /// The same, but for what is told elsewhere.
    pub fn flaw_but(self, place: impl Into<String>, elsewhere: fn(&str) -> bool) -> Signal<String> {
        let place = place.into();
        Signal::derive(move || {
            self.flaws.with(|flaws| {
                let here = |flaw: &&Flaw| {
                    let at = place::pointer(&flaw.at);
                    place::is_within(&at, &place) && !elsewhere(&at)
                };
                flaws
                    .iter()
                    .find(here)
                    .map(refused::flaw)
                    .unwrap_or_default()
            })
        })
    }

    /// Changes what stands at a place.
    pub fn set(self, place: &str, value: Value) {
        self.change(place, |draft| place::set(draft, place, value));
    }

    /// Changes the draft; changes of the same `kind` that follow each other are undone as one.
    pub fn change(self, kind: &str, change: impl FnOnce(&mut Value)) {
        let before = self.value.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return;
        }
        self.past
            .update(|past| past.note(&before, kind, page::now()));
        self.show(after);
    }

    /// Takes the last change back, or makes it again.
    pub fn step(self, back: bool) {
        let shown = self.value.get_untracked();
        let other = self.past.try_update(|past| match back {
            true => past.undo(&shown),
            false => past.redo(&shown),
        });
        if let Some(other) = other.flatten() {
            self.show(other);
        }
    }

    /// Whether there is something to undo, and something to do again.
    pub fn ways(self) -> (bool, bool) {
        self.past.with(Past::ways)
    }

    fn show(self, value: Value) {
        self.value.set(value);
        self.keep();
    }

    /// Keeps the draft in this browser, and saves it when nothing changes any more.
    fn keep(self) {
        self.saving.set(Saving::Waiting);
        let kept = Kept {
            revision: self.revision.get_value(),
            draft: self.value.get_untracked(),
        };
        let text = json::write(&kept);
        self.address
            .with_value(|address| shell::remember(address, &text));
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        self.timer
            .set_value(set_timeout_with_handle(move || self.save(), REST).ok());
    }

    /// Saves the draft as it stands.
    pub fn save(self) {
        if self.is_sending.try_get_value() != Some(false) {
            return;
        }
        self.is_sending.set_value(true);
        let address = format!("{}/draft", self.address.get_value());
        let sent = self.value.get_untracked();
        let revision = match self.revision.get_value() {
            0 => None,
            ANY => Some("*".to_owned()),
            revision => Some(format!("\"{revision}\"")),
        };
        spawn_local(async move {
            let reply: Result<Saved, _> = api::put_over(&address, revision.as_deref(), &sent).await;
            // Somebody who left the page meanwhile finds everything saved when they return.
            if self.is_sending.try_set_value(false).is_some() {
                return;
            }
            match reply {
                Ok(saved) => self.was_saved(saved, &sent),
                Err(Trouble::SignedOut) => self.session.end(),
                Err(Trouble::Refused { code, edit, .. }) if code == "edited_meanwhile" => {
                    self.saving.set(Saving::Conflict(edit));
                }
                Err(trouble) => self.saving.set(Saving::Failed(trouble)),
            }
        });
    }

    fn was_saved(self, saved: Saved, sent: &Value) {
        self.revision.set_value(saved.revision);
        self.flaws.set(saved.problems);
        if self.value.with_untracked(|now| now == sent) {
            self.address.with_value(|address| shell::forget(address));
            self.saving.set(Saving::Saved);
        } else {
            self.keep();
        }
    }

    /// Puts this draft in place of whatever the server has by now.
    pub fn insist(self) {
        self.revision.set_value(ANY);
        self.save();
    }

    /// Forgets what this browser kept, so that the server's draft is shown next.
    pub fn give_way(self) {
        self.address.with_value(|address| shell::forget(address));
    }
}

/// What a browser keeps of a draft that is not saved yet.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    revision: i64,
    draft: Value,
}
