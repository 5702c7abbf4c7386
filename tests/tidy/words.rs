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
        "data-tillside",
        "tillside-prompt",
        "__TILLSIDE",
        "/v1/shops",
    ];
    let found = places(&files, &words);
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
    let codes = tillside_server::errors::TABLE.iter().map(|row| row.name);
    let missing: Vec<_> = codes
        .filter(|code| !readme.contains(&format!("`{code}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "codes without a word in the README: {missing:?}"
    );
    Ok(())
}
