//! Writes the demo shop: each page in each language, and the files beside them.
//! The shop is a customer like any other, so nothing of Tillside is put in here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::assets;
use crate::build::read_text;
use crate::render::{Texts, fill, place};
use crate::workspace::Workspace;

/// Folders and files of demo-site that are not themselves served.
const SOURCES: [&str; 6] = [
    "pages",
    "texts",
    "static",
    "layout.html",
    "shop.json",
    "README.md",
];

/// Writes all pages and copies the other files; the note counts the pages.
///
/// # Errors
/// When a template asks for a text that a language lacks, or on unreadable files.
pub fn write(workspace: &Workspace) -> Result<String> {
    let site = workspace.path("demo-site");
    let shop = workspace.demo();
    let layout = read_text(workspace, "demo-site/layout.html")?;
    let pages = names(&site.join("pages"), "html")?;
    let languages = names(&site.join("texts"), "json")?;
    let mut written = BTreeSet::new();
    for lang in &languages {
        let texts_file = format!("demo-site/texts/{lang}.json");
        let texts: Texts = serde_json::from_str(&read_text(workspace, &texts_file)?)
            .with_context(|| format!("{texts_file} is not a flat object of texts"))?;
        for page in &pages {
            let file = format!("demo-site/pages/{page}.html");
            let words = [("page", page.as_str()), ("lang", lang.as_str())];
            let body = place(&read_text(workspace, &file)?, &words);
            let body = fill(&body, &texts, &file, &texts_file)?;
            // The frame is cut where the body goes, so that no word of the body is a key again.
            let (head, foot) = layout
                .split_once("{{content}}")
                .context("demo-site/layout.html lacks {{content}}, where the page goes")?;
            let frame = |part| {
                fill(
                    &place(part, &words),
                    &texts,
                    "demo-site/layout.html",
                    &texts_file,
                )
            };
            let whole = frame(head)? + &body + &frame(foot)?;
            let to = shop.join(lang).join(format!("{page}.html"));
            save(&to, whole.as_bytes(), &mut written)?;
        }
    }
    copy(&site, &shop, &SOURCES, &mut written)?;
    if site.join("static").is_dir() {
        copy(&site.join("static"), &shop, &[], &mut written)?;
    }
    remove_others(&shop, &written)?;
    Ok(format!("{} pages", pages.len() * languages.len()))
}

/// The names, without their ending, of a folder's files with that ending.
fn names(dir: &Path, ending: &str) -> Result<Vec<String>> {
    let mut names: Vec<String> = entries(dir)?
        .iter()
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    if names.is_empty() {
        bail!("{} has no .{ending} file", dir.display());
    }
    names.sort();
    Ok(names)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let failed = || format!("cannot read {}", dir.display());
    let entries = std::fs::read_dir(dir).with_context(failed)?;
    entries
        .map(|entry| Ok(entry.with_context(failed)?.path()))
        .collect()
}

fn copy(from: &Path, to: &Path, but: &[&str], written: &mut BTreeSet<PathBuf>) -> Result<()> {
    for path in entries(from)? {
        let name = path.file_name().unwrap_or_default();
        if but.iter().any(|source| name == *source) {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name), &[], written)?;
        } else {
            let bytes =
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            save(&to.join(name), &bytes, written)?;
        }
    }
    Ok(())
}

/// Writes a file unless it is there already with this content.
fn save(file: &Path, bytes: &[u8], written: &mut BTreeSet<PathBuf>) -> Result<()> {
    written.insert(file.to_path_buf());
    if std::fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    assets::write(file, bytes)
}

/// Removes what an earlier build wrote and this one did not.
fn remove_others(dir: &Path, written: &BTreeSet<PathBuf>) -> Result<()> {
    for path in entries(dir)? {
        if path.is_dir() {
            remove_others(&path, written)?;
        } else if !written.contains(&path) {
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}
