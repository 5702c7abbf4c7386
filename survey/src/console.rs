//! What the console and the server tell each other about people and shops, beside
//! [`crate::results`] and [`crate::check`]. Plain data with serde; who may do what is
//! decided by the server.

pub mod asked;
pub mod cases;
pub mod notices;

use crate::Millis;
use crate::fault::Fault;
use crate::json::{DecodeError, Json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody may do in a shop; each may all that the one before may, but that an analyst
/// only reads cases: see [`Role::follows_up`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Follows up on cases, and sees nothing else of the shop.
    Support,
    /// Reads results, words and prompts.
    Analyst,
    /// Changes and publishes prompts.
    Editor,
    /// Changes the shop, its people and reads its history.
    Owner,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Role; 4] = [Role::Support, Role::Analyst, Role::Editor, Role::Owner];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Role::Support => "support",
            Role::Analyst => "analyst",
            Role::Editor => "editor",
            Role::Owner => "owner",
        }
    }

    /// The role of a name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether cases are this role's to work on: to change, to note of, and to know how the
    /// shopper can be reached.
    pub fn follows_up(self) -> bool {
        self != Role::Analyst
    }
}

/// A person, as others see one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Somebody {
    /// For people.
    pub name: String,
    /// The address, in lower case.
    pub email: String,
}

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// `None` for an operator, who came by a link that the server or its command line printed.
    pub person: Option<Somebody>,
    /// Owner of every shop, who alone may make new ones. Every operator is one.
    pub administrator: bool,
    /// Whether the first person is still to be made, which an operator may.
    pub needs_setup: bool,
    /// In which language the person wants the console; `None` where none was chosen.
    pub lang: Option<String>,
}

/// A person with a role in a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The person's id.
    pub id: String,
    /// For people.
    pub name: String,
    /// The address.
    pub email: String,
    /// In this shop.
    pub role: Role,
    /// When the person joined the shop.
    pub since: Millis,
}

/// An invitation that was not taken up yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id, which is not its code.
    pub id: String,
    /// Who is invited.
    pub email: String,
    /// What for.
    pub role: Role,
    /// When it was made.
    pub at: Millis,
    /// Until when it can be taken up.
    pub expires_at: Millis,
}

/// An address to hand over to somebody. It works once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The address of a page of the console.
    pub url: String,
    /// Until when it works.
    pub expires_at: Millis,
    /// Whether it was sent by e-mail as well.
    pub sent: bool,
}

/// What an invitation says to whoever holds its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    /// The shop's name.
    pub shop: String,
    /// What for.
    pub role: Role,
    /// Who is invited.
    pub email: String,
    /// Whether there is a person of this address, who has to sign in to take it up.
    pub has_account: bool,
}

/// A page of what was changed in a shop, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The changes.
    pub entries: Vec<Happened>,
    /// What `?before=` takes for what is older than these; `None` where nothing is.
    pub next: Option<i64>,
}

/// Something that was changed in a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    /// Its number; newer ones have higher ones.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Who it was, as they were called then; `None` for an operator.
    pub who: Option<Somebody>,
    /// What was done, such as `shop.changed` or `person.invited`.
    pub what: String,
    /// What it was done to: an e-mail address, the id of a prompt or of several with commas
    /// between, the key of the shop.
    pub about: String,
    /// What was there before, as far as it changed; `None` for nothing.
    pub before: Option<Json>,
    /// What came in its place; `None` for nothing.
    pub after: Option<Json>,
}

/// Something that is wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    /// Where it stands, such as `email` or `question.choices[2]`; empty for all of it.
    pub at: String,
    /// What is wrong, in English.
    pub what: String,
    /// The code of what is wrong, of [`crate::fault::TABLE`].
    #[serde(default)]
    pub fault: String,
    /// What the sentence of the code speaks of.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Flaw {
    /// A flaw at a place.
    pub fn new(at: impl Into<String>, fault: Fault) -> Self {
        let params = fault.params().into_iter();
        Flaw {
            at: at.into(),
            what: fault.to_string(),
            fault: fault.code().to_owned(),
            params: params
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

impl From<DecodeError> for Flaw {
    fn from(error: DecodeError) -> Self {
        Flaw::new(error.place(), error.fault())
    }
}
