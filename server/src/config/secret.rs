//! Values that must not be printed, and where they come from: the environment or a file, because command lines are visible to others.

use super::{Problems, file};
use std::fmt;
use std::path::PathBuf;

/// Environment variable with the secrets that sign book tokens.
const TOKEN_SECRET: &str = "TILLSIDE_TOKEN_SECRET";
/// Environment variable with the file that holds them.
const TOKEN_SECRET_FILE: &str = "TILLSIDE_TOKEN_SECRET_FILE";

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
/// Without it, and without `token-secret` in the configuration file, a secret is generated
/// into the data directory. `TILLSIDE_TOKEN_SECRET_FILE` names a file that holds it instead,
/// such as a secret of a container.
pub(super) fn token_secret(problems: &mut Problems) -> Option<Secret> {
    let told = |name| std::env::var(name).ok();
    let by_environment = one_of(
        problems,
        (TOKEN_SECRET, told(TOKEN_SECRET)),
        (
            TOKEN_SECRET_FILE,
            told(TOKEN_SECRET_FILE).map(PathBuf::from),
        ),
    );
    let (option, secret) = match by_environment {
        Some(secret) => (TOKEN_SECRET, secret),
        None => (file::TOKEN_SECRET, problems.origins.token_secret.take()?),
    };
    if secret.0.split(',').any(|secret| secret.trim().len() < 16) {
        problems.note(
            option,
            "each secret needs at least 16 bytes; make one with `openssl rand -hex 32`",
        );
    }
    Some(secret)
}

/// The URL of `--{name}`, or of the file that `--{name}-file` names. One that was typed on the
/// command line must hold no password.
pub(super) fn url(
    problems: &mut Problems,
    name: &str,
    told: Option<String>,
    typed: bool,
    file: Option<PathBuf>,
) -> Option<Secret> {
    let (option, file_option) = (format!("--{name}"), format!("--{name}-file"));
    if typed && told.as_deref().is_some_and(has_password) {
        let variable = ["TILLSIDE", &name.to_uppercase()].join("_");
        let problem = format!(
            "everybody on the machine sees a password on the command line; give the URL by {variable} or {file_option}"
        );
        problems.note(&option, problem);
    }
    one_of(problems, (&option, told), (&file_option, file))
}

/// A secret that is told, or stands in a file that is; what is empty is not told.
fn one_of(
    problems: &mut Problems,
    (name, told): (&str, Option<String>),
    (file_name, file): (&str, Option<PathBuf>),
) -> Option<Secret> {
    let told = told.filter(|text| !text.is_empty());
    let file = file.filter(|path| !path.as_os_str().is_empty());
    match (told, file) {
        (Some(_), Some(_)) => {
            problems.note(file_name, format!("give either this or {name}, not both"));
            None
        }
        (told, None) => told.map(Secret),
        (None, Some(path)) => match std::fs::read_to_string(&path) {
            Ok(text) if !text.trim().is_empty() => Some(Secret(text.trim().to_owned())),
            Ok(_) => {
                problems.note(file_name, format!("{} is empty", path.display()));
                None
            }
            Err(error) => {
                let file = path.display();
                problems.note(file_name, format!("{file} cannot be read: {error}"));
                None
            }
        },
    }
}

/// Whether a URL holds a password.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    let of_user = user.and_then(|user| user.split_once(':'));
    // Such as a password that sentinels ask for.
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let named = query.split('&').filter_map(|said| said.split_once('='));
    let named = named.filter(|(name, _)| name.ends_with("password"));
    let mut passwords = named.chain(of_user).map(|(_, password)| password);
    passwords.any(|password| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_may_stand_in_a_file() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("secret");
        let read = |told: Option<&str>, file: Option<&PathBuf>| {
            let mut problems = Problems::default();
            let told = ("SECRET", told.map(str::to_owned));
            let secret = one_of(&mut problems, told, ("SECRET_FILE", file.cloned()));
            (secret.map(|secret| secret.0), problems.found.join("\n"))
        };
        assert!(read(None, Some(&file)).1.contains("cannot be read"));
        std::fs::write(&file, "\n")?;
        assert!(read(None, Some(&file)).1.contains("is empty"));
        std::fs::write(&file, "from a file\n")?;
        let told = |text: &str| (Some(text.to_owned()), String::new());
        assert_eq!(read(None, Some(&file)), told("from a file"));
        assert_eq!(read(Some(""), Some(&file)), told("from a file"));
        assert_eq!(read(Some("told"), None), told("told"));
        assert_eq!(read(Some(""), None), (None, String::new()));
        let (secret, problem) = read(Some("told"), Some(&file));
        assert!(secret.is_none() && problem.contains("not both"));
        assert!(!problem.contains("told") && !problem.contains("from a file"));
        Ok(())
    }

    #[test]
    fn a_password_in_a_url_is_seen() {
        for url in [
            "redis://:pw@h/",
            "rediss://user:pw@h:1/0?x",
            "redis://u:a@b@h",
        ] {
            assert!(has_password(url), "{url}");
        }
        for url in [
            "redis://h/",
            "redis://user@h/",
            "redis://:@h/",
            "redis://h:1/a:b@c",
        ] {
            assert!(!has_password(url), "{url}");
        }
    }
}
