//! Options from the command line, the environment and a file: which goes first, and what is told of mistakes.

use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use tempfile::TempDir;
use tillside_tests::server::Server;
use tillside_tests::site::{Site, program};

/// A configuration file in a folder that goes with the returned guard.
fn file(text: &str) -> Result<(TempDir, PathBuf)> {
    let folder = TempDir::new()?;
    let path = folder.path().join("tillside.toml");
    std::fs::write(&path, text)?;
    Ok((folder, path))
}

/// What the program says when it refuses.
fn refused(program: &mut std::process::Command) -> Result<String> {
    let output = program.output()?;
    ensure!(!output.status.success(), "it was not refused");
    Ok(String::from_utf8(output.stderr)?)
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() -> Result<()> {
    let (_folder, path) = file("listen = \"file\"\nworkers = \"file\"\nlog-format = \"file\"\n")?;
    let said = refused(
        program()?
            .args(["serve", "--listen", "flag", "--config"])
            .arg(path)
            .env("TILLSIDE_LISTEN", "environment")
            .env("TILLSIDE_WORKERS", "environment"),
    )?;
    for words in [
        "--listen: \"flag\" is not",
        "--workers (TILLSIDE_WORKERS): \"environment\" is not",
        "tillside.toml line 3): \"file\" is neither",
    ] {
        ensure!(said.contains(words), "{words} is missing in:\n{said}");
    }
    Ok(())
}

#[test]
fn a_file_that_is_not_there_or_has_mistakes_is_refused_by_every_command() -> Result<()> {
    let said = refused(program()?.args(["serve", "--config", "/no/such.toml"]))?;
    ensure!(said.contains("--config: /no/such.toml"), "{said}");
    let (_folder, path) = file("dta = \"data\"\n")?;
    let mut export = program()?;
    export
        .args(["coupons", "list"])
        .env("TILLSIDE_CONFIG", path);
    let said = refused(&mut export)?;
    ensure!(said.contains("line 1: dta is unknown"), "{said}");
    Ok(())
}

#[tokio::test]
async fn one_file_serves_every_command() -> Result<()> {
    let site = Site::embedded()?;
    let data = site.data().to_str().context("no text")?;
    let (_folder, path) = file(&format!("data = {data:?}\nlog-format = \"json\"\n"))?;
    let path = path.to_str().context("no text")?;
    let output = program()?
        .args(["sign-in-link", "--config", path])
        .output()?;
    let link = String::from_utf8(output.stdout)?;
    ensure!(link.contains("/console/sign-in?code="), "{link}");
    let server = Server::start(&site, &["--config", path]).await?;
    server.get("/healthz", &[]).await?;
    ensure!(server.logs().iter().all(|line| line.starts_with('{')));
    server.stop().await
}
