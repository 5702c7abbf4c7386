//! `If-Match`: whether a draft is still the one that a change was based on. Cases are asked for the
//! same way.

use actix_web::HttpRequest;
use actix_web::http::header;
use survey::authoring::VersionNote;

use crate::errors::{Code, Edit, Problem};
use crate::store::drafts::StoredDraft;

/// On what a change is based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// On there being no draft.
    None,
    /// On the draft of this revision.
    Revision(i64),
    /// On whatever there is.
    Any,
}

impl Expected {
    /// What the request says: `If-Match: "7"` or `If-Match: *`; without it there was no draft.
    ///
    /// # Errors
    /// `invalid_request` for anything else.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(value) = request.headers().get(header::IF_MATCH) else {
            return Ok(Expected::None);
        };
        let value = value.to_str().unwrap_or_default().trim();
        if value == "*" {
            return Ok(Expected::Any);
        }
        let revision = value.trim_matches('"').parse();
        revision.map(Expected::Revision).map_err(|_| {
            Problem::new(
                Code::InvalidRequest,
                "If-Match: must be the revision that this rests on, such as \"7\", or *.",
            )
        })
    }

    /// Whether that is so.
    ///
    /// # Errors
    /// `edited_meanwhile` with who changed it and when: the draft, or its being published.
    pub fn check(
        self,
        draft: Option<&StoredDraft>,
        newest: Option<&VersionNote>,
    ) -> Result<(), Problem> {
        match (self, draft) {
            (Expected::Any, _) | (Expected::None, None) => Ok(()),
            (Expected::Revision(revision), Some(draft)) if draft.revision == revision => Ok(()),
            (_, Some(draft)) => Err(Problem::edited_meanwhile(
                Edit {
                    by: draft.by.clone(),
                    at: draft.at,
                },
                "Somebody saved another draft of this prompt; read it again.",
            )),
            (Expected::Revision(_), None) => {
                let edit = newest.map(|note| Edit {
                    by: note.by.clone(),
                    at: note.at,
                });
                let gone = "The draft is gone: it was published or thrown away; read it again.";
                Err(match edit {
                    Some(edit) => Problem::edited_meanwhile(edit, gone),
                    None => Problem::new(Code::EditedMeanwhile, gone),
                })
            }
        }
    }
}

/// A revision as an `ETag`.
pub fn etag(revision: i64) -> (header::HeaderName, String) {
    (header::ETAG, format!("\"{revision}\""))
}
