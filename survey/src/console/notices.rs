//! What people are told who are not looking at the console: at once of single answers, by the
//! rules of a shop, and of its numbers by a digest.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// The receiver of a notice that is no person.
pub const WEBHOOK: &str = "webhook";

/// Of which answers somebody is told at once, and who. An answer is meant if it is one to the
/// prompt and either its score or one of its words is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// The id of the prompt; `None` for any.
    pub prompt: Option<String>,
    /// The highest score that is told of, 0 to 10; `None` for none.
    pub at_most: Option<u8>,
    /// Words, of which one is enough: whole ones where the script has spaces.
    pub words: Vec<String>,
    /// The ids of people who get a mail.
    pub people: Vec<String>,
    /// An address that takes `{"text": …}`. The server never shows more than its beginning and
    /// its end; sent back like that, it stays what it is.
    pub webhook: Option<String>,
}

/// How it went to tell somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The id of a person, or [`WEBHOOK`].
    pub receiver: String,
    /// When it last went well.
    pub succeeded_at: Option<Millis>,
    /// When it last failed.
    pub failed_at: Option<Millis>,
    /// Why: `refused` (with the status that was answered behind it), `silent`, `unreachable`,
    /// `untrusted`, `private`, `redirected`, `address`, `unsure` or `interrupted`; after the last
    /// two it may be there, and is not sent again.
    pub failure: Option<String>,
}

/// A rule with how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleState {
    /// Its id.
    pub id: String,
    /// What it says.
    pub rule: Rule,
    /// Of every receiver.
    pub told: Vec<Told>,
}

/// Somebody who can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The person's id.
    pub id: String,
    /// For people.
    pub name: String,
    /// The address; empty for those who may not change rules.
    pub email: String,
}

/// How often a digest comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Of each day, on the morning after it.
    Daily,
    /// Of each week, on Monday morning.
    Weekly,
}

impl Every {
    /// Both.
    pub const ALL: [Every; 2] = [Every::Weekly, Every::Daily];

    /// The name on the wire and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Every::Daily => "daily",
            Every::Weekly => "weekly",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Every> {
        Every::ALL.into_iter().find(|every| every.name() == name)
    }
}

/// Somebody's digest of one shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// How often it comes; `None` for never.
    pub every: Option<Every>,
    /// How it went; `None` without one.
    #[serde(default)]
    pub told: Option<Told>,
}

/// All of it, for one person and one shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// Whether the server has a way to send mails.
    pub mail: bool,
    /// `None` for an operator, who has no address.
    pub digest: Option<Digest>,
    /// The oldest first.
    pub rules: Vec<RuleState>,
    /// Whom rules may tell, by name.
    pub people: Vec<Colleague>,
}
