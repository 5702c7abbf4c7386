//! Puts guard.js into the card's glue, so that nothing reaches the wasm but
//! through the guard.

use anyhow::{Result, bail};

const GUARD: &str = include_str!("guard.js");
/// What holds the module's exports, once guard.js has loaded it. All that the glue calls,
/// closures and the start function too, it calls through this one variable.
const TAKEN: &str = "\nlet wasm;\n";
/// Where the browser calls a closure; closures that change what they hold are apart from
/// those that do not.
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
    if taken != 1 || read != 0 {
        bail!(
            "wasm-bindgen's glue has `let wasm;` {taken} times, expected once, and `.exports` \
             {read} times, expected nowhere: xtask/src/guard.rs must learn how this version of \
             wasm-bindgen takes over a module's exports"
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
    let guarded = glue.replace(CALLED, &waits).replace(LISTENS, "hear(arg0, ");
    Ok(format!("{GUARD}\n{guarded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exports_go_through_the_guard() -> Result<()> {
        let glue = install(&[IMPORTS, CALLED, LISTENS, TAKEN, "wasm.start();"].concat())?;
        assert!(glue.starts_with("// Goes between"));
        assert!(glue.contains("wasm = guard(instance.exports);"));
        assert!(glue.contains("hear(arg0, ") && glue.ends_with("\nlet wasm;\nwasm.start();"));
        assert!(glue.contains("=> {\n        if (waits(state, real, args)) return;\n"));
        Ok(())
    }

    #[test]
    fn unknown_glue_is_refused() {
        let known = [IMPORTS, CALLED, LISTENS, TAKEN].concat();
        assert!(install("let wasm = start();").is_err());
        assert!(install(&[&known, "other = instance.exports;"].concat()).is_err());
        assert!(install(&[&known, TAKEN].concat()).is_err());
        assert!(install(TAKEN).is_err());
    }
}
