//! Takes out of the card's glue what wasm-bindgen writes for browsers that have no
//! constructable style sheets, and so never show a card, and for ways of loading that
//! nobody takes: guard.js loads the program.

use anyhow::{Result, bail};

/// Where wasm-bindgen begins to load; nothing else follows.
const LOADING: &str = "let wasmModule, wasmInstance, wasm;";

/// What goes: from the first text up to the second one, which the third takes the place of.
const OLD: [(&str, &str, &str); 5] = [
    (
        "const CLOSURE_DTORS = (typeof",
        "new FinalizationRegistry(",
        "const CLOSURE_DTORS = new FinalizationRegistry(",
    ),
    (
        "if (cachedDataViewMemory0 === null ||",
        ") {\n",
        "if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {\n",
    ),
    ("    if (realloc === undefined) {", "return ptr;\n    }", ""),
    // Two gigabytes of text, after which an old Safari reads no more.
    (
        "const MAX_SAFARI_DECODE_BYTES",
        "return cachedTextDecoder.decode(bytes);",
        "function decodeText(bytes) {\n    return cachedTextDecoder.decode(bytes);",
    ),
    ("if (!('encodeInto' in cachedTextEncoder))", "\n}\n", ""),
];

/// The glue without that.
///
/// # Errors
/// When the glue is not as this was written for.
pub fn lean(glue: &str) -> Result<String> {
    let Some((glue, loading)) = glue.split_once(LOADING) else {
        bail!("wasm-bindgen's glue lacks `{LOADING}`, which xtask/src/lean.rs goes by");
    };
    if !loading.contains("wasm.__wbindgen_start();") {
        bail!("wasm-bindgen's glue starts in a new way: guard.js must learn it");
    }
    let mut glue = [glue, "let wasm;\n"].concat();
    for (start, end, instead) in OLD {
        let from = glue.find(start);
        let to = from.and_then(|from| Some(from + glue[from..].find(end)? + end.len()));
        let (Some(from), Some(to)) = (from, to) else {
            bail!(
                "wasm-bindgen's glue has no `{start}` any more: take it out of xtask/src/lean.rs"
            );
        };
        glue.replace_range(from..to, instead);
    }
    Ok(glue)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')\n    \
        ? { register: () => {} }\n    : new FinalizationRegistry(free);\n\
        function getDataViewMemory0() {\n    if (cachedDataViewMemory0 === null || old) {\n    }\n}\n\
        function passStringToWasm0(arg, malloc, realloc) {\n    if (realloc === undefined) {\n        \
        return ptr;\n    }\n    let len;\n}\n\
        const MAX_SAFARI_DECODE_BYTES = 1;\nfunction decodeText(bytes) {\n    \
        return cachedTextDecoder.decode(bytes);\n}\n\
        if (!('encodeInto' in cachedTextEncoder)) {\n    old;\n}\nlet WASM_VECTOR_LEN = 0;\n\
        let wasmModule, wasmInstance, wasm;\nload(); wasm.__wbindgen_start();\n";

    #[test]
    fn what_is_old_goes_and_the_rest_stays() -> Result<()> {
        assert_eq!(
            lean(GLUE)?,
            "const CLOSURE_DTORS = new FinalizationRegistry(free);\n\
             function getDataViewMemory0() {\n    \
             if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {\n    }\n}\n\
             function passStringToWasm0(arg, malloc, realloc) {\n\n    let len;\n}\n\
             function decodeText(bytes) {\n    return cachedTextDecoder.decode(bytes);\n}\n\
             let WASM_VECTOR_LEN = 0;\nlet wasm;\n"
        );
        Ok(())
    }

    #[test]
    fn a_glue_that_changed_is_refused() {
        assert!(lean(&GLUE.replace("MAX_SAFARI", "MAX_")).is_err());
        assert!(lean("").is_err());
    }
}
