//! Builds the server and calls its commands. What the server does is its own matter.

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;
use crate::{assets, process};

/// The shop that the demo, the sizes and the pages of demo-site are about.
pub const SHOP: &str = "demo-site/shop.json";
/// Codes that its replies hand out.
const COUPONS: &str = "demo-site/coupons.txt";

/// Compiles the server in the development profile: it is ready in a third of
/// the time that a released one takes, and fast enough to look at.
///
/// # Errors
/// When it does not compile.
pub fn build(workspace: &Workspace) -> Result<String> {
    let arguments = ["build", "-p", "tillside-server", "--bin", "tillside"];
    process::run(&mut process::cargo(workspace, &arguments))?;
    Ok(String::new())
}

/// Puts the demo shop into the store in `data`, and its codes where the server finds them.
///
/// # Errors
/// When the server refuses the shop file.
pub fn import(workspace: &Workspace, data: &Path) -> Result<()> {
    import_file(workspace, data, &workspace.path(SHOP))?;
    add_coupons(workspace, data)
}

/// Puts the demo shop into the store in `data` as it is after ninety days of visits, and its
/// codes where the server finds them. Where they are there already, nothing changes.
///
/// # Errors
/// When the server refuses, because the store has the shop with a life of its own.
pub fn sample(workspace: &Workspace, data: &Path) -> Result<()> {
    let mut command = Command::new(workspace.server());
    command.arg("sample").arg("--data").arg(data);
    // Our own output is for results.
    command.arg(workspace.path(SHOP)).stdout(std::io::stderr());
    process::run(&mut command)?;
    add_coupons(workspace, data)
}

fn add_coupons(workspace: &Workspace, data: &Path) -> Result<()> {
    let mut command = Command::new(workspace.server());
    command.args(["coupons", "add", "--shop", "pk_demo", "--pool", "rings"]);
    command.arg("--data").arg(data);
    command.arg(workspace.path(COUPONS));
    process::feed(&mut command, b"").map(drop)
}

fn import_file(workspace: &Workspace, data: &Path, file: &Path) -> Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    let mut command = Command::new(workspace.server());
    command.arg("import").arg("--data").arg(data).arg(file);
    process::feed(&mut command, b"").map(drop)
}

/// `tillside serve` on a port of 127.0.0.1, 0 for any that is free.
pub fn serve(workspace: &Workspace, port: u16, data: &Path) -> Command {
    let mut command = Command::new(workspace.server());
    command
        .current_dir(workspace.root())
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .arg("--data")
        .arg(data)
        .arg("--assets")
        .arg(workspace.assets())
        .arg("--demo")
        .arg(workspace.demo());
    command
}

/// A server on data of its own, gone with this value.
pub struct Brief {
    child: Child,
    // Held open, so that the server never writes into a closed pipe.
    said: Lines<BufReader<ChildStdout>>,
    /// Its address, as HOST:PORT.
    pub address: String,
}

impl Brief {
    /// Starts a server with these shops and waits until it is ready. It may be told where
    /// browsers reach it.
    ///
    /// # Errors
    /// When it refuses a shop or ends before it is ready.
    pub fn start(workspace: &Workspace, shops: &[Value], public_url: Option<&str>) -> Result<Self> {
        let data = workspace.made("work/size-data");
        if data.exists() {
            std::fs::remove_dir_all(&data)
                .with_context(|| format!("cannot remove {}", data.display()))?;
        }
        let file = workspace.made("work/size-shop.json");
        for shop in shops {
            assets::write(&file, shop.to_string().as_bytes())?;
            import_file(workspace, &data, &file)?;
        }
        // A server that tells a public address does not tell its own.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut serve = serve(workspace, port, &data);
        if let Some(url) = public_url {
            serve.args(["--public-url", url]);
        }
        let mut child = serve
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start target/debug/tillside")?;
        let stdout = child.stdout.take().context("the server has no stdout")?;
        // From here on the child is stopped whatever happens.
        let mut brief = Self {
            child,
            said: BufReader::new(stdout).lines(),
            address: format!("127.0.0.1:{port}"),
        };
        while let Some(line) = brief.said.next() {
            let line = line.context("cannot read what the server says")?;
            if line.starts_with("ready ") {
                return Ok(brief);
            }
        }
        bail!("the server ended before it was ready: run `cargo xtask demo` to see why")
    }
}

impl Drop for Brief {
    fn drop(&mut self) {
        // Its data is thrown away, so it need not end in order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
