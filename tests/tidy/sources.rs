//! Finds the files that people wrote. It follows no build output and no downloaded package.

use anyhow::Result;
use std::path::{Path, PathBuf};

const NOT_OURS: &[&str] = &["target", "node_modules", "dist", ".git"];

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file with its text.
pub struct Source {
    /// The path from the root of the repository.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Every file below `folder` (from the root) whose name ends in one of `endings`.
pub fn sources(folder: &str, endings: &[&str]) -> Result<Vec<Source>> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("");
            if path.is_dir() {
                if !NOT_OURS.contains(&name) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
                let path = path.strip_prefix(&root)?.display().to_string();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    anyhow::ensure!(!found.is_empty(), "no {endings:?} below {folder}");
    Ok(found)
}

impl Source {
    /// The lines with their numbers, without comments; tests at the file's end are left out.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]").unwrap_or(self.text.len());
        let lines = self.text[..end].lines().enumerate();
        lines
            .map(|(at, line)| (at + 1, line.split("//").next().unwrap_or("")))
            .filter(|(_, line)| !line.trim().is_empty())
    }
}
