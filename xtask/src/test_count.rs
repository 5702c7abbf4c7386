//! Runs a test program, shows what it prints and counts its tests, for a run
//! that finds none must not pass.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// How many tests ran, and how many were left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    ran: u64,
    skipped: u64,
    /// The files of the tests that failed, where the program names them; node does.
    failed: BTreeSet<String>,
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
        } else if let Some((file, _)) = line
            .strip_prefix("test at ")
            .and_then(|place| place.split_once(".mjs:"))
        {
            self.failed.insert(format!("{file}.mjs"));
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
    let (count, passed) = watch(command)?;
    if !passed {
        bail!("tests failed; see above");
    }
    verdict(&count)
}

/// Like [`run`] for tests that share a busy machine with a browser, whose pace is not ours:
/// files with a test that failed run once more, by what `alone` makes of them, with nothing
/// beside them. Those that pass then are named in the note; what fails twice has failed, and
/// so have more than [`UNSTEADY`] files at once.
///
/// # Errors
/// As for [`run`].
pub fn run_again(
    command: &mut Command,
    alone: impl FnOnce(&BTreeSet<String>) -> Command,
) -> Result<String> {
    let (count, passed) = watch(command)?;
    if passed {
        return verdict(&count);
    }
    let files = &count.failed;
    if files.is_empty() || files.len() > UNSTEADY {
        bail!("tests failed; see above");
    }
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let names = names.join(", ");
    eprintln!("failed, and run once more with nothing beside them: {names}");
    run(&mut alone(files))?;
    let note = verdict(&count)?;
    Ok(format!(
        "{note}; UNSTEADY, failed and then passed alone: {names}"
    ))
}

/// How many files may fail once without failing the run.
const UNSTEADY: usize = 2;

/// Runs a test program to its end: what it told of its tests, and whether it was content.
fn watch(command: &mut Command) -> Result<(Count, bool)> {
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
    Ok((count, status.success()))
}

fn verdict(count: &Count) -> Result<String> {
    match count {
        Count { ran: 0, .. } => bail!("no test was found, so nothing was tested"),
        Count {
            skipped: 0, ran, ..
        } => Ok(format!("{ran} tests")),
        Count { skipped, ran, .. } => bail!("{skipped} of {} tests were skipped", ran.max(skipped)),
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
                skipped: 1,
                ..Count::default()
            }
        );
        let node = [
            "ℹ tests 7",
            "ℹ suites 1",
            "ℹ pass 5",
            "ℹ skipped 1",
            "ℹ todo 1",
        ];
        assert_eq!((count(&node).ran, count(&node).skipped), (7, 2));
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

    /// Prints what node does of files that fail, and of others if it is run again.
    fn node(failing: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(
            "for file; do echo \"test at $file:7:1\"; done; echo 'ℹ tests 3'; exit $(( $# > 0 ))",
        );
        command.arg("sh").args(failing);
        command
    }

    #[test]
    fn what_fails_once_may_pass_alone_and_is_named() -> Result<()> {
        let unsteady = ["tests/a.test.mjs", "tests/b.test.mjs"];
        let note = run_again(&mut node(&unsteady), |files| {
            assert!(files.iter().eq(&unsteady));
            node(&[])
        })?;
        assert_eq!(
            note,
            "3 tests; UNSTEADY, failed and then passed alone: tests/a.test.mjs, tests/b.test.mjs"
        );
        Ok(())
    }

    #[test]
    fn what_fails_twice_has_failed_and_so_has_what_fails_in_many_files() {
        let one = ["tests/a.test.mjs"];
        assert!(run_again(&mut node(&one), |_| node(&one)).is_err());
        let many = ["a.mjs", "b.mjs", "c.mjs"];
        assert!(run_again(&mut node(&many), |_| unreachable!()).is_err());
        // A program that fails without a test that does.
        let mut broken = Command::new("false");
        assert!(run_again(&mut broken, |_| unreachable!()).is_err());
    }
}
