//! Which package may depend on which: only along the lines of the map in the README.

use crate::sources::root;
use anyhow::{Context, Result};
use std::collections::BTreeSet;

/// Every package of the workspace with the others that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("survey", &[]),
    ("widget", &["survey"]),
    ("server", &["survey"]),
    ("console", &["survey"]),
    ("tests", &["survey", "tillside-server"]),
    // The console's words, which xtask writes into files, are in part the domain's.
    ("xtask", &["survey"]),
];

/// The names of the packages, as dependencies name them.
const OURS: &[&str] = &[
    "survey",
    "widget",
    "tillside-server",
    "console",
    "tillside-tests",
    "xtask",
    "tillside-widget",
    "tillside-console",
];

/// The dependencies in a package's manifest, those for tests included.
fn dependencies(folder: &str) -> Result<BTreeSet<String>> {
    let path = root().join(folder).join("Cargo.toml");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            inside = section.ends_with("dependencies");
            // `[dependencies.name]` is the long form of one dependency.
            if let Some((_, name)) = section.rsplit_once("dependencies.") {
                names.insert(name.to_owned());
            }
        } else if inside
            && let Some(name) = line.split(['=', '.', ' ']).next()
            && !name.is_empty()
            && !name.starts_with(['#', '"', '}', ']'])
        {
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}

#[test]
fn packages_use_each_other_only_along_the_map() -> Result<()> {
    for (folder, allowed) in MAY_USE {
        let used = dependencies(folder)?;
        let strays: Vec<_> = used
            .iter()
            .map(String::as_str)
            .filter(|name| OURS.contains(name) && !allowed.contains(name))
            // A package names itself to test one of its features.
            .filter(|name| name != folder)
            .collect();
        assert!(strays.is_empty(), "{folder} must not use {strays:?}");
    }
    Ok(())
}

#[test]
fn the_map_names_every_package() -> Result<()> {
    let text = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let members = text
        .lines()
        .find(|line| line.starts_with("members"))
        .context("no members")?;
    let listed: BTreeSet<&str> = members.split('"').skip(1).step_by(2).collect();
    let mapped: BTreeSet<&str> = MAY_USE.iter().map(|(folder, _)| *folder).collect();
    assert_eq!(listed, mapped);
    Ok(())
}

#[test]
fn the_domain_depends_on_serde_alone() -> Result<()> {
    let manifest = std::fs::read_to_string(root().join("survey/Cargo.toml"))?;
    let section = manifest
        .split("[dependencies]")
        .nth(1)
        .context("no dependencies")?;
    let section = section.split("\n[").next().unwrap_or("");
    let names: Vec<&str> = section
        .lines()
        .filter_map(|line| line.split(['=', '.', ' ']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .collect();
    assert!(names.iter().all(|name| *name == "serde"), "{names:?}");
    assert!(
        section.contains("optional = true"),
        "serde must be optional: {section}"
    );
    Ok(())
}
