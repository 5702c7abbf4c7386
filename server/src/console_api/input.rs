//! How the console's requests are read: JSON of the expected shape, and what names, addresses
//! and passwords must be like. Nothing of what was sent is repeated in an error.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use serde::de::DeserializeOwned;
use survey::answer::is_email;
use survey::console::{Flaw, Somebody};

use crate::errors::{Code, Problem};

/// Reads a body.
///
/// # Errors
/// `malformed_json`, and `invalid_input` where it has another shape.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_data() {
            let what = format!("does not have the expected shape, at line {line} column {column}");
            return flawed("", &what);
        }
        let detail = format!("The body is no JSON, at line {line} column {column}.");
        Problem::new(Code::MalformedJson, detail)
    })
}

/// An answer that no cache keeps.
pub fn answer(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// A member that cannot be taken as it is.
pub fn flawed(at: &str, what: &str) -> Problem {
    let flaw = Flaw {
        at: at.to_owned(),
        what: what.to_owned(),
    };
    Problem::flawed(Code::InvalidInput, vec![flaw])
}

/// An address, in lower case, as it is kept and compared.
///
/// # Errors
/// `invalid_input` at `email`.
pub fn email(text: &str) -> Result<String, Problem> {
    let email = text.trim().to_lowercase();
    match is_email(&email) {
        true => Ok(email),
        false => Err(flawed("email", "must be an e-mail address")),
    }
}

/// A person's name and address.
///
/// # Errors
/// `invalid_input` at `name` or `email`.
pub fn somebody(name: &str, email: &str) -> Result<Somebody, Problem> {
    let name = name.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !fits {
        return Err(flawed("name", "must have 1 to 100 characters"));
    }
    Ok(Somebody {
        name: name.to_owned(),
        email: self::email(email)?,
    })
}

/// Whether this may be a new password.
///
/// # Errors
/// `invalid_input` at the member of this name.
pub fn check_password(at: &str, password: &str) -> Result<(), Problem> {
    match (10..=200).contains(&password.chars().count()) {
        true => Ok(()),
        false => Err(flawed(at, "must have 10 to 200 characters")),
    }
}
