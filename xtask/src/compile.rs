//! Compiling a crate for the browser. What comes out is not yet bound to JavaScript.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::Form;
use crate::process;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles one crate and returns where its module lies. One call for several would
/// share features, and the card would pay for the console's.
///
/// # Errors
/// When it does not compile, or a part of the toolchain cannot be added.
pub fn compile(workspace: &Workspace, krate: &str, form: Form) -> Result<PathBuf> {
    let small = form == Form::Released;
    let mut cargo = process::cargo(
        workspace,
        &[
            if small { "rustc" } else { "build" },
            "-p",
            krate,
            "--lib",
            "--profile",
            "wasm",
            "--target",
            TARGET,
        ],
    );
    if small {
        rebuild_the_standard_library(&mut cargo, workspace, krate)?;
        if krate == "console" {
            cargo.args(["--features", "split"]);
        }
        // By the linker's notes both are cut (`split`, `chunks`).
        cargo.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    process::run(&mut cargo)?;
    let target = if small {
        workspace.released(krate)
    } else {
        workspace.target()
    };
    Ok(module(target, "wasm", krate))
}

/// Compiles one crate without making it small, which takes seconds where only it has changed.
///
/// # Errors
/// Those of [`compile`].
pub fn compile_soon(workspace: &Workspace, krate: &str) -> Result<PathBuf> {
    let of_krate = ["build", "-p", krate, "--lib", "--target", TARGET];
    process::run(&mut process::cargo(workspace, &of_krate))?;
    Ok(module(workspace.target(), "debug", krate))
}

/// A crate compiled for the browser, before wasm-bindgen.
fn module(target: PathBuf, profile: &str, krate: &str) -> PathBuf {
    target.join(format!("{TARGET}/{profile}/{krate}.wasm"))
}

/// A standard library compiled for size, in which a panic is a trap and nothing else:
/// nobody reads its words in a shopper's or a marketer's browser, and the code that writes
/// them is a tenth of every download. Cargo calls both unstable, hence the variable that lets
/// a stable compiler have them.
fn rebuild_the_standard_library(
    cargo: &mut Command,
    workspace: &Workspace,
    krate: &str,
) -> Result<()> {
    add_sources()?;
    let home = std::env::var("HOME").unwrap_or_default();
    let mut flags = [
        "-Zunstable-options",
        "-Cpanic=immediate-abort",
        // Nobody reads where a trap came from either.
        "-Zlocation-detail=none",
        // Where this was compiled is nobody's business.
        &format!("--remap-path-prefix={home}=~"),
        &format!("--remap-path-prefix={}=.", workspace.root().display()),
    ]
    .map(str::to_owned)
    .to_vec();
    if krate == "console" {
        // Components without types of their own take a fifth off what has many of them.
        flags.push("--cfg=erase_components".to_owned());
    }
    cargo
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        // A directory of its own, so that neither form throws the other's work away.
        .arg("--target-dir")
        .arg(workspace.released(krate))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    Ok(())
}

/// Adds the WebAssembly target to the Rust toolchain if it is not there.
///
/// # Errors
/// When rustup cannot.
pub fn add_target() -> Result<()> {
    let libraries = process::ask("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if libraries.is_some_and(|dir| PathBuf::from(dir).is_dir()) {
        return Ok(());
    }
    eprintln!("adding the {TARGET} target to the Rust toolchain");
    if process::run(Command::new("rustup").args(["target", "add", TARGET])).is_err() {
        bail!("Rust cannot compile for {TARGET}: run `rustup target add {TARGET}` and try again");
    }
    Ok(())
}

fn add_sources() -> Result<()> {
    let root = process::ask("rustc", &["--print", "sysroot"])
        .context("rustc does not say where it lives: is the Rust toolchain installed?")?;
    if PathBuf::from(root.trim())
        .join("lib/rustlib/src/rust/library/std")
        .is_dir()
    {
        return Ok(());
    }
    eprintln!("adding the sources of the standard library to the Rust toolchain");
    if process::run(Command::new("rustup").args(["component", "add", "rust-src"])).is_err() {
        bail!(
            "the standard library cannot be compiled for size: run `rustup component add rust-src` and try again"
        );
    }
    Ok(())
}
