//! Cases: answers on which the team follows up until the complaint is solved. One answer has at
//! most one case, which goes by the answer's id. Plain data with serde.

use crate::Millis;
use crate::results::Texts;
use crate::results::words::Words;
use serde::{Deserialize, Serialize};

/// How far a case is. Whoever works on it decides; nothing changes it by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// The team has to do something.
    Open,
    /// The customer has to do something.
    Waiting,
    /// Nothing is left to do.
    Solved,
}

impl CaseState {
    /// All of them, in the order of the work.
    pub const ALL: [CaseState; 3] = [CaseState::Open, CaseState::Waiting, CaseState::Solved];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            CaseState::Open => "open",
            CaseState::Waiting => "waiting",
            CaseState::Solved => "solved",
        }
    }

    /// The state of a name.
    pub fn named(name: &str) -> Option<CaseState> {
        CaseState::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Somebody to whom a case can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    /// The person's id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Whether it is whoever asks.
    pub is_me: bool,
}

/// A case in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// The answer that it is about.
    pub words: Words,
    /// How far it is.
    pub state: CaseState,
    /// Whose it is; `None` where it is nobody's.
    pub assignee: Option<Assignee>,
    /// The day in the shop's zone by the end of which it should be solved, such as `2026-03-29`.
    pub due: Option<String>,
    /// Whether that day is over and it is not solved.
    pub is_overdue: bool,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was solved, as long as it is.
    pub solved_at: Option<Millis>,
    /// Another one after every change; a change says in `If-Match` on which it rests.
    pub revision: i64,
    /// How many notes it has.
    pub notes: i64,
    /// Whether the shopper left an address or a number.
    pub has_contact: bool,
}

/// A page of cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CasesPage {
    /// The cases.
    pub cases: Vec<CaseSummary>,
    /// What `after` takes for what comes after these; `None` where nothing does.
    pub next: Option<String>,
    /// Of all cases of the shop, whatever the page shows.
    pub counts: CaseCounts,
}

/// How many cases a shop has, and how soon they are solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCounts {
    /// Those with which the team has to do something.
    pub open: i64,
    /// Those that wait for the customer.
    pub waiting: i64,
    /// Those of both that should be solved by now.
    pub overdue: i64,
    /// Those of both that are whoever asks'.
    pub mine: i64,
    /// Those that were solved in the last 30 days, and are.
    pub solved: i64,
    /// The median time from opening to solving these, in milliseconds; `None` without any.
    pub median: Option<Millis>,
}

/// A case with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What the list shows of it.
    pub case: CaseSummary,
    /// The question that was answered.
    pub question: Texts,
    /// How the shopper wants to be reached. Nothing for those who only read.
    pub contacts: Vec<LeftContact>,
    /// What happened to it and what was noted, oldest first.
    pub thread: Vec<CaseEntry>,
    /// To whom it can be given, by name. Nobody for those who only read.
    pub people: Vec<Assignee>,
}

/// An address or a number that a shopper left on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftContact {
    /// `email` or `phone`.
    pub channel: String,
    /// As it was typed.
    pub address: String,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEntry {
    /// When.
    pub at: Millis,
    /// The name of who did it, at that time; `None` for an operator.
    pub who: Option<String>,
    /// `note`, `opened`, `assigned`, `due`, or the name of the state that it came to.
    pub what: String,
    /// Of a note its text, of `assigned` a name, of `due` a day. Empty for nobody, for no day,
    /// and for all else.
    pub text: String,
}

/// `PUT shops/{key}/cases/{answer}`: all that can be changed, as it is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseChange {
    /// How far it is.
    pub state: CaseState,
    /// The id of whose it is.
    pub assignee: Option<String>,
    /// The day of UTC by the end of which it should be solved.
    pub due: Option<String>,
}

/// `POST shops/{key}/cases/{answer}/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// 1 to 4,000 characters, and line feeds.
    pub text: String,
}
