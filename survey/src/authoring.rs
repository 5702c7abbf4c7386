//! What the console sends and receives while prompts are written and published. Plain data
//! with serde; what happens with it is decided elsewhere.

use crate::Millis;
use crate::console::Flaw;
use crate::json::Json;
use crate::prompt::Schedule;
use crate::results::Texts;
use crate::shop::State;
use serde::{Deserialize, Serialize};

/// What a prompt does at this moment, of all that its state, its schedule and its answers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Never published.
    Draft,
    /// Asked.
    Live,
    /// Stopped by a person.
    Paused,
    /// Live, and its schedule has not begun.
    Scheduled,
    /// Live, and its schedule is over or it has all the answers that were wanted.
    Ended,
    /// Counted, not asked.
    Rehearsal,
}

impl Standing {
    /// Of a published prompt; `is_full` says that it has all the answers that were wanted.
    pub fn of(state: State, schedule: &Schedule, is_full: bool, now: Millis) -> Standing {
        let over = schedule.until.is_some_and(|until| until <= now);
        match state {
            State::Draft => Standing::Draft,
            State::Paused => Standing::Paused,
            State::Rehearsal => Standing::Rehearsal,
            State::Live if is_full || over => Standing::Ended,
            State::Live if schedule.from.is_some_and(|from| now < from) => Standing::Scheduled,
            State::Live => Standing::Live,
        }
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Draft => "draft",
            Standing::Live => "live",
            Standing::Paused => "paused",
            Standing::Scheduled => "scheduled",
            Standing::Ended => "ended",
            Standing::Rehearsal => "rehearsal",
        }
    }
}

/// A prompt in the list of a shop's prompts, in the order of preference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptSummary {
    /// Its id.
    pub id: String,
    /// The newest version; absent where none was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What it does at this moment.
    pub state: Standing,
    /// Whether there is a draft.
    pub draft: bool,
    /// The kind of question; empty where a draft does not say.
    pub kind: String,
    /// The question; no language where a draft does not say.
    pub question: Texts,
    /// The steps at which it is asked; none means any.
    pub steps: Vec<String>,
    /// How often its newest version was shown today (UTC).
    pub shown: i64,
    /// How often it was answered today.
    pub answered: i64,
    /// How often its moment came today without its being shown: holdout or rehearsal.
    pub withheld: i64,
    /// How often the team itself answered it today, in any version; in none of the other numbers.
    pub tests: i64,
}

/// One prompt with all that was and may be published of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptPage {
    /// Its id.
    pub id: String,
    /// The newest version; absent where none was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What it does at this moment.
    pub state: Standing,
    /// The newest version as it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Json>,
    /// What is being written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Every version, newest first.
    pub versions: Vec<VersionNote>,
}

/// A draft as it was saved last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The prompt, perhaps unfinished.
    pub prompt: Json,
    /// Another one after every change; to be sent as `If-Match` with the next.
    pub revision: i64,
    /// The version that was the newest when the draft was begun; 0 for none.
    pub base: u32,
    /// When it was saved.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// What keeps it from being published.
    pub problems: Vec<Flaw>,
}

/// The answer to a draft that was saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// As in [`Draft`].
    pub revision: i64,
    /// What keeps it from being published.
    pub problems: Vec<Flaw>,
}

/// When and by whom a version was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionNote {
    /// The version.
    pub version: u32,
    /// When.
    pub at: Millis,
    /// A person's name, `operator`, or `import` for a shop file; empty where nobody noted it.
    pub by: String,
}

/// A version as it was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// When and by whom.
    #[serde(flatten)]
    pub note: VersionNote,
    /// The prompt.
    pub prompt: Json,
}

/// What a change has made of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The newest version of the prompt.
    pub version: u32,
    /// What it does now.
    pub state: Standing,
    /// The version of the shop's book that tells of it.
    pub book: u64,
}

/// In which state a prompt shall be; also what publishing takes, where it may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewState {
    /// `live`, `paused` or `rehearsal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What an import has changed, or would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Line by line, for people.
    pub changed: Vec<String>,
    /// Every prompt of the shop afterwards, in the order of preference.
    pub prompts: Vec<ImportedPrompt>,
}

/// What an import makes of one prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPrompt {
    /// Its id.
    pub id: String,
    /// What changes.
    pub outcome: Outcome,
    /// The state that it has afterwards, as in files.
    pub state: String,
}

/// What an import does to a prompt; where several are so, the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The shop did not have it.
    New,
    /// It gets another version.
    Version,
    /// Its draft begins, becomes another one or goes.
    Draft,
    /// It is asked from now on, or no more.
    State,
    /// It takes another place.
    Moved,
    /// Nothing.
    Unchanged,
}

impl Outcome {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::New => "new",
            Outcome::Version => "version",
            Outcome::Draft => "draft",
            Outcome::State => "state",
            Outcome::Moved => "moved",
            Outcome::Unchanged => "unchanged",
        }
    }
}

/// The prompt that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its id.
    pub id: String,
}

/// From what a new prompt is made: a template, another prompt, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPrompt {
    /// A template's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The id of a prompt to be copied: its draft where it has one, else its newest version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// The id that it shall have; without it one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A prompt that is ready to be asked, for one moment of a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its id, which a prompt made of it gets.
    pub id: String,
    /// What it is called.
    pub title: Texts,
    /// When it is asked and what it is good for, in one line.
    pub about: Texts,
    /// The prompt.
    pub prompt: Json,
}

/// How many would be asked on a usual day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// On how many days this rests, of the two weeks before today; 0 where nothing is known.
    pub days: u32,
    /// Visitors a day at the steps of the prompt. Of several steps the busiest counts: whoever
    /// is at one of them is mostly at another one too.
    pub reached: f64,
    /// Of those, how many a day its rules leave as far as they can be counted. Fewer are
    /// asked in fact.
    pub at_most: f64,
    /// What was counted and which share of visitors it leaves, 0 to 1.
    pub counted: Vec<Share>,
    /// The share of those shown a prompt who answered of late, 0 to 1: of this prompt, or of all
    /// where it was hardly shown; absent where nobody was shown any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<f64>,
    /// What could not be counted: names of targeting rules, `trigger`, `cap`, `quiet`,
    /// `schedule`, `order`.
    pub not_counted: Vec<String>,
}

/// A pool of coupon codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// Its name, which replies refer to.
    pub name: String,
    /// Codes that no stored answer has.
    pub left: i64,
    /// Codes that stored answers have.
    pub claimed: i64,
    /// Of those, the codes of the last seven days.
    pub claimed_this_week: i64,
}

/// Codes for a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCodes {
    /// One a line, each of at most 64 characters.
    pub codes: String,
}

/// What became of codes for a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodesAdded {
    /// Those that the shop did not have.
    pub new: usize,
    /// Those that it had already, in whatever pool.
    pub known: usize,
}

/// A share of visitors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// What leaves it: `sampling`, `holdout` or `targeting`.
    pub what: String,
    /// The share, 0 to 1.
    pub share: f64,
}

/// Why a prompt is asked or not at a moment that somebody describes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// What the prompt does at this moment. Unless it is `live` or `rehearsal`, nothing of what
    /// follows comes true before that changes.
    pub state: Standing,
    /// `ask`, `withhold`, `behind`, `waiting` or `stopped`, as if it were live.
    pub verdict: String,
    /// Which prompt goes first, where the verdict is `behind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<String>,
    /// The step that was assumed.
    pub step: String,
    /// The arm of its experiment: a variant, `holdout`, or empty for its own wording; absent
    /// without an experiment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arm: Option<String>,
    /// Every rule, as [`crate::explain::explain`] tells of them.
    pub lines: Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_prompt_does_follows_from_state_schedule_and_answers() {
        let schedule = Schedule {
            from: Some(10),
            until: Some(20),
            ..Schedule::default()
        };
        let live = |now| Standing::of(State::Live, &schedule, false, now);
        assert_eq!(
            [9, 10, 19, 20].map(live),
            [
                Standing::Scheduled,
                Standing::Live,
                Standing::Live,
                Standing::Ended
            ]
        );
        let full = |state| Standing::of(state, &schedule, true, 15);
        assert_eq!(full(State::Live), Standing::Ended);
        assert_eq!(full(State::Paused), Standing::Paused);
        assert_eq!(full(State::Rehearsal), Standing::Rehearsal);
        assert_eq!(full(State::Draft), Standing::Draft);
    }

    #[test]
    fn names_are_those_on_the_wire() {
        for one in [
            Standing::Draft,
            Standing::Live,
            Standing::Paused,
            Standing::Scheduled,
            Standing::Ended,
            Standing::Rehearsal,
        ] {
            assert_eq!(
                serde_json::to_value(one).ok(),
                Some(serde_json::Value::from(one.name()))
            );
        }
    }
}
