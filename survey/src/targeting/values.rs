//! What rules compare with: a range of numbers, a name with its value, a list of texts.

use crate::fault::Fault;
use crate::json::{Decoded, Json, require};
use crate::prompt::strings;

/// A range of whole numbers, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

/// A name and the value that it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The value.
    pub is: String,
}

impl Range {
    pub(super) fn holds(&self, number: u32) -> bool {
        within(number, self.min, self.max)
    }

    pub(super) fn decode(json: &Json) -> Decoded<Range> {
        let end = |name| json.optional(name, |n| n.count(u32::MAX));
        Ok(Range {
            min: end("min")?,
            max: end("max")?,
        })
    }

    pub(super) fn encode(self) -> Json {
        Json::object([("min", self.min.into()), ("max", self.max.into())])
    }
}

impl Named {
    pub(super) fn is_in(&self, pairs: &[(String, String)]) -> bool {
        pairs
            .iter()
            .any(|(name, value)| *name == self.name && *value == self.is)
    }

    /// The value that this name has.
    pub(super) fn value<'a>(&self, pairs: &'a [(String, String)]) -> Option<&'a String> {
        let named = pairs.iter().find(|(name, _)| *name == self.name);
        named.map(|(_, value)| value)
    }

    pub(super) fn decode(json: &Json) -> Decoded<Named> {
        Ok(Named {
            name: json.field("name", Json::string)?,
            is: json.field("is", Json::string)?,
        })
    }

    pub(super) fn encode(&self) -> Json {
        Json::object([("name", (&self.name).into()), ("is", (&self.is).into())])
    }
}

/// Texts of which one must be met, whatever the case of its ASCII letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOf(pub Vec<String>);

impl OneOf {
    pub(super) fn has(&self, text: &str) -> bool {
        self.0.iter().any(|one| one.eq_ignore_ascii_case(text))
    }

    pub(super) fn decode(json: &Json) -> Decoded<OneOf> {
        let list = json.each(Json::string)?;
        require(!list.is_empty(), Fault::Empty)?;
        Ok(OneOf(list))
    }

    pub(super) fn encode(&self) -> Json {
        strings(&self.0)
    }
}

/// Whether a value is neither below nor above.
pub(crate) fn within<T: PartialOrd>(value: T, min: Option<T>, max: Option<T>) -> bool {
    min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
}
