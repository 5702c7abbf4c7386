//! `cargo xtask demo`: from a checkout to a running shop, console and collector.

use std::convert::Infallible;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::build::{self, Form};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{checks, server};

/// Runs the task. It returns only with an error: in the end this process becomes
/// the server, so signals, output and exit code are the server's own.
///
/// # Errors
/// When the machine lacks something, or something does not compile or start.
pub fn run(
    workspace: &Workspace,
    port: u16,
    data: Option<PathBuf>,
    sample: bool,
    redis: Option<String>,
) -> Result<()> {
    let data = match data {
        Some(dir) => std::path::absolute(dir).context("--data cannot be resolved")?,
        None => workspace.made(if sample { "sample" } else { "data" }),
    };
    let mut steps = Steps::new(build::STEPS + 3);
    steps.run("look at the machine", || {
        checks::run(workspace, port, redis.as_deref())
    })?;
    steps.run("compile the server", || server::build(workspace))?;
    build::steps(workspace, &mut steps, Form::Plain)?;
    let title = match sample {
        false => "put the demo shop into the store",
        true => "put the demo shop into the store, with ninety days of visits",
    };
    steps.run(title, || {
        match sample {
            false => server::import(workspace, &data)?,
            true => server::sample(workspace, &data)?,
        }
        Ok(workspace.show(&data))
    })?;
    let mut serve = server::serve(workspace, port, &data);
    // Whoever tries the shop by a script shall see the numbers change too.
    serve.args(["--doubt-faster-than", "0"]);
    if let Some(url) = redis {
        // Where it may hold a password: command lines are seen by everybody.
        serve.env("TILLSIDE_REDIS", url);
    }
    become_server(serve).map(|never| match never {})
}

fn become_server(mut serve: std::process::Command) -> Result<Infallible> {
    Err(serve.exec()).context("cannot start target/debug/tillside")
}
