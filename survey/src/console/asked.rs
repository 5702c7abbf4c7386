//! What the console sends. The server checks all of it again.

use super::Role;
use super::notices::Every;
use serde::{Deserialize, Serialize};

/// `POST sign-in`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// The address; upper and lower case are the same.
    pub email: String,
    /// The password.
    pub password: String,
}

/// `POST setup`: the first person.
#[derive(Clone, Serialize, Deserialize)]
pub struct Setup {
    /// For people, 1 to 100 characters.
    pub name: String,
    /// The address.
    pub email: String,
    /// 10 to 200 characters.
    pub password: String,
    /// In which language the console is; mails are in it too.
    #[serde(default)]
    pub lang: Option<String>,
}

/// `PUT me`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Profile {
    /// For people, 1 to 100 characters.
    pub name: String,
    /// The address.
    pub email: String,
    /// The present password; needed where the address is another one.
    #[serde(default)]
    pub password: Option<String>,
    /// In which language the console shall be; absent leaves it to the browser.
    #[serde(default)]
    pub lang: Option<String>,
}

/// `PUT me/password`.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPassword {
    /// The present one.
    pub old: String,
    /// 10 to 200 characters.
    pub new: String,
}

/// `POST resets`.
#[derive(Clone, Serialize, Deserialize)]
pub struct ResetWanted {
    /// The address.
    pub email: String,
}

/// `POST reset`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Reset {
    /// From the link.
    pub code: String,
    /// 10 to 200 characters.
    pub password: String,
}

/// `PUT shops/{key}/people/{id}`.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct NewRole {
    /// From now on.
    pub role: Role,
}

/// `POST shops/{key}/invitations`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Invite {
    /// Who is invited.
    pub email: String,
    /// What for.
    pub role: Role,
}

/// `POST invitations/{code}`: both for somebody new, neither for a person who is signed in.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Accept {
    /// For people, 1 to 100 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// 10 to 200 characters.
    #[serde(default)]
    pub password: Option<String>,
    /// Of somebody new, in which language the console is; mails are in it too.
    #[serde(default)]
    pub lang: Option<String>,
}

/// `PUT shops/{key}/digest`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WantedDigest {
    /// How often it shall come; `None` for never.
    pub every: Option<Every>,
    /// The language in which whoever asks wants to be written to; `None` changes nothing.
    #[serde(default)]
    pub lang: Option<String>,
}
