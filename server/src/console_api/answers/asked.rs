//! Which answers a request wants.

use survey::fault::Fault;
use survey::json::Json;
use survey::question::id;

use crate::console_api::filter::{self, Pairs};
use crate::console_api::input::{flawed, misasked};
use crate::errors::Problem;
use crate::store::filter::{Dimension, Filter};
use crate::store::words::{Among, Cursor};

/// The longest text that is looked for, in characters.
const LONGEST: usize = 200;

/// Which answers a request wants.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The same as of the numbers.
    pub filter: Filter,
    /// Of this prompt alone.
    pub prompt: Option<String>,
    /// With these words.
    pub sought: String,
    /// With this tag.
    pub tag: Option<String>,
    /// With a star.
    pub starred: bool,
    /// With an address that the shopper left.
    pub contact: bool,
    /// Where to look.
    pub among: Among,
    /// After this one.
    pub before: Option<Cursor>,
}

impl Asked {
    /// Reads `prompt`, `q`, `tag`, `starred`, `contact`, `test` and `before` beside the filter.
    ///
    /// # Errors
    /// `invalid_input`.
    pub fn read(pairs: Pairs) -> Result<Asked, Problem> {
        let names = ["prompt", "q", "tag", "starred", "contact", "test", "before"];
        let (filter, mut beside) = filter::read(pairs, &names)?;
        let prompt = beside.remove("prompt");
        if prompt
            .as_ref()
            .is_some_and(|prompt| id(&Json::from(prompt)).is_err())
        {
            return Err(flawed("prompt", Fault::Id));
        }
        if prompt.is_none() && filter.chosen.contains_key(&Dimension::Version) {
            return Err(misasked("version", "needs a prompt beside it"));
        }
        let sought = beside.remove("q").unwrap_or_default();
        if sought.chars().count() > LONGEST {
            return Err(flawed("q", Fault::TooLong(200)));
        }
        let mut flag = |name: &str| match beside.remove(name).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(flawed(name, Fault::Truth)),
        };
        let (starred, contact, is_test) = (flag("starred")?, flag("contact")?, flag("test")?);
        let tag = beside.remove("tag");
        let before = beside.remove("before");
        let before = before.map(|text| cursor("before", &text)).transpose()?;
        let before = before.map(|(at, answer)| Cursor { at, answer });
        let among = match (&tag, starred) {
            _ if is_test => Among::Tests,
            (Some(_), _) => Among::Tagged,
            (None, true) => Among::Starred,
            (None, false) if contact => Among::Contacts,
            (None, false) => Among::Words,
        };
        Ok(Asked {
            filter,
            prompt,
            sought,
            tag,
            starred,
            contact,
            among,
            before,
        })
    }
}

/// The time and the answer's id in the parameter of this name, which has `next` of a page.
///
/// # Errors
/// `invalid_input` for anything else.
pub(in crate::console_api) fn cursor(name: &str, text: &str) -> Result<(i64, String), Problem> {
    let parts = text.split_once('.');
    let read = parts.and_then(|(at, answer)| {
        let is_id =
            answer.len() == 36 && answer.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        Some((at.parse().ok()?, is_id.then(|| answer.to_owned())?))
    });
    read.ok_or_else(|| misasked(name, "must be `next` of the page before"))
}
