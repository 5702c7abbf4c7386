//! E-mail to people who work in the console: invitations and links to a new password. Addresses
//! and links are never logged, nor what a mail server says, because it repeats them.

use crate::config::MailConfig;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::{Error, extension::ClientId};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// How long it may take to talk with a mail server.
const PATIENCE: Duration = Duration::from_secs(10);
const SILENT: &str = "the mail server does not answer in time";
/// How often a mail is tried, and the pause in between.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(20);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// A mail to one person.
#[derive(Clone)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// A way to send mails.
#[derive(Clone)]
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// A way over the server of the configuration; connects to nobody yet.
    ///
    /// # Errors
    /// Where the URL is none of a mail server. It may hold a password, so it is not repeated.
    pub fn new(config: &MailConfig) -> Result<Self, Unsent> {
        let builder =
            Transport::from_url(config.url.reveal()).map_err(|error| Unsent::of(&error))?;
        let transport = builder
            .hello_name(ClientId::Domain(config.host.clone()))
            .build();
        let from = config.from.clone();
        Ok(Self { transport, from })
    }

    /// Whether the mail server lets us in.
    ///
    /// # Errors
    /// What was in the way.
    pub async fn inspect(&self) -> Result<(), Unsent> {
        match in_time(self.transport.test_connection()).await? {
            true => Ok(()),
            false => Err(Unsent("it does not answer as a mail server".to_owned())),
        }
    }

    /// Sends a mail, and says whether the mail server took it.
    pub async fn send(&self, mail: Mail) -> bool {
        let sent = self.try_to_send(&mail).await;
        if let Err(problem) = &sent {
            tracing::error!(%problem, "a mail could not be sent");
        }
        sent.is_ok()
    }

    /// Sends a mail some time soon, however often the mail server is away meanwhile.
    pub async fn send_at_leisure(&self, mail: Mail) {
        for tried in 1..=TRIES {
            if self.send(mail.clone()).await || tried == TRIES {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn try_to_send(&self, mail: &Mail) -> Result<(), Unsent> {
        let wrong = || Unsent("the address cannot be written to".to_owned());
        let to = mail.to.parse().map_err(|_| wrong())?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.as_str())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|_| wrong())?;
        in_time(self.transport.send(message)).await.map(drop)
    }
}

/// What comes of talking with a mail server, which may fall silent at any time.
async fn in_time<T>(talk: impl Future<Output = Result<T, Error>>) -> Result<T, Unsent> {
    match tokio::time::timeout(PATIENCE, talk).await {
        Ok(done) => done.map_err(|error| Unsent::of(&error)),
        Err(_) => Err(Unsent(SILENT.to_owned())),
    }
}

/// Why a mail was not sent, without anything that is anybody's.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unsent(String);

impl Unsent {
    fn of(error: &Error) -> Self {
        Self(match error.status() {
            Some(code) => format!("the mail server refuses, with code {code}"),
            None if error.is_timeout() => SILENT.to_owned(),
            None if error.is_tls() => "no encryption that the mail server and we trust".to_owned(),
            None => "the mail server cannot be reached".to_owned(),
        })
    }
}
