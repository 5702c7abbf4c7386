//! The store in PostgreSQL: how its connections are opened and what they are set to. Which
//! statements are run is not decided here.

mod many;
mod session;
mod tls;

use std::str::FromStr as _;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, Socket};

pub use session::Session;

use super::StoreError;
use crate::config::Secret;

/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// How long the other side may be silent to a question of the network before it counts as
/// gone. Without this, a machine that lost its power would hold its locks for hours.
const SILENT: Duration = Duration::from_secs(30);

/// What every connection is set to, beside what the server is. The settings of the network
/// are those of the server's side.
const SETTINGS: &str = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 4; SET client_min_messages = warning";

/// What a database must be like for its store to keep what it is told.
const FACTS: &str =
    "SELECT current_setting('server_encoding'), current_setting('synchronous_commit'),
            current_setting('fsync')";

/// A database, and the thread on which its connections live.
#[derive(Debug)]
pub struct Database {
    config: Box<Config>,
    network: Handle,
    /// Dropped with this, which ends the thread and closes what is still open.
    _end: oneshot::Sender<()>,
}

impl Database {
    /// Reads a URL; opens nothing.
    ///
    /// # Errors
    /// If it is no URL of a PostgreSQL database, or asks for what is not there.
    pub fn new(url: &Secret) -> Result<Self, StoreError> {
        let config = read(url)?;
        let failed = |error: std::io::Error| StoreError::Connect {
            to: name(&config),
            problem: error.to_string(),
        };
        let network = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let handle = network.handle().clone();
        let (end, ended) = oneshot::channel::<()>();
        std::thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || network.block_on(ended))
            .map_err(failed)?;
        Ok(Self {
            config: Box::new(config),
            network: handle,
            _end: end,
        })
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// If nobody answers, nobody is let in, or the database could lose what it is told.
    pub fn connect(&self) -> Result<Session, StoreError> {
        let (connected, result) = mpsc::channel();
        let config = self.config.clone();
        if config.get_ssl_mode() == SslMode::Disable {
            self.network.spawn(live(config, NoTls, connected));
        } else {
            self.network
                .spawn(live(config, tls::connector()?, connected));
        }
        let client = result.recv().map_err(|_| StoreError::CutOff)?;
        let client = client.map_err(|error| self.refused(&StoreError::from(error)))?;
        let session = Session::new(client);
        session.batch(SETTINGS)?;
        self.look(&session)?;
        Ok(session)
    }

    fn look(&self, session: &Session) -> Result<(), StoreError> {
        let mut facts = session.query(FACTS, &[])?;
        let Some(mut facts) = facts.pop() else {
            return Err(StoreError::CutOff);
        };
        let encoding: String = facts.get(0)?;
        if encoding != "UTF8" {
            return Err(self.refused(&format!(
                "the database has the encoding {encoding}; make one with ENCODING 'UTF8'"
            )));
        }
        // A committed change survives the loss of power, not only of the process.
        if facts.get::<String>(1)? == "off" {
            session.batch("SET synchronous_commit = on")?;
        }
        if facts.get::<String>(2)? == "off" {
            tracing::warn!(
                "PostgreSQL runs with fsync = off: what it is told is lost with the power"
            );
        }
        Ok(())
    }

    fn refused(&self, problem: &impl ToString) -> StoreError {
        StoreError::Connect {
            to: name(&self.config),
            problem: problem.to_string(),
        }
    }
}

/// Opens a connection, hands out its client, and lives until it ends.
async fn live<T>(
    config: Box<Config>,
    tls: T,
    connected: mpsc::Sender<Result<Client, tokio_postgres::Error>>,
) where
    T: MakeTlsConnect<Socket>,
{
    // Whoever asked waits for what is sent.
    match config.connect(tls).await {
        Ok((client, connection)) => {
            let _waiting = connected.send(Ok(client));
            // Its end is seen by the client.
            let _ended = connection.await;
        }
        Err(error) => drop(connected.send(Err(error))),
    }
}

/// Whether this is the URL of a PostgreSQL database. The error never repeats it.
///
/// # Errors
/// With what is wrong.
pub fn check(url: &Secret) -> Result<(), StoreError> {
    read(url).map(drop)
}

fn read(url: &Secret) -> Result<Config, StoreError> {
    let is_url = ["postgres://", "postgresql://"]
        .iter()
        .any(|start| url.reveal().starts_with(start));
    let mut config = Config::from_str(url.reveal())
        .ok()
        .filter(|_| is_url)
        .ok_or(StoreError::Url)?;
    // What is not asked to be encrypted is not: half of it would only look safe.
    if config.get_ssl_mode() == SslMode::Prefer {
        config.ssl_mode(SslMode::Disable);
    }
    config.application_name("tillside");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    config.keepalives_idle(SILENT).tcp_user_timeout(SILENT);
    Ok(config)
}

/// Where the database is, without anything that is secret.
fn name(config: &Config) -> String {
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(host) => host.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    hosts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_and_never_repeated() {
        let check = |url: &str| check(&Secret::new(url));
        assert!(check("postgres://ann:hunter2@db.example:5433/tillside").is_ok());
        assert!(check("postgresql:///tillside?host=/run/postgresql").is_ok());
        for wrong in [
            "redis://ann:hunter2@db.example",
            "postgres://ann:hunter2@db.example:hunter2/x",
            "host=db.example password=hunter2",
        ] {
            let told = check(wrong).expect_err("is refused").to_string();
            assert!(
                told.contains("postgres://") && !told.contains("hunter2"),
                "{told}"
            );
        }
    }
}
