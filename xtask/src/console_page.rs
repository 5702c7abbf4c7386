//! Prepares the console: its page, its style sheet and its program, the last
//! two under names that hold their hash.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::bindgen::{self, Bound};
use crate::build::{self, Form, read_text};
use crate::chunks::Chunks;
use crate::fresh::{Inputs, Note};
use crate::workspace::Workspace;
use crate::{assets, npm, words};

/// The languages of the console.
const LANGUAGES: [&str; 4] = ["en", "ar", "th", "ru"];
/// Where the names of built files go in the page.
const PLACES: [&str; 4] = [
    "__CONSOLE_JS__",
    "__CONSOLE_WASM__",
    "__CONSOLE_CSS__",
    "__CONSOLE_WORDS__",
];

/// Writes the console's files; the note says whether anything had to be done.
///
/// # Errors
/// When a file is missing or its page lacks a placeholder.
pub fn prepare(workspace: &Workspace, input: &Path, form: Form) -> Result<String> {
    let dir = workspace.assets().join("console");
    let page = read_text(workspace, "console/index.html")?;
    let css = styles(workspace)?;
    let mut inputs = Inputs::new()?;
    inputs.add_tools(workspace, form)?;
    inputs.add(page.as_bytes());
    inputs.add(css.as_bytes());
    let compiled = build::read(input)?;
    inputs.add(&compiled);
    let others = others(workspace, &page)?;
    let mut told = Vec::new();
    for language in LANGUAGES {
        let written = words::write(language).into_bytes();
        inputs.add(&written);
        told.push((
            language,
            hashed(&format!("words-{language}.txt"), &written),
            written,
        ));
    }
    for (name, bytes) in &others {
        inputs.add(name.as_bytes());
        inputs.add(bytes);
    }
    let note = Note::new(workspace, "console", inputs);
    if note.files(&dir, form).is_some() {
        return Ok("up to date".to_owned());
    }

    let Program {
        bound,
        chunks,
        needed,
    } = program(workspace, compiled, form)?;
    let count = chunks.len();
    let later = chunks.iter().map(|(_, chunk)| chunk.len()).sum::<usize>() / 1024;
    let hash = assets::hash(&[bound.glue.as_bytes(), &bound.wasm]);
    let glue = format!("console-{hash}.js");
    let wasm = format!("console-{hash}.wasm");
    let sheet = format!("console-{}.css", assets::hash(&[css.as_bytes()]));
    let names = told
        .iter()
        .map(|(language, name, _)| format!("{language}:{name}"));
    let names = names.collect::<Vec<_>>().join(" ");
    let mut page = fill(&page, [&glue, &wasm, &sheet, &names])?;
    let mut made = vec![
        (glue, bound.glue.into_bytes()),
        (wasm, bound.wasm.clone()),
        (sheet, css.into_bytes()),
    ];
    for (name, bytes) in others {
        let hashed = hashed(&name, &bytes);
        page = page.replace(&format!("/console/{name}"), &format!("/console/{hashed}"));
        made.push((hashed, bytes));
    }
    let first: Vec<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
    // A reader loads the words of one language; those that weigh most are counted.
    let heaviest = told.iter().max_by_key(|(.., written)| written.len());
    let heaviest = heaviest.map_or("", |(_, name, _)| name);
    let first = [&first[..], &[heaviest, "index.html"]].concat();
    let manifest = json!({ "first": first, "chunks": needed });
    made.push((
        "manifest.json".to_owned(),
        format!("{manifest:#}\n").into_bytes(),
    ));
    made.extend(chunks);
    made.extend(told.into_iter().map(|(_, name, written)| (name, written)));
    // Last, so that what it names is already there.
    made.push(("index.html".to_owned(), page.into_bytes()));
    for (name, bytes) in &made {
        assets::write_packed(&dir, name, bytes)?;
    }
    let files: Vec<String> = made.into_iter().map(|(name, _)| name).collect();
    assets::sweep(&dir, "", &files)?;
    note.write(&files, form)?;
    let later = match count {
        0 => String::new(),
        _ => format!(", {later} KB later in {count} chunks"),
    };
    Ok(format!("{} KB of wasm{later}", bound.wasm.len() / 1024))
}

/// The console's program, as small as its form has it.
struct Program {
    bound: Bound,
    /// The chunks of a released one, by the names that the glue asks for.
    chunks: Vec<(String, Vec<u8>)>,
    /// Which of them the pages of each chunk of the source need.
    needed: BTreeMap<String, Vec<String>>,
}

fn program(workspace: &Workspace, compiled: Vec<u8>, form: Form) -> Result<Program> {
    let work = workspace.made("work");
    if form == Form::Plain {
        return Ok(Program {
            bound: bindgen::bind("console", compiled, None, &work, form)?,
            chunks: Vec::new(),
            needed: BTreeMap::new(),
        });
    }
    let mut cut = Chunks::cut(workspace, &compiled)?;
    let main = std::mem::take(&mut cut.main);
    let mut bound = bindgen::bind("console", main, Some(&cut), &work, form)?;
    build::shrink(workspace, "console", &mut bound)?;
    let mut needed = cut.needed;
    let mut chunks = Vec::new();
    for (name, module) in cut.others {
        let small = npm::optimize(workspace, name.trim_end_matches(".wasm"), &module)?;
        let file = hashed(&format!("console-{name}"), &small);
        bound.glue = bound
            .glue
            .replace(&format!("./{name}"), &format!("./{file}"));
        for one in needed.values_mut().flatten().filter(|one| **one == name) {
            one.clone_from(&file);
        }
        chunks.push((file, small));
    }
    Ok(Program {
        bound,
        chunks,
        needed,
    })
}

/// The style sheets as one, in the order of their names.
fn styles(workspace: &Workspace) -> Result<String> {
    let dir = workspace.path("console/styles");
    let failed = || format!("cannot read {}", dir.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&dir).with_context(failed)? {
        paths.push(entry.with_context(failed)?.path());
    }
    paths.sort();
    let read = |path| std::fs::read_to_string(path).with_context(failed);
    let sheets: Vec<String> = paths.iter().map(read).collect::<Result<_>>()?;
    Ok(sheets.join("\n"))
}

/// The console's other files that its page asks for, such as a script that
/// starts the program.
fn others(workspace: &Workspace, page: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let dir = workspace.path("console");
    let failed = || format!("cannot read {}", dir.display());
    let mut others = Vec::new();
    for entry in std::fs::read_dir(&dir).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() && page.contains(&format!("/console/{name}\"")) {
            let bytes = std::fs::read(&path).with_context(failed)?;
            others.push((name.into_owned(), bytes));
        }
    }
    others.sort();
    Ok(others)
}

/// `boot.js` with the hash of its content, as all but the page itself may be kept for ever.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = assets::hash(&[bytes]);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{name}-{hash}"),
    }
}

/// Puts the names of the files into the page.
fn fill(page: &str, names: [&str; 4]) -> Result<String> {
    let mut filled = page.to_owned();
    for (place, name) in PLACES.into_iter().zip(names) {
        if !filled.contains(place) {
            bail!("console/index.html lacks {place}, where the name of a built file goes");
        }
        filled = filled.replace(place, name);
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_gets_the_built_names() -> Result<()> {
        let page = fill(
            "__CONSOLE_CSS__ __CONSOLE_JS__ __CONSOLE_WASM__ __CONSOLE_WORDS__",
            ["a.js", "a.wasm", "a.css", "en:a.txt"],
        )?;
        assert_eq!(page, "a.css a.js a.wasm en:a.txt");
        Ok(())
    }

    #[test]
    fn other_files_keep_their_ending() {
        let name = hashed("boot.js", b"start()");
        assert!(name.starts_with("boot-") && name.ends_with(".js") && name.len() == 18);
    }

    #[test]
    fn a_page_without_a_place_is_refused() {
        let error = fill(
            "__CONSOLE_JS__ __CONSOLE_CSS__",
            ["a.js", "a.wasm", "a.css", "en:a.txt"],
        );
        let said = error.map_err(|error| error.to_string()).err();
        assert!(said.is_some_and(|said| said.contains("lacks __CONSOLE_WASM__")));
    }
}
