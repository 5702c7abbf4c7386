//! A real PostgreSQL in a folder of its own, reached by a socket in that folder. One serves all
//! tests of a process, each in a database of its own; a test that kills it starts its own.

use crate::redis_server::any_port;
use anyhow::{Context, Result, bail, ensure};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long it may take to answer.
const DEADLINE: Duration = Duration::from_secs(40);
/// The account that runs it where the tests run as root, whom it refuses.
const USER: &str = "postgres";
/// Runs it until the standard input ends, which it does with this process, however that ends.
const UNTIL_WE_END: &str = r#""$@" & cat >/dev/null; kill -QUIT $!; wait"#;

/// What the databases of one test process live in.
static SHARED: Mutex<Option<PostgresServer>> = Mutex::new(None);
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A PostgreSQL of our own. Dropping it ends it and removes its files.
#[derive(Debug)]
pub struct PostgresServer {
    folder: TempDir,
    process: Option<Child>,
    port: u16,
    settings: Vec<String>,
}

/// The URL of a new, empty database in the server that all tests of this process share.
///
/// # Errors
/// When PostgreSQL is not installed or does not answer in time.
pub fn database() -> Result<String> {
    let mut shared = SHARED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if shared.is_none() {
        *shared = Some(PostgresServer::start()?);
    }
    shared.as_ref().context("it was started")?.database()
}

impl PostgresServer {
    /// Starts one that loses everything with the power, as befits a test.
    ///
    /// # Errors
    /// When it is not installed or does not answer in time.
    pub fn start() -> Result<PostgresServer> {
        Self::start_with(&["-c", "fsync=off", "-c", "full_page_writes=off"])
    }

    /// Starts one that takes encrypted connections to 127.0.0.1, with this certificate and key.
    ///
    /// # Errors
    /// As [`PostgresServer::start`].
    pub fn start_with_tls(certificate: &str, key: &str) -> Result<PostgresServer> {
        let mut server = Self::start_with(&["-c", "fsync=off"])?;
        server.kill()?;
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = server.data().join(name);
            std::fs::write(&path, text)?;
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600))?;
            server.give(&path)?;
        }
        server.port = any_port();
        let port = server.port.to_string();
        let on = [
            "listen_addresses=127.0.0.1",
            "ssl=on",
            &format!("port={port}"),
        ];
        for setting in on {
            server
                .settings
                .extend(["-c".to_owned(), setting.to_owned()]);
        }
        server.launch()?;
        Ok(server)
    }

    /// Starts one with settings of the caller's choice.
    ///
    /// # Errors
    /// As [`PostgresServer::start`].
    pub fn start_with(settings: &[&str]) -> Result<PostgresServer> {
        let folder = TempDir::new()?;
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755))?;
        let mut server = PostgresServer {
            folder,
            process: None,
            port: 5432,
            settings: settings.iter().map(|&word| word.to_owned()).collect(),
        };
        server.give(server.folder.path())?;
        let made = program("initdb")?
            .args(["--no-sync", "--auth=trust", "--username=postgres"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "--pgdata"])
            .arg(server.data())
            .output()?;
        ensure!(made.status.success(), "initdb: {made:?}");
        server.launch()?;
        Ok(server)
    }

    /// The URL of a new, empty database.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn database(&self) -> Result<String> {
        let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        self.say("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(self.url(&name))
    }

    /// The URL of a database. The password is not asked for; it must not be seen anywhere.
    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.path().display();
        let port = self.port;
        format!("postgres://postgres:hunter2@/{database}?host={folder}&port={port}")
    }

    /// Runs statements in a database; returns what they print, a row a line.
    ///
    /// # Errors
    /// With what PostgreSQL said.
    pub fn say(&self, database: &str, sql: &str) -> Result<String> {
        say(&self.url(database), sql)
    }

    /// Ends it at once, as if the power were lost.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            drop(process.stdin.take());
            process.wait()?;
        }
        Ok(())
    }

    /// Starts it with the files it has.
    ///
    /// # Errors
    /// As [`PostgresServer::start`].
    pub fn launch(&mut self) -> Result<()> {
        let server = program("postgres")?;
        let mut command = Command::new("sh");
        command
            .args(["-c", UNTIL_WE_END, "sh"])
            .arg(server.get_program())
            .args(server.get_args())
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.folder.path())
            .args(["-c", "listen_addresses=", "-c", "max_connections=300"])
            .args(&self.settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.process = Some(command.spawn()?);
        let start = Instant::now();
        while self.say("postgres", "SELECT 1").is_err() {
            if start.elapsed() > DEADLINE {
                bail!("PostgreSQL did not answer");
            }
            std::thread::yield_now();
        }
        Ok(())
    }

    /// The same over the network, encrypted, where it takes that.
    pub fn url_with_tls(&self, host: &str) -> String {
        let port = self.port;
        format!("postgres://postgres:hunter2@{host}:{port}/postgres?sslmode=require")
    }

    /// Gives a file or folder to whoever runs the server.
    fn give(&self, path: &Path) -> Result<()> {
        if is_root()? {
            let id = |flag| -> Result<u32> { Ok(ask("id", &[flag, USER])?.parse()?) };
            chown(path, Some(id("-u")?), Some(id("-g")?))?;
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // Where it cannot be ended now, it ends with this process.
        let _ended = self.kill();
    }
}

/// Runs statements in the database of a URL; returns what they print, a row a line.
///
/// # Errors
/// With what PostgreSQL said.
pub fn say(url: &str, sql: &str) -> Result<String> {
    let output = Command::new(folder()?.join("psql"))
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--set=ON_ERROR_STOP=1", url, "--command", sql])
        .output()?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{sql}: {error}");
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// A program of the server's, run by somebody whom it takes.
fn program(name: &str) -> Result<Command> {
    let path = folder()?.join(name);
    if !is_root()? {
        return Ok(Command::new(path));
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", USER, "--regid", USER, "--clear-groups"])
        .arg(path)
        .current_dir("/");
    Ok(command)
}

/// Where the server's programs are: Debian keeps them off the path.
fn folder() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> = folders
        .chain(std::env::split_paths(&path))
        .filter(|folder: &PathBuf| holds(folder))
        .collect();
    found.sort();
    found
        .pop()
        .context("there is no PostgreSQL; on Debian `apt-get install postgresql` brings it")
}

fn holds(folder: &Path) -> bool {
    ["initdb", "postgres", "psql"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

fn is_root() -> Result<bool> {
    Ok(ask("id", &["-u"])? == "0")
}

fn ask(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
