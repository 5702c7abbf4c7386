//! The tools that the tests need beside Rust itself: which are missing, and the
//! commands that bring them. It installs only when told to.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::read_text;
use crate::process;
use crate::workspace::Workspace;

/// The oldest Node.js that the tests run on, and the one that npm brings where the
/// system's is older, as Debian 12's is.
const OLDEST_NODE: (u32, u32) = (20, 10);
const NODE: &str = "node@22";
/// What holds the API to its document; a version of its own, because what it finds changes.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
const COMPONENTS: [&str; 2] = ["rustfmt", "clippy"];

/// What is missing, by the way it is installed.
#[derive(Default)]
struct Missing {
    components: Vec<&'static str>,
    packages: Vec<&'static str>,
    npm: bool,
    newer_node: bool,
    /// The folder for Schemathesis, where that is missing.
    schemathesis: Option<String>,
}

/// Makes sure that all tools are there.
///
/// # Errors
/// When one is missing and `install` is not set (with the commands that bring
/// it), or when installing fails.
pub fn ready(workspace: &Workspace, install: bool) -> Result<String> {
    let commands = look(workspace)?.commands();
    if commands.is_empty() {
        return Ok("all there".to_owned());
    }
    if !install {
        bail!(
            "tools are missing; `cargo xtask test --install` brings them by: {}",
            in_words(&commands)
        );
    }
    run_all(workspace, &commands)?;
    // The system's Node.js may have come with this and be too old.
    run_all(workspace, &look(workspace)?.commands())?;
    let left = look(workspace)?.commands();
    if !left.is_empty() {
        bail!(
            "tools are still missing after installing; tried: {}",
            in_words(&left)
        );
    }
    Ok("installed what was missing".to_owned())
}

/// Makes sure that a released build finds wasm-opt and terser; they are put into the
/// checkout, so nobody is asked.
///
/// # Errors
/// When npm is not there or fails.
pub fn ready_to_release(workspace: &Workspace) -> Result<()> {
    if npm_packages_are_there(workspace)? {
        return Ok(());
    }
    if on_path("node").is_none() || on_path("npm").is_none() {
        bail!(
            "a released build goes through wasm-opt and terser, which need Node.js and npm: \
             install them, on Debian by `apt-get install nodejs npm`"
        );
    }
    let npm = Missing {
        npm: true,
        ..Missing::default()
    };
    run_all(workspace, &npm.commands())
}

fn run_all(workspace: &Workspace, commands: &[Vec<String>]) -> Result<()> {
    for command in commands {
        eprintln!("      {}", command.join(" "));
        let [program, arguments @ ..] = command.as_slice() else {
            continue;
        };
        let mut command = Command::new(program);
        command.current_dir(workspace.root()).args(arguments);
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

fn in_words(commands: &[Vec<String>]) -> String {
    let lines: Vec<String> = commands.iter().map(|command| command.join(" ")).collect();
    lines.join(" && ")
}

/// The path on which programs of the tests look for `node`: the one from npm goes first.
pub fn path(workspace: &Workspace) -> OsString {
    let own = workspace.path("tests/node_modules/.bin");
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(own).chain(std::env::split_paths(&rest));
    std::env::join_paths(dirs).unwrap_or(rest)
}

/// The browser for the browser tests.
pub fn chromium() -> Option<PathBuf> {
    browser(
        "CHROMIUM",
        &["chromium", "chromium-browser", "google-chrome"],
    )
}

/// The browser in which the main path is walked once more.
pub fn firefox() -> Option<PathBuf> {
    browser("FIREFOX", &["firefox-esr", "firefox"])
}

fn browser(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let told = std::env::var_os(variable).map(PathBuf::from);
    told.or_else(|| names.iter().find_map(|name| on_path(name)))
}

fn look(workspace: &Workspace) -> Result<Missing> {
    let mut missing = Missing::default();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    for (component, subcommand) in COMPONENTS.into_iter().zip(["fmt", "clippy"]) {
        if process::ask(&cargo, &[subcommand, "--version"]).is_none() {
            missing.components.push(component);
        }
    }
    for (program, package) in [
        ("cc", "build-essential"),
        ("redis-server", "redis-server"),
        ("pebble", "pebble"),
        ("node", "nodejs"),
        ("npm", "npm"),
    ] {
        if on_path(program).is_none() {
            missing.packages.push(package);
        }
    }
    // Debian keeps the server's programs off the path.
    if on_path("postgres").is_none() && !Path::new("/usr/lib/postgresql").is_dir() {
        missing.packages.push("postgresql");
    }
    if !libfaketime_is_there() {
        missing.packages.push("libfaketime");
    }
    if chromium().is_none() {
        missing.packages.push("chromium");
    }
    if firefox().is_none() {
        missing.packages.push("firefox-esr");
    }
    if process::ask("python3", &["-c", "import ensurepip, venv"]).is_none() {
        missing.packages.push("python3-venv");
    }
    if !schemathesis(workspace).is_file() {
        let folder = workspace.made("schemathesis");
        missing.schemathesis = Some(folder.display().to_string());
    }
    missing.npm = !npm_packages_are_there(workspace)?;
    let own = workspace.path("tests/node_modules/.bin/node");
    let node = if own.exists() { own } else { "node".into() };
    missing.newer_node =
        process::ask(node, &["--version"]).is_some_and(|version| is_older(&version));
    Ok(missing)
}

impl Missing {
    /// The commands that bring everything, each as its words.
    fn commands(&self) -> Vec<Vec<String>> {
        let mut commands: Vec<Vec<String>> = Vec::new();
        let mut add = |words: &[&str], more: &[&str]| {
            let words = words.iter().chain(more);
            commands.push(words.map(|word| (*word).to_owned()).collect());
        };
        if !self.components.is_empty() {
            add(&["rustup", "component", "add"], &self.components);
        }
        if !self.packages.is_empty() {
            let root = process::ask("id", &["-u"]).as_deref() == Some("0");
            let sudo: &[&str] = if root { &[] } else { &["sudo"] };
            add(sudo, &["apt-get", "update"]);
            let install = [sudo, &["apt-get", "install", "-y"]].concat();
            add(&install, &self.packages);
        }
        if self.npm {
            add(&["npm", "--prefix", "tests", "ci"], &[]);
        }
        if self.newer_node {
            let install = ["npm", "--prefix", "tests", "install", "--no-save"];
            add(&install, &["--no-package-lock", NODE]);
        }
        if let Some(folder) = &self.schemathesis {
            add(&["python3", "-m", "venv", "--clear", folder], &[]);
            let pip = format!("{folder}/bin/pip");
            add(&[&pip, "install", "--quiet", SCHEMATHESIS], &[]);
        }
        commands
    }
}

/// The program that holds the API to its document.
pub fn schemathesis(workspace: &Workspace) -> PathBuf {
    workspace.made("schemathesis/bin/schemathesis")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

/// The library with which tests step a server's clock; Debian keeps it in a folder for each
/// kind of machine.
fn libfaketime_is_there() -> bool {
    let folders = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let mut libraries = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    libraries.any(|library| library.is_file())
}

fn is_older(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.');
    let mut next = || numbers.next()?.parse::<u32>().ok();
    next()
        .zip(next())
        .is_some_and(|version| version < OLDEST_NODE)
}

/// Whether tests/node_modules holds what tests/package.json pins.
fn npm_packages_are_there(workspace: &Workspace) -> Result<bool> {
    let wanted: Value = serde_json::from_str(&read_text(workspace, "tests/package.json")?)
        .context("tests/package.json is no JSON")?;
    let wanted = wanted["devDependencies"]
        .as_object()
        .context("tests/package.json lacks devDependencies")?;
    Ok(wanted.iter().all(|(name, version)| {
        let file = format!("tests/node_modules/{name}/package.json");
        let there = read_text(workspace, &file).unwrap_or_default();
        serde_json::from_str(&there).is_ok_and(|there: Value| there["version"] == *version)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert!(is_older("v18.20.4") && is_older("v20.9.0"));
        assert!(!is_older("v20.10.0") && !is_older("v22.1.0") && !is_older("nightly"));
    }

    #[test]
    fn what_is_missing_is_installed_in_one_go() -> Result<()> {
        let missing = Missing {
            components: vec!["clippy"],
            packages: vec!["redis-server", "chromium"],
            npm: true,
            newer_node: true,
            schemathesis: Some("target/tillside/schemathesis".to_owned()),
        };
        let commands = missing.commands();
        let lines: Vec<String> = commands.iter().map(|command| command.join(" ")).collect();
        assert_eq!(lines.len(), 7);
        assert_eq!(lines[0], "rustup component add clippy");
        assert!(lines[1].ends_with("apt-get update"));
        assert!(lines[2].ends_with("apt-get install -y redis-server chromium"));
        assert_eq!(lines[3], "npm --prefix tests ci");
        assert!(lines[4].starts_with("npm --prefix tests install") && lines[4].ends_with(NODE));
        assert!(lines[5].starts_with("python3 -m venv") && lines[6].ends_with(SCHEMATHESIS));
        Ok(())
    }

    #[test]
    fn nothing_missing_needs_no_command() -> Result<()> {
        assert!(Missing::default().commands().is_empty());
        Ok(())
    }
}
