//! Prompts on their way from a draft to the book: what is written, published, stopped, put in
//! order and kept as a file. What of it is right is told by `survey`.

pub mod arrange;
pub mod draft;
pub mod explain;
pub mod file;
pub mod forecast;
pub mod list;
pub mod publish;
mod revision;

use survey::authoring::Standing;
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::State;

pub(super) use revision::{Expected, etag};

use super::caller::Caller;
use super::results;
use crate::errors::{Code, Problem};
use crate::store::history::{self, Change};
use crate::store::{Connection, StoreError, drafts, shops};

/// Who stands beside a change: a person's name, or this.
const OPERATOR: &str = "operator";

/// A change of one prompt that is under way.
#[derive(Clone, Debug)]
struct At {
    shop: String,
    id: String,
    caller: Caller,
    now: i64,
}

impl At {
    /// Who does it.
    fn by(&self) -> String {
        let person = self.caller.somebody();
        person.map_or_else(|| OPERATOR.to_owned(), |person| person.name)
    }

    /// Writes into the history what was done.
    fn note(
        &self,
        tx: &Connection,
        what: &str,
        before: Option<Json>,
        after: Option<Json>,
    ) -> Result<(), StoreError> {
        let who = self.caller.somebody();
        let change = Change {
            shop: &self.shop,
            who,
            what,
            about: &self.id,
            before,
            after,
        };
        history::note(tx, &change, self.now)
    }
}

/// The prompt that a question is about: the one in the request, else its draft, else its newest
/// version; with what it does now.
///
/// # Errors
/// `not_found`, and `invalid_prompt` where it could not be published.
fn asked_about(
    store: &Connection,
    (shop, id): (&str, &str),
    given: Option<&Json>,
    now: i64,
) -> Result<(Prompt, Standing), Problem> {
    let newest = shops::newest_of(store, shop, id)?;
    let state = match &newest {
        Some(stored) => results::standing(store, shop, stored, now)?,
        None => Standing::Draft,
    };
    let draft = drafts::of(store, shop, id)?.map(|draft| draft.prompt);
    let Some(json) = given.cloned().or(draft) else {
        let prompt = newest.ok_or_else(unknown_prompt)?.prompt;
        return Ok((prompt, state));
    };
    let json = draft::with_id(json, id)?;
    let prompt = Prompt::decode(&json);
    let prompt = prompt.map_err(|_| Problem::flawed(Code::InvalidPrompt, list::flaws(&json)))?;
    Ok((prompt, state))
}

/// The refusal of an id that no prompt of the shop has.
fn unknown_prompt() -> Problem {
    Problem::new(
        Code::NotFound,
        "The shop has no prompt with this id; GET …/prompts lists all.",
    )
}

/// A state as the history tells of it.
fn told(version: u32, state: State) -> Json {
    Json::object([("version", version.into()), ("state", state.name().into())])
}
