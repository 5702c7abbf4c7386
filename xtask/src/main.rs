//! The workspace tasks: `cargo xtask demo | test | build | size | profile | bench |
//! fuzz`. It reads the command line and reports errors; each task lives in a file of its own.

mod adapters;
mod assets;
mod bench;
mod bindgen;
mod build;
mod checks;
mod chunks;
mod compile;
mod compress;
mod console_page;
mod console_size;
mod demo;
mod early;
mod forsaken;
mod fresh;
mod fuzz;
mod guard;
mod http;
mod late_glue;
mod lean;
mod loader;
mod names;
mod npm;
mod order;
mod process;
mod profile;
mod render;
mod server;
mod shop_pages;
mod size;
mod split;
mod steps;
mod test;
mod test_count;
mod tools;
mod trim;
/// The console's words, which the build writes into files.
#[path = "../../console/src/words/mod.rs"]
#[cfg_attr(not(test), expect(dead_code, reason = "here they are written alone"))]
mod words;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench::Bench;
use crate::build::Form;
use crate::workspace::Workspace;

/// Tillside's tasks. They run from any folder of the checkout.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds everything and serves the demo shop, the console and the collector.
    Demo {
        /// The port to serve on, at 127.0.0.1.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Where the server keeps its data [default: target/tillside/data, or
        /// target/tillside/sample with --sample].
        #[arg(long)]
        data: Option<PathBuf>,
        /// Begins with ninety days of made-up visits and some 20,000 answers in four languages,
        /// for looking at the console.
        #[arg(long)]
        sample: bool,
        /// A Redis to queue in, as redis://HOST:PORT [default: an embedded queue].
        #[arg(long)]
        redis: Option<String>,
    },
    /// Checks and tests everything, the quick things first.
    Test {
        /// Installs what is missing: system packages, npm packages, Rust components.
        #[arg(long)]
        install: bool,
    },
    /// Builds what a browser downloads into target/tillside/assets, and the demo shop.
    Build {
        /// Also runs wasm-opt and terser (from tests/node_modules).
        #[arg(long)]
        release: bool,
    },
    /// Builds the console alone, fast and large, for working on it; a running server shows it
    /// after a restart.
    Console,
    /// Weighs what a shopper downloads until the first prompt.
    Size {
        /// Prints one JSON object in place of the table.
        #[arg(long)]
        json: bool,
    },
    /// Finds out what the card calls until a prompt can be seen, for widget/early.txt.
    Profile,
    /// Tries what comes in from outside with input that a fuzzer thinks of. Needs a nightly
    /// compiler and cargo-fuzz.
    Fuzz {
        /// For how long each target is tried.
        #[arg(long, default_value_t = 10)]
        minutes: u64,
    },
    /// Measures what a release does on a slow phone; slow figures are no failure.
    Bench {
        #[command(subcommand)]
        bench: Bench,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = Workspace::find().and_then(|workspace| match arguments.task {
        Task::Demo {
            port,
            data,
            sample,
            redis,
        } => demo::run(&workspace, port, data, sample, redis),
        Task::Test { install } => test::run(&workspace, install),
        Task::Build { release } => build::run(&workspace, Form::new(release)),
        Task::Console => build::console(&workspace),
        Task::Size { json } => size::run(&workspace, json),
        Task::Profile => profile::run(&workspace),
        Task::Fuzz { minutes } => fuzz::run(&workspace, minutes),
        Task::Bench { bench } => bench::run(&workspace, &bench),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
