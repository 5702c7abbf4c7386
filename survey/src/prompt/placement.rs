//! Where on the page a prompt appears.

use crate::json::{Decoded, Json};

/// Where on the page a prompt appears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// A corner card on a desktop, a bottom sheet on a phone.
    Card,
    /// In the page, inside the first element that matches this selector.
    Inline(String),
}

impl Placement {
    pub(super) fn decode(json: &Json) -> Decoded<Placement> {
        if json.as_str() == Some("card") {
            return Ok(Placement::Card);
        }
        json.field("inline", Json::string).map(Placement::Inline)
    }

    pub(super) fn encode(&self) -> Json {
        match self {
            Placement::Card => "card".into(),
            Placement::Inline(selector) => Json::object([("inline", selector.into())]),
        }
    }
}
