//! Starting other programs, with errors that name the program and what to do.

use std::ffi::OsStr;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// Cargo in the workspace's root. Away from a terminal it stays quiet but for
/// warnings and errors, for a log is no place for a progress bar.
pub fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(workspace.root()).args(arguments);
    if !std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_QUIET", "true");
    }
    command
}

/// Runs a program to its end with our own input and output.
///
/// # Errors
/// When it cannot be started or reports failure.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` failed with {status}; see above", line(command));
    }
    Ok(())
}

/// Runs a program, gives it `input` and returns what it wrote to its stdout.
///
/// # Errors
/// When it cannot be started or reports failure; then with what it wrote to stderr.
pub fn feed(command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    if let Some(mut stdin) = child.stdin.take()
        && let Err(error) = stdin.write_all(input)
        && error.kind() != ErrorKind::BrokenPipe
    {
        return Err(error).with_context(|| format!("cannot write to `{}`", line(command)));
    }
    let output = child
        .wait_with_output()
        .with_context(|| format!("cannot read from `{}`", line(command)))?;
    succeeded(command, output)
}

/// What a program prints when asked quietly, or nothing if it is absent or fails.
pub fn ask(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn succeeded(command: &Command, output: Output) -> Result<Vec<u8>> {
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed with {}: {}",
            line(command),
            output.status,
            said.trim()
        );
    }
    Ok(output.stdout)
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", line(command))
}

/// The command as one would type it, with the program's folder left out.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_reported_with_its_own_words() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out of milk >&2; exit 3"]);
        let error = feed(&mut command, b"").map_err(|error| error.to_string());
        assert_eq!(
            error.err().as_deref(),
            Some("`sh -c echo out of milk >&2; exit 3` failed with exit status: 3: out of milk")
        );
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("/nowhere/till")).map_err(|error| error.to_string());
        assert_eq!(error.err().as_deref(), Some("cannot start `till`"));
    }
}
