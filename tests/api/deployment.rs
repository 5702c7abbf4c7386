//! Whether the files of deploy/ speak of options that there are.

use anyhow::{Result, ensure};
use std::collections::BTreeSet;
use std::path::Path;
use tillside_tests::site::program;

/// Options of other programs that stand in there.
const OTHERS: &[&str] = &[
    "--appendfsync",
    "--appendonly",
    "--build",
    "--dbname",
    "--encoding",
    "--fail",
    "--gid",
    "--home-dir",
    "--locked",
    "--maxmemory-policy",
    "--mount",
    "--no-create-home",
    "--no-install-recommends",
    "--now",
    "--output",
    "--interval",
    "--timeout",
    "--start-period",
    "--from",
    "--release",
    "--rm",
    "--silent",
    "--shell",
    "--uid",
    "--username",
    "--wait",
];

/// The help of every command that the files may name.
fn help() -> Result<String> {
    let mut all = String::new();
    for command in ["serve", "check", "drain", "import", "sign-in-link"] {
        let output = program()?.args([command, "--help"]).output()?;
        ensure!(output.status.success(), "there is no {command}");
        all += &String::from_utf8(output.stdout)?;
    }
    // The one that is no flag.
    Ok(all + " TILLSIDE_TOKEN_SECRET ")
}

/// The words of a text that begin so and go on with these characters.
fn words<'a>(text: &'a str, start: &str, more: fn(char) -> bool) -> BTreeSet<&'a str> {
    let part = |c: char| more(c) || start.contains(c);
    text.split(|c| !part(c))
        .filter(|word| word.len() > start.len() && word.starts_with(start))
        .map(|word| word.trim_end_matches('_'))
        .collect()
}

fn flags(text: &str) -> BTreeSet<&str> {
    let mut flags = words(text, "--", |c| c.is_ascii_lowercase());
    // Rules of tables.
    flags.retain(|flag| !flag.starts_with("---"));
    flags
}

fn variables(text: &str) -> BTreeSet<&str> {
    words(text, "TILLSIDE_", |c| c.is_ascii_uppercase())
}

#[test]
fn every_option_that_is_named_there_is() -> Result<()> {
    let help = help()?;
    let (known, set) = (flags(&help), variables(&help));
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy");
    let mut named = 0;
    for file in std::fs::read_dir(deploy)? {
        let path = file?.path();
        let text = std::fs::read_to_string(&path)?;
        for flag in flags(&text) {
            let is_known = known.contains(flag) || OTHERS.contains(&flag);
            ensure!(is_known, "{}: {flag}", path.display());
            named += 1;
        }
        for variable in variables(&text) {
            ensure!(set.contains(variable), "{}: {variable}", path.display());
            named += 1;
        }
    }
    ensure!(named > 30, "only {named} options were found");
    Ok(())
}
