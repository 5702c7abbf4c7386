//! What outlives one run of a server: its data, its assets and its Redis. Dropping it removes everything.

use crate::postgres_server;
use crate::redis_server::RedisServer;
use anyhow::{Context, Result, ensure};
use rusqlite::types::ValueRef;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The key of the fixture's shop.
pub const SHOP: &str = "pk_tests";
/// An origin that the fixture's shop lists.
pub const ORIGIN: &str = "http://shop.example";

/// The files and the queue that one server after another may be started on.
#[derive(Debug)]
pub struct Site {
    data: TempDir,
    assets: TempDir,
    /// The Redis that serves as the queue, where it is not embedded.
    pub redis: Option<RedisServer>,
    /// The URL of the PostgreSQL that serves as the store, where it is no file.
    pub postgres: Option<String>,
    variables: Vec<(&'static str, PathBuf)>,
}

impl Site {
    /// A site with the embedded queue and the fixture's shop imported.
    ///
    /// # Errors
    /// When the import fails.
    pub fn embedded() -> Result<Site> {
        let site = Site::empty()?;
        site.import_changed(|_| {})?;
        Ok(site)
    }

    /// A site without any data yet.
    ///
    /// # Errors
    /// When its folders cannot be made.
    pub fn empty() -> Result<Site> {
        let site = Site {
            data: TempDir::new()?,
            assets: TempDir::new()?,
            redis: None,
            postgres: None,
            variables: Vec::new(),
        };
        site.write_assets()?;
        Ok(site)
    }

    /// The same with a Redis of its own as the queue.
    ///
    /// # Errors
    /// When Redis does not start, or the import fails.
    pub async fn on_redis() -> Result<Site> {
        let mut site = Site::embedded()?;
        site.redis = Some(RedisServer::start().await?);
        Ok(site)
    }

    /// The same with a PostgreSQL database of its own as the store.
    ///
    /// # Errors
    /// When Redis or PostgreSQL does not start, or the import fails.
    pub async fn on_postgres() -> Result<Site> {
        let mut site = Site::empty()?;
        site.postgres = Some(postgres_server::database()?);
        site.import_changed(|_| {})?;
        site.redis = Some(RedisServer::start().await?);
        Ok(site)
    }

    /// The Redis that serves as the queue.
    ///
    /// # Errors
    /// When the queue is embedded.
    pub fn redis(&mut self) -> Result<&mut RedisServer> {
        self.redis.as_mut().context("the site has no Redis")
    }

    /// Sets a variable of the environment of every server that is started on this site.
    pub fn set(&mut self, name: &'static str, file: &Path) {
        self.variables.push((name, file.to_owned()));
    }

    /// The variables that were set.
    pub fn variables(&self) -> &[(&'static str, PathBuf)] {
        &self.variables
    }

    /// Where the server keeps its data.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The stand-in for the built browser files.
    pub fn assets(&self) -> &Path {
        self.assets.path()
    }

    /// Puts a shop file into the store with `tillside import`, as a shop owner would.
    ///
    /// # Errors
    /// With what the command said, where it fails.
    pub fn import(&self, file: &Path) -> Result<()> {
        self.run(&["import"], file).map(drop)
    }

    /// Runs a command of the program on this site's data and a file; returns what it printed.
    ///
    /// # Errors
    /// With what the command said, where it fails.
    pub fn run(&self, command: &[&str], file: &Path) -> Result<String> {
        let file = file.to_str().context("the file's name is no text")?;
        self.tillside(&[command, &[file]].concat())
    }

    /// Runs a command of the program on this site's data; returns what it printed.
    ///
    /// # Errors
    /// With what the command said, where it fails.
    pub fn tillside(&self, command: &[&str]) -> Result<String> {
        let output = program()?
            .args(command)
            .arg("--data")
            .arg(self.data())
            .envs(self.environment())
            .output()?;
        ensure!(
            output.status.success(),
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Imports the fixture's shop after a change.
    ///
    /// # Errors
    /// As [`Site::import`].
    pub fn import_changed(&self, change: impl FnOnce(&mut serde_json::Value)) -> Result<()> {
        let mut shop = serde_json::from_slice(&std::fs::read(fixture("shop.json"))?)?;
        change(&mut shop);
        let file = self.assets().join("changed-shop.json");
        std::fs::write(&file, shop.to_string())?;
        self.import(&file)
    }

    /// What the program is told of the store by the environment, as its URL holds a password.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        let url = self.postgres.iter();
        url.map(|url| ("TILLSIDE_STORE", url.as_str()))
    }

    /// The file of the SQLite store, for those who get in its way.
    pub fn store(&self) -> PathBuf {
        self.data().join("tillside.db")
    }

    /// Asks the store itself, for what no public surface shows; a row a line, its cells with
    /// `|` between them.
    ///
    /// # Errors
    /// With what the store said.
    pub fn ask(&self, sql: &str) -> Result<String> {
        if let Some(url) = &self.postgres {
            return postgres_server::say(url, sql);
        }
        let store = rusqlite::Connection::open(self.store())?;
        let mut statement = store.prepare(sql)?;
        let columns = statement.column_count();
        let lines = statement.query_map([], |row| {
            let cells = (0..columns).map(|column| row.get_ref(column).map(in_words));
            Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
        })?;
        Ok(lines.collect::<rusqlite::Result<Vec<_>>>()?.join("\n"))
    }

    /// Every file below the data directory that holds these bytes.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn files_with(&self, bytes: &[u8]) -> Result<Vec<PathBuf>> {
        files_with(self.data(), bytes)
    }

    /// API tests need no built card; they need to see that files are served as they are.
    fn write_assets(&self) -> Result<()> {
        let write = |name: &str, text: &str| std::fs::write(self.assets().join(name), text);
        std::fs::create_dir(self.assets().join("console"))?;
        write("loader.js", "(()=>{const table=__TILLSIDE_TABLE__;})()")?;
        write(
            "loader-staff.js",
            "(()=>{const staff=__TILLSIDE_TABLE__;})()",
        )?;
        write("card-0123abcd.js", "export default 1;")?;
        write("gcm-0123abcd.js", "export default () => {};")?;
        write("card-0123abcd.wasm", "\0asm")?;
        write(
            "console/index.html",
            "<!doctype html><title>Console</title>",
        )?;
        write(
            "manifest.json",
            r#"{"loader":"loader.js","staff":"loader-staff.js","adapters":{
                "gcm":"gcm-0123abcd.js","gcm-tool":"gcm-0123abcd.js",
                "gcm-tool-woo":"gcm-0123abcd.js","tcf":"gcm-0123abcd.js",
                "tcf-woo":"gcm-0123abcd.js","woo":"gcm-0123abcd.js"},
                "card":"card-0123abcd.js","wasm":"card-0123abcd.wasm"}"#,
        )?;
        Ok(())
    }
}

fn in_words(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Null => String::new(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(n) => n.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// Every file below a folder that holds these bytes.
///
/// # Errors
/// When a file cannot be read.
pub fn files_with(folder: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path)?
                .windows(bytes.len())
                .any(|part| part == bytes)
            {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// A call of the server's program. What is set for a server of the developer's own is
/// none of its business.
///
/// # Errors
/// When there is no program; says how to build it.
pub fn program() -> Result<Command> {
    let mut program = Command::new(binary()?);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TILLSIDE_") {
            program.env_remove(name);
        }
    }
    Ok(program)
}

/// A client that speaks to servers of this machine, whatever proxy the machine uses.
///
/// # Errors
/// When it cannot be built.
pub fn client() -> Result<reqwest::Client> {
    // Whoever is first installs it for all of this process.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy();
    Ok(client.redirect(reqwest::redirect::Policy::none()).build()?)
}

/// The server's program: `TILLSIDE_BIN`, else the one built beside this test.
fn binary() -> Result<PathBuf> {
    let path = match std::env::var_os("TILLSIDE_BIN") {
        Some(path) => PathBuf::from(path),
        None => std::env::current_exe()?
            .ancestors()
            .nth(2)
            .context("the test has no folder")?
            .join("tillside"),
    };
    ensure!(
        path.is_file(),
        "{} is missing: run `cargo build --package tillside-server`",
        path.display()
    );
    Ok(path)
}
