//! The tools that the tests need beside Rust itself: which are missing, and the
//! commands that bring them. It installs only when told to.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::read_text;
use crate::process;
use crate::workspace::Workspace;

const OLDEST_NODE: u32 = 20;
const COMPONENTS: [&str; 2] = ["rustfmt", "clippy"];

/// What is missing, by the way it is installed.
#[derive(Default)]
struct Missing {
    components: Vec<&'static str>,
    packages: Vec<&'static str>,
    npm: bool,
}

/// Makes sure that all tools are there.
///
/// # Errors
/// When one is missing and `install` is not set (with the commands that bring
/// it), when installing fails, or when node is too old.
pub fn ready(workspace: &Workspace, install: bool) -> Result<String> {
    let commands = look(workspace)?.commands();
    if commands.is_empty() {
        return Ok("all there".to_owned());
    }
    let lines: Vec<String> = commands.iter().map(|command| command.join(" ")).collect();
    if !install {
        bail!(
            "tools are missing; `cargo xtask test --install` brings them by: {}",
            lines.join(" && ")
        );
    }
    for (command, line) in commands.iter().zip(&lines) {
        eprintln!("      {line}");
        let [program, arguments @ ..] = command.as_slice() else {
            continue;
        };
        let mut command = Command::new(program);
        command.current_dir(workspace.root()).args(arguments);
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    let left = look(workspace)?.commands();
    if !left.is_empty() {
        let lines: Vec<String> = left.iter().map(|command| command.join(" ")).collect();
        bail!(
            "tools are still missing after installing; tried: {}",
            lines.join(" && ")
        );
    }
    Ok("installed what was missing".to_owned())
}

/// The browser for the browser tests.
pub fn chromium() -> Option<PathBuf> {
    let told = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome"];
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
        ("node", "nodejs"),
        ("npm", "npm"),
    ] {
        if on_path(program).is_none() {
            missing.packages.push(package);
        }
    }
    if chromium().is_none() {
        missing.packages.push("chromium");
    }
    node_is_new_enough()?;
    missing.npm = !npm_packages_are_there(workspace)?;
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
        commands
    }
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

fn node_is_new_enough() -> Result<()> {
    match process::ask("node", &["--version"]) {
        Some(version) if major(&version).is_some_and(|major| major < OLDEST_NODE) => bail!(
            "node is {version} and the tests need {OLDEST_NODE} or later: install it from \
             https://nodejs.org or by a version manager"
        ),
        _ => Ok(()),
    }
}

fn major(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
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
    fn a_version_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("nightly"), None);
    }

    #[test]
    fn what_is_missing_is_installed_in_one_go() -> Result<()> {
        let missing = Missing {
            components: vec!["clippy"],
            packages: vec!["redis-server", "chromium"],
            npm: true,
        };
        let commands = missing.commands();
        let lines: Vec<String> = commands.iter().map(|command| command.join(" ")).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0], "rustup component add clippy");
        assert!(lines[1].ends_with("apt-get update"));
        assert!(lines[2].ends_with("apt-get install -y redis-server chromium"));
        assert_eq!(lines[3], "npm --prefix tests ci");
        Ok(())
    }

    #[test]
    fn nothing_missing_needs_no_command() -> Result<()> {
        assert!(Missing::default().commands().is_empty());
        Ok(())
    }
}
