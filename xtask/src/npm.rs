//! The two tools from npm that make a released build smaller. They come with
//! tests/package.json; a plain build needs neither.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::order::order;
use crate::process;
use crate::workspace::Workspace;

/// What rustc 1.95 uses for the web; wasm-opt must not assume less or more.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Whether a script is an ES module or a plain one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Its top level is its own.
    Module,
    /// Its top level is the page's, so names there stay.
    Classic,
}

/// Minifies JavaScript with terser.
///
/// # Errors
/// When terser is not installed or refuses the script.
pub fn minify(workspace: &Workspace, code: &str, script: Script) -> Result<String> {
    let mut command = Command::new(tool(workspace, "terser")?);
    command.args(["--ecma", "2020", "--mangle", "--compress"]);
    command.arg(
        "passes=3,ecma=2020,keep_fargs=false,unsafe_arrows,unsafe_methods,drop_console=[warn]",
    );
    if script == Script::Module {
        command.arg("--module");
    }
    let small = process::feed(&mut command, code.as_bytes())?;
    Ok(String::from_utf8(small)
        .context("terser wrote something that is not UTF-8")?
        .trim_end()
        .to_owned())
}

/// Shrinks a module with wasm-opt.
///
/// # Errors
/// When binaryen is not installed or refuses the module.
pub fn optimize(workspace: &Workspace, name: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let input = workspace.made(&format!("work/{name}.wasm"));
    let output = workspace.made(&format!("work/{name}-small.wasm"));
    crate::assets::write(&input, wasm)?;
    let mut command = Command::new(tool(workspace, "wasm-opt")?);
    command.arg(&input).arg("-o").arg(&output);
    // Taking in small functions that are called once leaves a slow phone fewer to compile.
    // Beyond that, sharing inside functions makes the file smaller and the download larger.
    command.args(["-Oz", "--converge", "--skip-pass=local-cse"]);
    command.arg("--one-caller-inline-max-function-size=15");
    command.args(WASM_FEATURES);
    command.args([
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ]);
    process::feed(&mut command, b"")?;
    let small =
        std::fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
    order(&small)
}

fn tool(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let tool = workspace.path("tests/node_modules/.bin").join(name);
    if !tool.exists() {
        bail!("a released build needs {name}: run `npm --prefix tests ci` and try again");
    }
    Ok(tool)
}
