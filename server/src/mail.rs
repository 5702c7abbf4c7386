//! E-mail to people who work in the console: invitations, links to a new password, notices and
//! digests. Addresses and links are never logged, nor what a mail server says, because it repeats them.

use crate::config::MailConfig;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::{Error, extension::ClientId};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// How long it may take to talk with a mail server.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a mail is tried, and the pause in between.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(20);

/// The code of what may have been sent.
pub const UNSURE: &str = "unsure";

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
    /// The same as HTML, where there is more to it than text.
    pub html: Option<String>,
    /// Whether it comes by itself, and not because somebody just wanted it to.
    pub is_automatic: bool,
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
            false => Err(Unsent::NoMailServer),
        }
    }

    /// Sends a mail, and says in the log and to whoever asks whether the mail server took it.
    pub async fn send(&self, mail: Mail) -> bool {
        let sent = self.deliver(&mail).await;
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

    /// Sends a mail that nobody shall get twice: where it is not known whether the mail server
    /// took it, that is [`Unsent::Unsure`].
    ///
    /// # Errors
    /// Why the mail server did not take it, or did not say so.
    pub async fn deliver_once(&self, mail: &Mail) -> Result<(), Unsent> {
        // What is in the way before a mail is sent is known by this.
        self.inspect().await?;
        match self.deliver(mail).await {
            Err(Unsent::Silent | Unsent::Unreachable) => Err(Unsent::Unsure),
            sent => sent,
        }
    }

    /// Sends a mail once.
    ///
    /// # Errors
    /// Why the mail server did not take it.
    pub async fn deliver(&self, mail: &Mail) -> Result<(), Unsent> {
        let wrong = || Unsent::Address;
        let to = mail.to.parse().map_err(|_| wrong())?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.as_str());
        // What comes by itself wants no reply of a machine.
        let message = match mail.is_automatic {
            true => message.header(Automatic),
            false => message,
        };
        let message = match &mail.html {
            None => message
                .header(ContentType::TEXT_PLAIN)
                .body(mail.text.clone()),
            Some(html) => message.multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                html.clone(),
            )),
        };
        let message = message.map_err(|_| wrong())?;
        in_time(self.transport.send(message)).await.map(drop)
    }
}

/// What comes of talking with a mail server, which may fall silent at any time.
async fn in_time<T>(talk: impl Future<Output = Result<T, Error>>) -> Result<T, Unsent> {
    match tokio::time::timeout(PATIENCE, talk).await {
        Ok(done) => done.map_err(|error| Unsent::of(&error)),
        Err(_) => Err(Unsent::Silent),
    }
}

/// `Auto-Submitted: auto-generated` of RFC 3834.
#[derive(Clone)]
struct Automatic;

impl Header for Automatic {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Why a mail was not sent, without anything that is anybody's.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// The address is none.
    #[error("the address cannot be written to")]
    Address,
    /// Something else answers.
    #[error("it does not answer as a mail server")]
    NoMailServer,
    /// With the code of the refusal.
    #[error("the mail server refuses, with code {0}")]
    Refused(String),
    /// No answer in time.
    #[error("the mail server does not answer in time")]
    Silent,
    /// No encryption.
    #[error("no encryption that the mail server and we trust")]
    Untrusted,
    /// No connection.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// It was there, and fell silent or went away meanwhile.
    #[error("the mail server did not say whether it took the mail")]
    Unsure,
}

impl Unsent {
    fn of(error: &Error) -> Self {
        match error.status() {
            Some(code) => Self::Refused(code.to_string()),
            None if error.is_timeout() => Self::Silent,
            None if error.is_tls() => Self::Untrusted,
            None => Self::Unreachable,
        }
    }

    /// What the console is told.
    pub fn code(&self) -> String {
        match self {
            Self::Address => "address".to_owned(),
            Self::Refused(code) => format!("refused {code}"),
            Self::Silent => "silent".to_owned(),
            Self::Unsure => UNSURE.to_owned(),
            Self::Untrusted => "untrusted".to_owned(),
            Self::NoMailServer | Self::Unreachable => "unreachable".to_owned(),
        }
    }
}
