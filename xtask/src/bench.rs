//! `cargo xtask bench widget`: what the widget costs a page and a shopper on a slow phone; it
//! builds what is released, lets a browser look at it and prints medians. `cargo xtask bench
//! ingest`: how fast answers come in. `cargo xtask bench soak`: whether memory grows. `cargo
//! xtask bench store`: how fast they go into the store, and how long the console waits for its
//! numbers. `cargo xtask bench fleet`: what many shops cost. A slow figure is no failure: figures depend on the machine, and people judge them.

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
use crate::{process, server, test, tools};

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
    /// How fast events come in, on Redis and on the embedded queue, against a handler that only
    /// parses them. Fails if an accepted event is lost or counted twice.
    Ingest {
        /// Prints nothing but one JSON object.
        #[arg(long)]
        json: bool,
        /// How long each single measurement takes, in seconds.
        #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..))]
        seconds: u16,
        /// How many times everything is measured; a first round only warms up.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
    },
    /// Whether the memory of a collector grows, at half of the highest rate, each event by
    /// another visitor, first on the embedded queue and then on Redis. Fails as `ingest` does.
    Soak {
        /// Prints nothing but one JSON object.
        #[arg(long)]
        json: bool,
        /// How many minutes each of the two takes.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
        minutes: u16,
    },
    /// How fast answers go into SQLite and into PostgreSQL, and how long the console waits for
    /// its numbers at 100,000 answers and at the end. Fails if one is lost or counts twice.
    Store {
        /// Prints nothing but one JSON object.
        #[arg(long)]
        json: bool,
        /// How many answers go in.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(2_000..))]
        answers: u32,
    },
    /// What many shops with fifty prompts each cost three collectors on Redis and PostgreSQL:
    /// start, memory, an idle second, books, and how soon a publish and a pause reach each.
    /// Fails if one of these takes longer than 10 s.
    Fleet {
        /// Prints nothing but one JSON object.
        #[arg(long)]
        json: bool,
        /// How many shops there are.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
        shops: u32,
    },
}

/// Runs the task.
///
/// # Errors
/// When the build fails, a request fails or a prompt never becomes visible.
pub fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match *bench {
        Bench::Widget { json, runs } => widget(workspace, json, runs),
        Bench::Ingest {
            json,
            seconds,
            rounds,
        } => ingest(workspace, json, &[seconds.to_string(), rounds.to_string()]),
        Bench::Soak { json, minutes } => {
            ingest(workspace, json, &["soak".to_owned(), minutes.to_string()])
        }
        Bench::Store { json, answers } => {
            released(workspace, json, "bench-store", &[answers.to_string()])
        }
        Bench::Fleet { json, shops } => {
            released(workspace, json, "bench-fleet", &[shops.to_string()])
        }
    }
}

fn widget(workspace: &Workspace, json: bool, runs: u16) -> Result<()> {
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

fn ingest(workspace: &Workspace, json: bool, arguments: &[String]) -> Result<()> {
    for (program, ask, package) in [
        ("redis-benchmark", "--version", "redis-server"),
        ("wrk", "--version", "wrk"),
    ] {
        // Some tell their version and call that a failure.
        if let Err(error) = Command::new(program).arg(ask).output() {
            bail!(
                "{program} cannot be started ({error}): on Debian `apt-get install {package}` brings it"
            );
        }
    }
    released(workspace, json, "bench-ingest", arguments)
}

/// Compiles server and benchmark as released, runs it and prints what it says.
fn released(workspace: &Workspace, json: bool, name: &str, arguments: &[String]) -> Result<()> {
    let mut steps = Steps::new(2);
    steps.run("compile the server and the benchmark as released", || {
        let packages = ["-p", "tillside-server", "-p", "tillside-tests", "--bins"];
        let arguments = [&["build", "--release"], &packages[..]].concat();
        process::run(&mut process::cargo(workspace, &arguments))?;
        Ok(String::new())
    })?;
    let mut said = Vec::new();
    steps.run("measure", || {
        let path = |name: &str| workspace.root().join("target/release").join(name);
        let mut command = Command::new(path(name));
        command.args(arguments);
        test::tell(workspace, &mut command).env("TILLSIDE_BIN", path("tillside"));
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start target/release/{name}"))?;
        if !output.status.success() {
            bail!("nothing could be measured; see above");
        }
        said = output.stdout;
        Ok(String::new())
    })?;
    let report: Value = serde_json::from_slice(&said)
        .with_context(|| format!("target/release/{name} printed no JSON"))?;
    match json {
        true => println!("{report}"),
        false => println!("{report:#}"),
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
