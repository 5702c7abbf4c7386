//! Cuts a crate where its source says, with Leptos' `wasm_split`: the main module and chunks that
//! come when a page needs them. wasm-bindgen then sees the main one alone, and the script that
//! brings the chunks becomes part of its glue.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use crate::workspace::Workspace;

/// By this name the main module asks for the functions that bring chunks.
const SCRIPT: &str = "./__wasm_split.js";

/// A crate in pieces.
pub struct Chunks {
    /// The main module, which wasm-bindgen has not seen yet.
    pub main: Vec<u8>,
    /// The others: the name that the script has for each, and the module.
    pub others: Vec<(String, Vec<u8>)>,
    /// The names of the files that each chunk of the source needs.
    pub needed: BTreeMap<String, Vec<String>>,
    /// Brings them.
    script: String,
}

impl Chunks {
    /// Cuts a compiled crate.
    ///
    /// # Errors
    /// When the module lacks the linker's notes, or a file cannot be written.
    pub fn cut(workspace: &Workspace, compiled: &[u8]) -> Result<Self> {
        let dir = workspace.made("work/chunks");
        // What an earlier build left would be taken for a chunk.
        let _ = std::fs::remove_dir_all(&dir);
        let main = dir.join("main.wasm");
        let mut options = Options::new(compiled);
        options.output_dir = &dir;
        options.main_out_path = &main;
        options.link_name = SCRIPT;
        let split =
            transform(options).map_err(|error| anyhow!("the console cannot be cut: {error:#}"))?;
        let read = |path: &PathBuf| {
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let mut others = Vec::new();
        for path in &split.split_modules {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            others.push((name.into_owned(), read(path)?));
        }
        others.sort();
        let script = String::from_utf8(read(&dir.join(SCRIPT))?)?;
        let file = |name: &String| format!("{name}.wasm");
        let needed = split
            .prefetch_map
            .iter()
            .map(|(chunk, files)| (chunk.clone(), files.iter().map(file).collect()))
            .collect();
        Ok(Self {
            main: read(&main)?,
            others,
            needed,
            script,
        })
    }

    /// The glue of the main module with the script in it: as files of their own they would ask
    /// for each other.
    ///
    /// # Errors
    /// When either is not as its tool wrote it so far.
    pub fn join(&self, glue: &str) -> Result<String> {
        let mut joined = String::with_capacity(glue.len() + self.script.len());
        // wasm-bindgen imports the script once for every function in it, and names it as often
        // among the imports of the module.
        let mut is_named = false;
        for line in glue.split_inclusive('\n') {
            if !line.contains(SCRIPT) {
                joined.push_str(line);
            } else if !line.starts_with("import ") && !std::mem::replace(&mut is_named, true) {
                joined.push_str(&format!("        \"{SCRIPT}\": chunks,\n"));
            }
        }
        let mut bringing = Vec::new();
        for line in self.script.lines() {
            if line.starts_with("import ") {
                continue;
            }
            let line = match line.split_once("} = initSync(undefined, undefined);") {
                // What is named so, trimming leaves in the module.
                Some((names, _)) => shared(names),
                None => line.to_owned(),
            };
            let line = line.strip_prefix("export ").unwrap_or(&line);
            if let Some((name, _)) = line
                .strip_prefix("const __wasm_split_load_")
                .and_then(|rest| rest.split_once(" = "))
            {
                bringing.push(format!("__wasm_split_load_{name}"));
            }
            joined.push_str(line);
            joined.push('\n');
        }
        if !is_named || bringing.is_empty() || joined.contains("initSync(undefined") {
            bail!("the script that brings chunks is not as wasm_split wrote it so far");
        }
        Ok(format!(
            "{joined}const chunks = {{ {} }};\n",
            bringing.join(", ")
        ))
    }
}

/// `const { a, b, ` of the main module's exports as an object's members are taken one by one.
fn shared(names: &str) -> String {
    let names = names.trim().trim_start_matches("const {");
    let taken = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| format!("const {name} = wasm.{name};"));
    taken.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(script: &str) -> Result<String> {
        let chunks = Chunks {
            main: Vec::new(),
            others: Vec::new(),
            needed: BTreeMap::new(),
            script: script.to_owned(),
        };
        chunks.join(
            "import * as import1 from \"./__wasm_split.js\"\nimport * as import2 from \"./__wasm_split.js\"\n\
             let wasm;\n        \"./__wasm_split.js\": import1,\n        \"./__wasm_split.js\": import2,\n",
        )
    }

    #[test]
    fn the_script_becomes_part_of_the_glue() -> Result<()> {
        let script = "import { initSync } from \"./main.js\";\n        const { memory, a,  } = initSync(undefined, undefined);\n\
            export const __wasm_split_load_one = wrapAsyncCb(1);\n";
        assert_eq!(
            joined(script)?,
            "let wasm;\n        \"./__wasm_split.js\": chunks,\nconst memory = wasm.memory; const a = wasm.a;\n\
             const __wasm_split_load_one = wrapAsyncCb(1);\nconst chunks = { __wasm_split_load_one };\n"
        );
        Ok(())
    }

    #[test]
    fn a_script_of_another_make_is_refused() {
        assert!(joined("const x = initSync(undefined);\n").is_err());
        assert!(joined("").is_err());
    }
}
