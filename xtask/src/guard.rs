//! Puts guard.js into the card's glue, so that nothing reaches the wasm but
//! through the guard.

use anyhow::{Result, bail};

const GUARD: &str = include_str!("guard.js");
/// Where the glue takes over the module's exports. All that it calls later,
/// closures and the start function too, it calls through this one variable.
const TAKEN: &str = "wasm = instance.exports;";
/// Where the browser calls a closure, twice: closures that change what they hold are
/// apart from those that do not.
const CALLED: &str = "const real = (...args) => {\n";
/// What the glue calls all that the module imports, which the late half imports too.
const IMPORTS: &str = "function __wbg_get_imports() {";
/// Where the card begins to listen to the page.
const LISTENS: &str = "arg0.addEventListener(";

/// The glue with the guard in it.
///
/// # Errors
/// When the glue is not as this was written for: then a new wasm-bindgen
/// changed it, and whoever updates it must look.
pub fn install(glue: &str) -> Result<String> {
    let taken = glue.matches(TAKEN).count();
    let read = glue.matches(".exports").count();
    if taken != 1 || read != 1 {
        bail!(
            "wasm-bindgen's glue has `{TAKEN}` {taken} times and `.exports` {read} times, each \
             expected once: xtask/src/guard.rs must learn how this version of wasm-bindgen \
             takes over a module's exports"
        );
    }
    for needed in [IMPORTS, CALLED, LISTENS] {
        if !glue.contains(needed) {
            bail!(
                "wasm-bindgen's glue lacks `{}`: xtask/src/guard.js must learn how this version \
                 of wasm-bindgen names its imports, calls closures and lets them listen",
                needed.trim()
            );
        }
    }
    let waits = [CALLED, "        if (waits(state, real, args)) return;\n"].concat();
    let guarded = glue
        .replace(TAKEN, "wasm = guard(instance.exports);")
        .replace(CALLED, &waits)
        .replace(LISTENS, "hear(arg0, ");
    Ok(format!("{GUARD}\n{guarded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exports_go_through_the_guard() -> Result<()> {
        let glue = install(
            &[
                IMPORTS,
                CALLED,
                LISTENS,
                "wasm = instance.exports;\nwasm.start();",
            ]
            .concat(),
        )?;
        assert!(glue.starts_with("// Goes between"));
        assert!(glue.ends_with("wasm = guard(instance.exports);\nwasm.start();"));
        assert!(glue.contains("=> {\n        if (waits(state, real, args)) return;\n"));
        Ok(())
    }

    #[test]
    fn unknown_glue_is_refused() {
        assert!(install("let wasm = start();").is_err());
        assert!(install("wasm = instance.exports; other = instance.exports;").is_err());
        assert!(install("wasm = instance.exports; wasm = instance.exports;").is_err());
        assert!(install("wasm = instance.exports;").is_err());
    }
}
