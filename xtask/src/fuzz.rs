//! `cargo xtask fuzz`: lets a fuzzer think of input for every target of tests/fuzz, one
//! after the other. It needs a nightly compiler and cargo-fuzz, which nothing else does.

use anyhow::{Context, Result, ensure};

use crate::process;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Where the targets are.
const FOLDER: &str = "tests/fuzz";
/// The targets, the quickest to be exhausted last.
const TARGETS: [&str; 4] = ["redaction", "rules", "batch", "book"];

/// Runs each target for so many minutes, from the committed corpus on. What was found
/// earlier on this machine is kept below `target/` and used again.
///
/// # Errors
/// When a tool is missing, or a target fails; the input is then in tests/fuzz/artifacts.
pub fn run(workspace: &Workspace, minutes: u64) -> Result<()> {
    ensure!(
        process::ask("cargo", &["+nightly", "fuzz", "--version"]).is_some(),
        "the fuzzer is missing: run `rustup toolchain install nightly` and `cargo install cargo-fuzz`"
    );
    let mut steps = Steps::new(TARGETS.len());
    for target in TARGETS {
        steps.run(target, || {
            fuzz(workspace, target, minutes)?;
            Ok(format!("nothing found in {minutes} min"))
        })?;
    }
    print!("{}", steps.summary());
    Ok(())
}

fn fuzz(workspace: &Workspace, target: &str, minutes: u64) -> Result<()> {
    let found = workspace.made("fuzz").join(target);
    std::fs::create_dir_all(&found).with_context(|| format!("cannot make {}", found.display()))?;
    // Not our own cargo, which is tied to the stable compiler.
    let mut command = std::process::Command::new("cargo");
    command.current_dir(workspace.root());
    // No sanitizer: nothing that is tried here is unsafe, and all of it is faster without.
    command.args(["+nightly", "fuzz", "run", "--sanitizer", "none"]);
    command.args(["--fuzz-dir", FOLDER, "--target-dir"]);
    command.arg(workspace.made("fuzz-build")).arg(target);
    command
        .arg(&found)
        .arg(workspace.path(FOLDER).join("corpus").join(target));
    command
        .arg("--")
        .arg(format!("-max_total_time={}", minutes * 60));
    command.arg(format!("-dict={FOLDER}/words.dict"));
    command.args(["-max_len=8192", "-timeout=60", "-print_final_stats=1"]);
    command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    process::run(&mut command)
}
