//! Words that must not stand in a place, and words that must.

use crate::sources::{Source, root, sources};
use anyhow::Result;

/// Every place in the files' code where one of the words stands.
fn places(files: &[Source], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.code() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number}: {word}", file.path));
            }
        }
    }
    found
}

#[test]
fn the_collector_does_not_reach_the_store() -> Result<()> {
    let words = ["store::", "rusqlite", "drain::", "publish::", "Data<Store>"];
    let found = places(&sources("server/src/collector", &[".rs"])?, &words);
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

#[test]
fn the_queue_does_not_know_what_an_entry_means() -> Result<()> {
    let words = ["survey::", "crate::store", "crate::collector", "rusqlite"];
    let found = places(&sources("server/src/queue", &[".rs"])?, &words);
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

#[test]
fn the_ledger_does_not_reach_the_store() -> Result<()> {
    let words = ["store::", "rusqlite", "drain::", "crate::collector"];
    let found = places(&sources("server/src/ledger", &[".rs"])?, &words);
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

#[test]
fn the_domain_has_no_clock_no_chance_and_no_io() -> Result<()> {
    let words = [
        "std::time",
        "std::thread",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::io",
        "async ",
        ".await",
        "rand::",
        "getrandom",
        "Instant",
        "SystemTime",
        "println!",
        "js_sys",
        "web_sys",
    ];
    let found = places(&sources("survey/src", &[".rs"])?, &words);
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

#[test]
fn the_demo_shop_uses_no_private_door() -> Result<()> {
    let files = sources("demo-site", &[".html", ".js", ".css"])?;
    let words = [
        "tillside(",
        "window.tillside",
        "data-tillside",
        "tillside-prompt",
        "__TILLSIDE",
        "/v1/shops",
        "/console/api",
    ];
    // The whole text: what follows two slashes may be an address.
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let used = words.iter().filter(|word| file.text.contains(**word));
            used.map(|word| format!("{}: {word}", file.path))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    let tags: usize = files
        .iter()
        .map(|file| file.text.matches("/s/pk_demo.js").count())
        .sum();
    assert!(tags > 0, "the demo shop has no script tag");
    Ok(())
}

#[test]
fn nothing_is_left_to_be_written() -> Result<()> {
    let files = sources(".", &[".rs"])?;
    let files: Vec<Source> = files
        .into_iter()
        .filter(|f| !f.path.starts_with("tests/tidy"))
        .collect();
    let found = places(
        &files,
        &["todo!", "unimplemented!", "#[allow(", "#![allow("],
    );
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

#[test]
fn the_readme_explains_every_error_code() -> Result<()> {
    let readme = std::fs::read_to_string(root().join("README.md"))?;
    for row in tillside_server::errors::TABLE {
        let start = format!("| `{}` | {}", row.name, row.status);
        let line = readme.lines().find(|line| line.starts_with(&start));
        let again = if row.retryable { "| yes |" } else { "| no |" };
        assert!(
            line.is_some_and(|line| line.contains(again) && line.contains(row.title)),
            "the README has no row of its own for {row:?}, or another one: {line:?}"
        );
    }
    Ok(())
}

#[test]
fn the_readme_explains_every_setting() -> Result<()> {
    let readme = std::fs::read_to_string(root().join("README.md"))?;
    let mut settings = 0;
    for file in sources("server/src/config", &[".rs"])? {
        for rest in file.text.split("\"TILLSIDE_").skip(1) {
            let name = rest.split('"').next().unwrap_or_default();
            settings += 1;
            assert!(
                readme.contains(&format!("`TILLSIDE_{name}`")),
                "the README does not explain TILLSIDE_{name} of {}",
                file.path
            );
        }
    }
    assert!(settings > 10, "only {settings} settings were found");
    Ok(())
}
