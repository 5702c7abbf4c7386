//! How e-mail is sent; without it links are handed over by people.

use super::{ListenConfig, Problems, Secret, secret};
use lettre::message::Mailbox;
use std::path::PathBuf;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "E-mail")]
pub struct MailArgs {
    /// A mail server that sends invitations, links to a new password, notices and digests:
    /// smtps://user:password@mail.example, or smtp://user:password@mail.example?tls=required
    /// for STARTTLS. Needs --public-url and --smtp-from
    #[arg(
        long,
        env = "TILLSIDE_SMTP",
        value_name = "URL",
        hide_env_values = true
    )]
    smtp: Option<String>,

    /// A file that holds the URL of --smtp; a password belongs there or into the
    /// environment, because everybody on the machine sees command lines
    #[arg(long, env = "TILLSIDE_SMTP_FILE", value_name = "FILE")]
    smtp_file: Option<PathBuf>,

    /// Whom mails come from, such as `Tillside <tillside@shop.example>`
    #[arg(long, env = "TILLSIDE_SMTP_FROM", value_name = "ADDRESS")]
    smtp_from: Option<String>,
}

/// How e-mail is sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// The mail server, with its password.
    pub url: Secret,
    /// Whom mails come from.
    pub from: Mailbox,
    /// What we are called there: the host of the public address.
    pub host: String,
}

impl MailArgs {
    pub(super) fn check(
        self,
        listen: &ListenConfig,
        problems: &mut Problems,
    ) -> Option<MailConfig> {
        let typed = !problems.origins.places.contains_key("smtp");
        let url = secret::url(problems, "smtp", self.smtp, typed, self.smtp_file)?;
        // The URL itself may hold a password and is not repeated.
        if let Some(problem) = problem(url.reveal()) {
            problems.note("--smtp", problem);
        }
        if listen.public_url.is_empty() {
            // Whoever asks for a link must not choose where it leads.
            problems.note("--smtp", "needs --public-url, where links in mails lead");
        }
        let host = listen
            .public_url
            .split_once("://")
            .map_or("", |(_, host)| host);
        let host = host.split(':').next().unwrap_or_default().to_owned();
        let from = self.smtp_from.unwrap_or_default();
        match from.parse() {
            Ok(from) => Some(MailConfig { url, from, host }),
            Err(_) => {
                let like = "must be like `Tillside <tillside@shop.example>`";
                problems.note("--smtp-from", format!("{from:?} {like}"));
                None
            }
        }
    }
}

/// What is wrong with the URL of a mail server.
fn problem(url: &str) -> Option<&'static str> {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let is_near = ["127.0.0.1", "[::1]", "localhost"].iter().any(|near| {
        host.strip_prefix(near)
            .is_some_and(|rest| !rest.starts_with('.'))
    });
    match scheme {
        "smtps" => None,
        "smtp" if host.ends_with("?tls=required") || is_near => None,
        "smtp" => Some(
            "would send links that let somebody in unencrypted; write smtps://, or add ?tls=required for STARTTLS",
        ),
        _ => Some("must be like smtps://user:password@mail.example"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_go_unencrypted_to_another_machine_is_refused() {
        for good in [
            "smtps://ann:hunter2@mail.example",
            "smtps://mail.example:465/",
            "smtp://ann:hunter2@mail.example:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://ann:hunter2@localhost",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in [
            "smtp://ann:hunter2@mail.example:587",
            "smtp://mail.example?tls=opportunistic",
            "smtp://127.0.0.1.mail.example",
            "smtp://localhost@mail.example",
            "http://mail.example",
            "mail.example",
        ] {
            let told = problem(bad).unwrap_or_default();
            assert!(
                told.contains("smtps://") && !told.contains("hunter2"),
                "{bad}"
            );
        }
    }
}
