//! `tillside check`: looks at everything that a server needs, without serving and without changing anything, and says all that is wrong at once.

use crate::acme::{Acme, Validity};
use crate::collector::assets::Assets;
use crate::config::{AcmeConfig, Config, MailConfig, QueuePlace, ServeArgs, TlsConfig, TlsFiles};
use crate::mail::Mailer;
use crate::queue::QueueError;
use crate::queue::redis::RedisQueue;
use crate::startup::tls::Certificate;
use crate::store::{StorePlace, inspect, now_ms};
use crate::token::{TokenKeys, files};
use std::fmt;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::time::SystemTime;

/// The options of a certificate that an authority gives.
const ACME: [&str; 4] = [
    "--acme-domain",
    "--acme-contact",
    "--acme-directory",
    "--data",
];

/// What was found, part by part.
#[derive(Debug, Default)]
pub struct Report(Vec<(&'static str, Finding)>);

#[derive(Debug)]
enum Finding {
    /// It can be used as it is.
    Fine(String),
    /// It can be used, and there is something to know.
    Note(String),
    /// A server would not start, or would lack something.
    Wrong(String),
}

use Finding::{Fine, Note, Wrong};

impl Report {
    /// Whether a server would start.
    pub fn is_fine(&self) -> bool {
        !self.0.iter().any(|(_, found)| matches!(found, Wrong(_)))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, found) in &self.0 {
            let (word, text) = match found {
                Fine(text) => ("ok", text),
                Note(text) => ("note", text),
                Wrong(text) => ("WRONG", text),
            };
            writeln!(f, "{word:<6}{part:<15}{text}")?;
        }
        Ok(())
    }
}

/// Looks at everything. A part whose option is wrong already is passed over.
pub async fn check(args: ServeArgs) -> Report {
    let (config, problems) = args.look();
    let mut report = Report::default();
    let mut found = |part, finding| report.0.push((part, finding));
    for problem in problems.iter() {
        found("configuration", Wrong(problem.to_owned()));
    }
    if problems.iter().next().is_none() {
        found("configuration", Fine("every option can be used".into()));
    }
    let can_be_used = |options: &[&str]| !problems.concern(options);
    if can_be_used(&["--listen"]) {
        found("listen", listen(&config));
    }
    match &config.tls {
        Some(TlsConfig::Files(files)) if can_be_used(&["--tls-cert", "--tls-key"]) => {
            found("tls", tls(files));
        }
        Some(TlsConfig::Acme(asked)) if can_be_used(&ACME) => {
            found("acme", acme(asked, &config.files.data));
        }
        _ => {}
    }
    if can_be_used(&["--data"]) {
        found("data", directory(&config.files.data));
        found("secret", secret(&config));
    }
    if can_be_used(&["--data", "--store", "--store-file"]) {
        found("store", store(&config.files.store));
    }
    if can_be_used(&["--redis", "--redis-file", "--redis-replicas"]) {
        found("queue", queue(&config).await);
    }
    if let Some(mail) = &config.mail
        && can_be_used(&["--smtp", "--smtp-file", "--smtp-from"])
    {
        found("e-mail", self::mail(mail).await);
    }
    if can_be_used(&["--assets"]) {
        found("assets", assets(&config));
    }
    report
}

fn listen(config: &Config) -> Finding {
    let address = config.listen.address;
    match TcpListener::bind(address) {
        Ok(_) => Fine(format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Note(format!(
            "{address} is in use, which is right if it is this server that runs there"
        )),
        Err(error) => Wrong(format!("{address} cannot be listened on: {error}")),
    }
}

fn acme(asked: &AcmeConfig, data: &Path) -> Finding {
    let domains = asked.domains.join(" ");
    match Validity::of(&Acme::file(asked, data)) {
        Err(_) => Note(format!(
            "there is no certificate for {domains} yet; the next start gets it from {}, which has to reach this server at port 443 of each",
            asked.directory
        )),
        Ok(validity) => match validity.rest(SystemTime::now()).as_secs() / 86_400 {
            0 => Note(format!(
                "the certificate for {domains} is over or ends today"
            )),
            days => Fine(format!(
                "the certificate for {domains} is good for {days} days"
            )),
        },
    }
}

fn tls(files: &TlsFiles) -> Finding {
    match Certificate::load(files) {
        Ok(_) => Fine("certificate and key belong together".into()),
        Err(error) => Wrong(format!("{error:#}")),
    }
}

/// Whether files can be made in the directory, or the directory itself.
fn directory(data: &Path) -> Finding {
    let name = data.display();
    let there = data.ancestors().find(|dir| dir.exists());
    let there = there.unwrap_or(Path::new("."));
    let probe = there.join(format!(".tillside-check-{}", std::process::id()));
    let made = std::fs::write(&probe, "").and_then(|()| std::fs::remove_file(&probe));
    match made {
        Err(error) => Wrong(format!(
            "nothing can be written to {}: {error}; give it to the user that the server runs as",
            there.display()
        )),
        Ok(()) if there == data => Fine(format!("{name} can be written")),
        Ok(()) => Note(format!("{name} is not there yet and will be made")),
    }
}

fn store(place: &StorePlace) -> Finding {
    match inspect::inspect(place) {
        Err(error) => Wrong(error.to_string()),
        Ok(None) => Note("there is none yet; the first start or import makes it".into()),
        Ok(Some(inspect::Found { shops: 0, .. })) => {
            Note("it is whole and has no shop; run `tillside import FILE`".into())
        }
        Ok(Some(found)) if found.version < found.known => Note(format!(
            "it is whole, of version {}, and the next start brings it to {}; make a backup before",
            found.version, found.known
        )),
        Ok(Some(found)) => Fine(format!("it is whole; shops: {}", found.shops)),
    }
}

fn secret(config: &Config) -> Finding {
    if config.token_secret.is_some() {
        return Fine("it is given; the data directory's is not used".into());
    }
    let found = files::list(&config.files.data, now_ms()).unwrap_or_default();
    if found.is_empty() {
        return Note("there is none yet; the first start makes it".into());
    }
    match files::read(&found) {
        Ok(keys) => Fine(format!("keys: {}, the first one signs", ids(&keys))),
        Err(error) => Wrong(format!("token.key: {error:#}")),
    }
}

fn ids(keys: &TokenKeys) -> String {
    keys.ids().join(", ")
}

async fn queue(config: &Config) -> Finding {
    match &config.queue {
        QueuePlace::Embedded { .. } => Fine("files in the data directory".into()),
        QueuePlace::Redis {
            url,
            replicas,
            spool_max_bytes,
        } => {
            match RedisQueue::inspect(url.reveal(), *replicas).await {
                Ok(()) => Fine("Redis answers and keeps what it is told".into()),
                // The server starts all the same.
                Err(error @ QueueError::Unavailable(_)) if *spool_max_bytes > 0 => Note(format!(
                    "{error}; until it is there events wait in the spool and none is drained"
                )),
                Err(error) => Wrong(format!("--redis: {error}")),
            }
        }
    }
}

async fn mail(mail: &MailConfig) -> Finding {
    let connected = match Mailer::new(mail) {
        Ok(mailer) => mailer.inspect().await,
        Err(unsent) => Err(unsent),
    };
    match connected {
        Ok(()) => Fine("the mail server lets us in".into()),
        Err(unsent) => Wrong(format!("--smtp: {unsent}")),
    }
}

fn assets(config: &Config) -> Finding {
    let Some(dir) = &config.files.assets else {
        return Note("none are given (--assets), so only the API is served".into());
    };
    match Assets::load(dir, &config.listen.public_url) {
        Ok(_) => Fine(format!("{} is complete", dir.display())),
        Err(error) => Wrong(format!("{error:#}")),
    }
}
