//! Files stay small, and say in their first line what they are.

use crate::sources::sources;
use anyhow::Result;

const LONGEST: usize = 400;
const MEDIAN: usize = 120;

#[test]
fn no_file_is_long_and_most_are_short() -> Result<()> {
    let files = sources(".", &[".rs", ".js", ".mjs"])?;
    let mut sizes: Vec<(usize, &str)> = files
        .iter()
        .map(|file| (file.text.lines().count(), file.path.as_str()))
        .collect();
    sizes.sort_unstable();
    let (median, _) = sizes[sizes.len() / 2];
    let long: Vec<_> = sizes.iter().filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(
        long.is_empty(),
        "longer than {LONGEST} lines, split them: {long:?}"
    );
    assert!(
        median < MEDIAN,
        "half of the files have more than {median} lines"
    );
    Ok(())
}

#[test]
fn every_rust_file_begins_by_saying_what_it_is() -> Result<()> {
    let silent: Vec<String> = sources(".", &[".rs"])?
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    assert!(silent.is_empty(), "no `//!` in the first line: {silent:?}");
    Ok(())
}

#[test]
fn every_script_and_test_page_begins_by_saying_what_it_is() -> Result<()> {
    let silent: Vec<String> = sources(".", &[".js", ".mjs"])?
        .into_iter()
        .filter(|file| {
            !["//", "/*", "#!"]
                .iter()
                .any(|start| file.text.starts_with(start))
        })
        .map(|file| file.path)
        .collect();
    assert!(
        silent.is_empty(),
        "no comment in the first line: {silent:?}"
    );
    Ok(())
}

#[test]
fn no_file_is_called_utils_or_common() -> Result<()> {
    let vague: Vec<String> = sources(".", &[".rs", ".js", ".mjs"])?
        .into_iter()
        .map(|file| file.path)
        .filter(|path| {
            ["utils", "common", "helpers", "misc"]
                .iter()
                .any(|word| path.contains(word))
        })
        .collect();
    assert!(
        vague.is_empty(),
        "name files after what is in them: {vague:?}"
    );
    Ok(())
}
