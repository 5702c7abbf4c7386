//! Puts guard.js into the card's glue, so that nothing reaches the wasm but
//! through the guard.

use anyhow::{Result, bail};

const GUARD: &str = include_str!("guard.js");
/// Where the glue takes over the module's exports. All that it calls later,
/// closures and the start function too, it calls through this one variable.
const TAKEN: &str = "wasm = instance.exports;";

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
    let guarded = glue.replace(TAKEN, "wasm = guard(instance.exports);");
    Ok(format!("{GUARD}\n{guarded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exports_go_through_the_guard() -> Result<()> {
        let glue = install("let wasm;\nwasm = instance.exports;\nwasm.__wbindgen_start();")?;
        assert!(glue.starts_with("// Goes between"));
        assert!(glue.ends_with("wasm = guard(instance.exports);\nwasm.__wbindgen_start();"));
        Ok(())
    }

    #[test]
    fn unknown_glue_is_refused() {
        assert!(install("let wasm = start();").is_err());
        assert!(install("wasm = instance.exports; other = instance.exports;").is_err());
        assert!(install("wasm = instance.exports; wasm = instance.exports;").is_err());
    }
}
