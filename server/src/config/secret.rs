//! Values that must not be printed, and the token secret, which comes from the environment only, because command lines are visible to others.

use super::Problems;
use std::fmt;

/// Environment variable with the secrets that sign book tokens.
const TOKEN_SECRET: &str = "TILLSIDE_TOKEN_SECRET";

/// A text that shows nothing of itself when printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself; keep it out of logs and errors.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// `TILLSIDE_TOKEN_SECRET`: what signs book tokens, at least 16 bytes. Several
/// collectors behind one address need the same. To replace it, put the new one
/// before the old one with a comma between, and drop the old one after 8 days.
/// Without it a secret is generated into the data directory.
pub(super) fn token_secret(problems: &mut Problems) -> Option<Secret> {
    let text = std::env::var(TOKEN_SECRET)
        .ok()
        .filter(|text| !text.is_empty())?;
    if text.split(',').any(|secret| secret.trim().len() < 16) {
        problems.note(
            TOKEN_SECRET,
            "each secret needs at least 16 bytes; make one with `openssl rand -hex 32`",
        );
    }
    Some(Secret(text))
}
