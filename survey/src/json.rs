//! JSON as a value, and how the domain reads and writes it.
//!
//! This is not a parser: in the browser `JSON.parse` does that work for free, on
//! the server `serde_json` does it (feature `serde`). Both hand over a [`Json`],
//! and one hand-written decoder per type turns it into a validated value. That
//! keeps the card small and makes the browser and the server agree by
//! construction.

mod error;
#[cfg(feature = "serde")]
mod text_form;

use crate::fault::Fault;
pub use error::DecodeError;
pub(crate) use error::{check, require};

/// A JSON value. The order of an object's members is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number; integers are exact up to 2^53.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; of members with the same name the first counts.
    Object(Vec<(String, Json)>),
}

/// What decoding gives.
pub type Decoded<T> = Result<T, DecodeError>;

impl Json {
    /// An object of the members given; a [`Json::Null`] among them is left out.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
        Json::some_of(members.into())
    }

    /// One function for objects of every size: the card pays for each that there is.
    fn some_of(members: Vec<(&str, Json)>) -> Json {
        let there = |(_, value): &(&str, Json)| *value != Json::Null;
        let members = members.into_iter().filter(there);
        Json::Object(
            members
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// An array of the values given.
    pub fn array(values: impl IntoIterator<Item = Json>) -> Json {
        Json::Array(values.into_iter().collect())
    }

    /// The member of an object; `None` where it is absent, null, or this is no object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
                .filter(|value| **value != Json::Null),
            _ => None,
        }
    }

    /// A member that must be there.
    ///
    /// # Errors
    /// When it is absent or null, or `decode` refuses it.
    pub fn field<T>(&self, name: &str, decode: impl FnOnce(&Json) -> Decoded<T>) -> Decoded<T> {
        match self.get(name) {
            Some(value) => decode(value).map_err(|error| error.under(name)),
            None => Err(DecodeError::new(Fault::Missing).under(name)),
        }
    }

    /// A member that may be absent or null.
    ///
    /// # Errors
    /// When it is there and `decode` refuses it.
    pub fn optional<T>(
        &self,
        name: &str,
        decode: impl FnOnce(&Json) -> Decoded<T>,
    ) -> Decoded<Option<T>> {
        self.get(name)
            .map(|value| decode(value).map_err(|error| error.under(name)))
            .transpose()
    }

    /// A member that is a list, empty where it is absent.
    ///
    /// # Errors
    /// When it is no array, or `decode` refuses one of its values.
    pub fn list<T>(&self, name: &str, decode: impl Fn(&Json) -> Decoded<T>) -> Decoded<Vec<T>> {
        Ok(self
            .optional(name, |value| value.each(decode))?
            .unwrap_or_default())
    }

    /// Every value of an array, decoded.
    ///
    /// # Errors
    /// When this is no array, or `decode` refuses one of its values.
    pub fn each<T>(&self, decode: impl Fn(&Json) -> Decoded<T>) -> Decoded<Vec<T>> {
        let Json::Array(values) = self else {
            return Err(DecodeError::new(Fault::List));
        };
        let mut out = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            out.push(decode(value).map_err(|error| error.at(index))?);
        }
        Ok(out)
    }

    /// The only member of an object with exactly one, such as `{"time":20}`.
    ///
    /// # Errors
    /// When this is no object or has none or several members.
    pub fn only_member(&self) -> Decoded<(&str, &Json)> {
        match self {
            Json::Object(members) if members.len() == 1 => Ok((&members[0].0, &members[0].1)),
            _ => Err(DecodeError::new(Fault::OneMember)),
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// A finite number.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Json::Number(number) if number.is_finite() => Some(*number),
            _ => None,
        }
    }

    /// A whole number within ±2^53.
    pub fn as_integer(&self) -> Option<i64> {
        self.as_number()
            .filter(|n| n.trunc() == *n && n.abs() <= 9_007_199_254_740_992.0)
            .map(|whole| whole as i64)
    }

    /// A string.
    ///
    /// # Errors
    /// When this is none.
    pub fn str(&self) -> Decoded<&str> {
        self.as_str().ok_or_else(|| DecodeError::new(Fault::Text))
    }

    /// A string of its own.
    ///
    /// # Errors
    /// When this is none.
    pub fn string(&self) -> Decoded<String> {
        self.str().map(str::to_owned)
    }

    /// A text, a truth or a whole number as it is written; `None` for anything else.
    pub fn written(&self) -> Option<String> {
        match (self, self.as_integer()) {
            (Json::String(text), _) => Some(text.clone()),
            (Json::Bool(true), _) => Some("true".to_owned()),
            (Json::Bool(false), _) => Some("false".to_owned()),
            (_, Some(whole)) => {
                let sign = if whole < 0 { "-" } else { "" };
                Some([sign, &decimal(whole.unsigned_abs())].concat())
            }
            _ => None,
        }
    }

    /// A finite number.
    ///
    /// # Errors
    /// When this is none.
    pub fn number(&self) -> Decoded<f64> {
        self.as_number()
            .ok_or_else(|| DecodeError::new(Fault::Number))
    }

    /// A whole number within ±2^53.
    ///
    /// # Errors
    /// When this is none.
    pub fn integer(&self) -> Decoded<i64> {
        self.as_integer()
            .ok_or_else(|| DecodeError::new(Fault::Whole))
    }

    /// A whole number from 0 to `most`.
    ///
    /// # Errors
    /// When this is none.
    pub fn count(&self, most: u32) -> Decoded<u32> {
        let whole = self.integer()?;
        u32::try_from(whole)
            .ok()
            .filter(|count| *count <= most)
            .ok_or_else(|| DecodeError::new(Fault::Between(0, most)))
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// When this is neither.
    pub fn bool(&self) -> Decoded<bool> {
        match self {
            Json::Bool(value) => Ok(*value),
            _ => Err(DecodeError::new(Fault::Truth)),
        }
    }
}

/// A whole number in ASCII digits, without the formatting machinery.
pub fn decimal(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits.reverse();
    digits.into_iter().map(char::from).collect()
}

macro_rules! from {
    ($($source:ty => |$value:ident| $json:expr),* $(,)?) => {$(
        impl From<$source> for Json {
            fn from($value: $source) -> Json { $json }
        }
    )*};
}

from! {
    &str => |value| Json::String(value.to_owned()),
    &String => |value| Json::String(value.clone()),
    String => |value| Json::String(value),
    bool => |value| Json::Bool(value),
    f64 => |value| Json::Number(value),
    u8 => |value| Json::Number(f64::from(value)),
    u32 => |value| Json::Number(f64::from(value)),
    i64 => |value| Json::Number(value as f64),
    u64 => |value| Json::Number(value as f64),
    Vec<Json> => |value| Json::Array(value),
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::Null, Into::into)
    }
}
