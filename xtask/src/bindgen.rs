//! Turns a crate compiled for the browser into what a page can load: a small
//! wasm file and its JavaScript glue.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::build::Form;
use crate::chunks::Chunks;
use crate::names::shorten;
use crate::trim::trim;

/// A wasm module and the JavaScript that loads it.
pub struct Bound {
    /// An ES module with an `init` function as its default export.
    pub glue: String,
    /// The module, without sections that no browser needs; to be released, with the names
    /// of its functions, which go when it is made small.
    pub wasm: Vec<u8>,
}

/// Runs wasm-bindgen on a compiled crate; `work` is a folder for what it writes. Of a crate that
/// was cut it gets the main module, and the glue the script that brings the chunks.
///
/// # Errors
/// When the file is no wasm-bindgen module, or brings JavaScript files along:
/// the page would have to load them one by one.
pub fn bind(
    name: &str,
    bytes: Vec<u8>,
    chunks: Option<&Chunks>,
    work: &Path,
    form: Form,
) -> Result<Bound> {
    let failed = |error: anyhow::Error| anyhow!("wasm-bindgen refused {name}: {error:#}");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(name, bytes)
        .web(true)
        .map_err(failed)?
        .typescript(false)
        // Chunks share the table of functions; what else is exported so, trimming takes away.
        .keep_lld_exports(chunks.is_some())
        .remove_name_section(form == Form::Plain)
        .remove_producers_section(true);
    let mut output = bindgen.generate_output().map_err(failed)?;
    let snippets = output.snippets().values().any(|files| !files.is_empty());
    if snippets || !output.local_modules().is_empty() {
        bail!(
            "{name} brings JavaScript files of its own, which the page would load one by one: \
             take `inline_js` and `module = …` out of {name} and its dependencies"
        );
    }
    // Only what it writes to a file is laid out in lines, which trimming goes by.
    output.emit(work).map_err(failed)?;
    let glue = work.join(format!("{name}.js"));
    let mut glue = std::fs::read_to_string(&glue)
        .with_context(|| format!("cannot read {}", glue.display()))?;
    if let Some(chunks) = chunks {
        glue = chunks.join(&glue)?;
    }
    let module = output.wasm_mut();
    // The linker's notes are read before ([`crate::split::Statics`]), and are wrong by now.
    for section in ["target_features", "linking", "reloc.CODE", "reloc.DATA"] {
        module.customs.remove_raw(section);
    }
    let mut glue = trim(&glue, module);
    if form == Form::Released {
        glue = shorten(&glue, module);
    }
    Ok(Bound {
        glue,
        wasm: module.emit_wasm(),
    })
}

/// The names of what a bound module imports.
///
/// # Errors
/// When it is no module.
pub fn imports(wasm: &[u8]) -> Result<HashSet<String>> {
    let module = walrus::Module::from_buffer(wasm)?;
    Ok(module
        .imports
        .iter()
        .map(|import| import.name.clone())
        .collect())
}
