//! JSON text in columns, to and from the domain's types. Not a general JSON module.

use survey::json::{Decoded, Json};

use super::StoreError;

/// JSON text for a column. The order of members is kept, so equal values give equal text.
///
/// # Errors
/// Never in practice: a [`Json`] can always be written.
pub fn write(json: &Json) -> Result<String, StoreError> {
    serde_json::to_string(json).map_err(|error| StoreError::unreadable("a JSON value", error))
}

/// Reads a column back through a decoder; `what` names the row for the operator.
///
/// # Errors
/// When the text is no JSON or the decoder refuses it.
pub fn read<T>(
    text: &str,
    what: &str,
    decode: impl FnOnce(&Json) -> Decoded<T>,
) -> Result<T, StoreError> {
    let json: Json =
        serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))?;
    decode(&json).map_err(|error| StoreError::unreadable(what, error))
}
