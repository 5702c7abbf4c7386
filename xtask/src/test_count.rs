//! Runs a test program, shows what it prints and counts its tests, for a run
//! that finds none must not pass.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// How many tests ran, and how many were left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    ran: u64,
    skipped: u64,
}

impl Count {
    /// Takes in one line of what cargo or node prints.
    fn add(&mut self, line: &str) {
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            self.ran += before(result, " passed") + before(result, " failed");
            self.skipped += before(result, " ignored");
        } else if let Some(number) = line.strip_prefix("ℹ tests ") {
            self.ran += number.parse::<u64>().unwrap_or(0);
        } else if let Some(number) = line
            .strip_prefix("ℹ skipped ")
            .or_else(|| line.strip_prefix("ℹ todo "))
        {
            self.skipped += number.parse::<u64>().unwrap_or(0);
        }
    }
}

/// The number that stands before `word`.
fn before(text: &str, word: &str) -> u64 {
    let number = text
        .split(word)
        .next()
        .filter(|rest| rest.len() < text.len());
    number
        .and_then(|rest| rest.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

/// Runs `command`; the note says how many tests passed.
///
/// # Errors
/// When a test fails, when there is none, or when one was skipped.
pub fn run(command: &mut Command) -> Result<String> {
    let program = command.get_program().display().to_string();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    let mut count = Count::default();
    let stdout = child.stdout.take().context("the tests have no stdout")?;
    for line in BufReader::new(stdout).lines() {
        let line = line.context("cannot read what the tests print")?;
        eprintln!("{line}");
        count.add(&line);
    }
    let status = child.wait().context("cannot wait for the tests")?;
    if !status.success() {
        bail!("tests failed; see above");
    }
    verdict(&count)
}

fn verdict(count: &Count) -> Result<String> {
    match count {
        Count { ran: 0, .. } => bail!("no test was found, so nothing was tested"),
        Count { skipped: 0, ran } => Ok(format!("{ran} tests")),
        Count { skipped, ran } => bail!("{skipped} of {} tests were skipped", ran.max(skipped)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(lines: &[&str]) -> Count {
        let mut count = Count::default();
        lines.iter().for_each(|line| count.add(line));
        count
    }

    #[test]
    fn cargo_and_node_are_both_understood() {
        let cargo = [
            "running 12 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured",
        ];
        assert_eq!(
            count(&cargo),
            Count {
                ran: 17,
                skipped: 1
            }
        );
        let node = [
            "ℹ tests 7",
            "ℹ suites 1",
            "ℹ pass 5",
            "ℹ skipped 1",
            "ℹ todo 1",
        ];
        assert_eq!(count(&node), Count { ran: 7, skipped: 2 });
    }

    #[test]
    fn finding_no_test_is_a_failure() {
        assert!(verdict(&count(&["test result: ok. 0 passed; 0 failed; 0 ignored"])).is_err());
        assert!(verdict(&count(&["ℹ tests 3", "ℹ skipped 1"])).is_err());
        assert!(verdict(&count(&["ℹ tests 3", "ℹ skipped 0"])).is_ok());
    }

    #[test]
    fn a_failing_program_is_a_failure() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'ℹ tests 3'; exit 1"]);
        assert!(run(&mut command).is_err());
    }
}
