//! `cargo xtask test`: everything that must hold, the quick things first. It
//! stops at the first failure and ends with a table of what ran.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{self, Form};
use crate::compile;
use crate::process::{cargo, run as run_to_end};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{console_size, server, size, test_count, tools};

const WASM: &str = "wasm32-unknown-unknown";

/// Runs the task.
///
/// # Errors
/// With the first step that fails.
pub fn run(workspace: &Workspace, install: bool) -> Result<()> {
    let mut steps = Steps::new(build::STEPS + 11);
    let outcome = all(workspace, install, &mut steps);
    eprint!("\n{}", steps.summary());
    outcome
}

fn all(workspace: &Workspace, install: bool, steps: &mut Steps) -> Result<()> {
    steps.run("look for the tools", || tools::ready(workspace, install))?;
    steps.run("format", || {
        silent(&mut cargo(workspace, &["fmt", "--check"]))
    })?;
    steps.run("clippy", || {
        let arguments = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ];
        silent(&mut cargo(workspace, &arguments))
    })?;
    compile::add_target()?;
    // Apart, as they are built: together they would share features.
    for krate in ["widget", "console"] {
        steps.run(&format!("clippy for the browser: {krate}"), || {
            let arguments = [
                "clippy", "-p", krate, "--target", WASM, "--", "-D", "warnings",
            ];
            silent(&mut cargo(workspace, &arguments))
        })?;
    }
    steps.run("documentation", || {
        let mut doc = cargo(workspace, &["doc", "--workspace", "--no-deps"]);
        silent(doc.env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    build::steps(workspace, steps, Form::Released)?;
    steps.run("compile the server", || server::build(workspace))?;
    steps.run("size budgets", || {
        let shoppers = size::hold_to_budgets(&size::weigh(workspace)?)?;
        let marketers = console_size::weigh(workspace)?.hold_to_budget()?;
        Ok(format!("{shoppers}, {marketers}"))
    })?;
    steps.run("unit, property and API tests", || {
        let mut tests = cargo(workspace, &["test", "--workspace"]);
        test_count::run(tell(workspace, &mut tests))
    })?;
    steps.run("loader tests", || {
        test_count::run(&mut node(
            workspace,
            2,
            tests_in(workspace, "tests/loader")?,
        ))
    })?;
    steps.run("browser tests", || {
        let mut all = node(workspace, 2, tests_in(workspace, "tests/browser")?);
        test_count::run_again(&mut all, |failed| node(workspace, 1, failed))
    })
}

fn silent(command: &mut Command) -> Result<String> {
    run_to_end(command)?;
    Ok(String::new())
}

/// Tells tests where things are, so that they need not guess.
pub fn tell<'a>(workspace: &Workspace, command: &'a mut Command) -> &'a mut Command {
    for (variable, browser) in [
        ("CHROMIUM", tools::chromium()),
        ("FIREFOX", tools::firefox()),
    ] {
        if let Some(browser) = browser {
            command.env(variable, browser);
        }
    }
    // What is set for a server of the developer's own is none of the tests' business.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TILLSIDE_") {
            command.env_remove(name);
        }
    }
    command
        .env("PATH", tools::path(workspace))
        .env("TILLSIDE_BIN", workspace.server())
        .env("TILLSIDE_ASSETS", workspace.assets())
        .env("TILLSIDE_DEMO", workspace.demo())
        .env("SCHEMATHESIS", tools::schemathesis(workspace))
}

/// The `*.test.mjs` files of a folder.
fn tests_in(workspace: &Workspace, folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(&workspace.path(folder), &mut files)?;
    if files.is_empty() {
        bail!("{folder} has no file that ends in .test.mjs, so nothing would be tested");
    }
    files.sort();
    Ok(files)
}

/// Node with the tests of files, each in a process of its own; two at once suit two cores.
fn node(
    workspace: &Workspace,
    files_at_once: usize,
    files: impl IntoIterator<Item: AsRef<OsStr>>,
) -> Command {
    let mut command = Command::new("node");
    command
        .current_dir(workspace.root())
        .env("PATH", tools::path(workspace))
        // A test that hangs must not hang everything; a whole file takes a minute or two.
        .args(["--test", "--test-reporter=spec", "--test-timeout=400000"])
        .arg(format!("--test-concurrency={files_at_once}"))
        .args(files);
    tell(workspace, &mut command);
    command
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let failed = || format!("cannot read {}", dir.display());
    for entry in std::fs::read_dir(dir).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    Ok(())
}
