//! The API as its document describes it: Schemathesis makes requests out of /openapi.json, good ones and bad ones, and looks at every response.

use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::time::Duration;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tokio::process::Command;
use tokio::time::timeout;

/// Values with which requests get further than to `unknown_shop`.
const VALUES: &str = r#"
[parameters]
"path.key" = "pk_tests"
"path.file" = "card-0123abcd.js"
"path.prompt" = "why-not"
"path.version" = 1

[checks.missing_required_header]
expected-statuses = [400, 401, 403, 404, 422, 428]
"#;

/// A batch is taken event by event and what is not known in it is passed over, so a request
/// that the document does not describe may well be accepted; and what fits a question stands
/// in a shop's prompts, not in the document, so one that it describes may be refused.
const NOT_CHECKED: &str = "negative_data_rejection,positive_data_acceptance";

/// The whole run; it takes a quarter of that.
const MOST: Duration = Duration::from_secs(120);

/// The program, where `cargo xtask test --install` puts it.
fn schemathesis() -> Result<PathBuf> {
    let usual = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../target/tillside/schemathesis/bin/schemathesis");
    let path = std::env::var_os("SCHEMATHESIS").map_or(usual, PathBuf::from);
    ensure!(
        path.is_file(),
        "{} is missing: run `cargo xtask test --install`",
        path.display()
    );
    Ok(path)
}

#[tokio::test]
async fn every_response_is_one_that_the_document_describes() -> Result<()> {
    let site = Site::embedded()?;
    // One sender who never rests.
    let unlimited = ["address", "visitor", "shop"].map(|limit| format!("--rate-{limit}=0"));
    let server = Server::start(&site, &unlimited.each_ref().map(String::as_str)).await?;
    let signed_in = server.get(&server.sign_in_link[server.base.len()..], &[]);
    let cookie = signed_in.await?.header("set-cookie").to_owned();
    let (cookie, _) = cookie.split_once(';').context("nobody is signed in")?;

    let folder = tempfile::tempdir()?;
    let config = folder.path().join("schemathesis.toml");
    std::fs::write(&config, VALUES)?;
    let mut run = Command::new(schemathesis()?);
    run.current_dir(folder.path())
        .arg("--no-color")
        .arg("--config-file")
        .arg(&config)
        .arg("run")
        .arg(format!("{}/openapi.json", server.base))
        .arg("--header")
        .arg(format!("Cookie: {cookie}"))
        .args(["--exclude-checks", NOT_CHECKED])
        // They would end the session of all that follow.
        .args(["--exclude-path", "/console/api/sign-out"])
        .args(["--exclude-path", "/console/api/sign-out-everywhere"])
        .args(["--exclude-path", "/console/api/setup"])
        // It never ends.
        .args(["--exclude-path", "/console/api/shops/{key}/live"])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "20", "--seed", "1"])
        .env("NO_PROXY", "*")
        .kill_on_drop(true);
    let output = timeout(MOST, run.output()).await.context("too slow")??;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{said}");
    let count = |what: &str| {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(what));
        line.and_then(|rest| rest.split(['/', ' ']).next()?.parse::<usize>().ok())
    };
    let operations = count("Selected: ").context("it selected nothing")?;
    ensure!(
        operations > 10 && count("Tested: ") == Some(operations),
        "{said}"
    );
    server.stop().await
}
