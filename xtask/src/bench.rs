//! `cargo xtask bench widget`: what the widget costs a page and a shopper on a slow phone.
//! It builds what is released, lets a browser look at it and prints medians. A slow figure
//! is no failure: figures depend on the machine, and people judge them.

mod figures;
mod report;
mod spread;

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use serde_json::Value;

use crate::build::{self, Form};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{server, test, tools};

/// What can be measured.
#[derive(Subcommand)]
pub enum Bench {
    /// The widget on a shop's page, in Chromium, on a slow phone and a slow line.
    Widget {
        /// Prints one JSON object in place of the table.
        #[arg(long)]
        json: bool,
        /// How many times everything is looked at.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
        runs: u16,
    },
}

/// Runs the task.
///
/// # Errors
/// When the build fails, a request fails or a prompt never becomes visible.
pub fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let Bench::Widget { json, runs } = *bench;
    if tools::chromium().is_none() {
        bail!("there is no chromium: install it, on Debian by `apt-get install chromium`");
    }
    let mut steps = Steps::new(build::STEPS + 2);
    build::steps(workspace, &mut steps, Form::Released)?;
    steps.run("compile the server", || server::build(workspace))?;
    let mut seen = Value::Null;
    steps.run("look at it in a browser", || {
        seen = look(workspace, runs)?;
        Ok(String::new())
    })?;
    let figures = figures::of(&seen)?;
    if json {
        println!("{}", report::to_json(&seen, &figures));
    } else {
        print!("{}", report::table(&seen, &figures));
    }
    Ok(())
}

/// What a browser saw in each of the runs.
fn look(workspace: &Workspace, runs: u16) -> Result<Value> {
    let mut command = Command::new("node");
    command
        .current_dir(workspace.root())
        .env("PATH", tools::path(workspace))
        .args(["tests/bench/widget.mjs", &runs.to_string()])
        // Its progress is for whoever waits.
        .stderr(Stdio::inherit());
    let output = test::tell(workspace, &mut command)
        .output()
        .context("cannot start `node`")?;
    if !output.status.success() {
        bail!("nothing could be measured; see above");
    }
    serde_json::from_slice(&output.stdout).context("tests/bench/widget.mjs printed no JSON")
}
