//! Runs the real loader's check over many cases in one Node process.

use crate::case::Case;
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the loader says to each case, in order.
///
/// # Errors
/// When Node fails, or answers with anything but true and false.
pub fn coarse_check(cases: &[Case]) -> Result<Vec<bool>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("loader/coarse.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("node does not start; install Node.js")?;
    let mut stdin = node.stdin.take().context("no stdin")?;
    let lines: Vec<&str> = cases.iter().map(|case| case.line.as_str()).collect();
    let input = lines.join("\n") + "\n";
    // Both ends would wait for each other if the pipe were full and nobody read.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = node.wait_with_output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    writer
        .join()
        .map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    let said = String::from_utf8(output.stdout)?;
    said.lines()
        .map(|line| line.trim().parse().with_context(|| line.to_owned()))
        .collect()
}
