//! How the console's requests are read: JSON of the expected shape, and what names, addresses
//! and passwords must be like. Nothing of what was sent is repeated in an error.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use serde::de::DeserializeOwned;
use survey::answer::is_email;
use survey::console::{Flaw, Somebody};
use survey::fault::Fault;
use survey::text::is_language;

use crate::errors::{Code, Problem};

/// Reads a body.
///
/// # Errors
/// `malformed_json`, and `invalid_input` where it has another shape.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_data() {
            return flawed("", Fault::Shape(line, column));
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
pub fn flawed(at: &str, fault: Fault) -> Problem {
    Problem::flawed(Code::InvalidInput, vec![Flaw::new(at, fault)])
}

/// A request that the console never makes by itself; whoever wrote it by hand is told in
/// English what is wrong with it.
pub fn misasked(at: &str, what: impl Into<String>) -> Problem {
    let flaw = Flaw {
        what: what.into(),
        ..Flaw::new(at, Fault::Request)
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
        false => Err(flawed("email", Fault::Email)),
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
        return Err(flawed("name", Fault::Length(1, 100)));
    }
    Ok(Somebody {
        name: name.to_owned(),
        email: self::email(email)?,
    })
}

/// Whether this can be the language of a person's console.
///
/// # Errors
/// `invalid_input` at `lang`.
pub fn check_language(lang: Option<&str>) -> Result<(), Problem> {
    match lang.is_none_or(is_language) {
        true => Ok(()),
        false => Err(flawed("lang", Fault::Language)),
    }
}

/// Whether this may be a new password.
///
/// # Errors
/// `invalid_input` at the member of this name.
pub fn check_password(at: &str, password: &str) -> Result<(), Problem> {
    match (10..=200).contains(&password.chars().count()) {
        true => Ok(()),
        false => Err(flawed(at, Fault::Length(10, 200))),
    }
}
