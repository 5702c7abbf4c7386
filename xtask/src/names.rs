//! Gives the names between a module and its glue, which hold long hashes, one or
//! two letters instead. They are in both files, and no compressor shortens them.

use walrus::{ExportItem, Module};

/// What is in the names that wasm-bindgen gives to functions that enter a Rust closure.
/// Before and after it stand hashes of crates.
const CLOSURE: &str = "__convert__closures_";

/// The glue with short names; the module gets the same ones.
pub fn shorten(glue: &str, module: &mut Module) -> String {
    let mut glue = glue.to_owned();
    for (number, import) in module.imports.iter_mut().enumerate() {
        let member = format!("\n        {}: function", import.name);
        if glue.matches(&member).count() == 1 {
            import.name = letters(number);
            glue = glue.replace(&member, &format!("\n        {}: function", import.name));
        }
    }
    // The guard knows other exports by their names, so those keep them.
    let closures = module.exports.iter_mut().filter(|export| {
        matches!(export.item, ExportItem::Function(_)) && export.name.contains(CLOSURE)
    });
    for (number, export) in closures.enumerate() {
        let call = format!("wasm.{}(", export.name);
        if glue.matches(&call).count() == 1 {
            // A capital sets them apart from what a crate itself exports.
            export.name = letters(number).to_uppercase();
            glue = glue.replace(&call, &format!("wasm.{}(", export.name));
        }
    }
    glue
}

/// a, b, … z, aa, ab, …
fn letters(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
    match number / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use walrus::FunctionBuilder;

    use super::*;

    #[test]
    fn names_are_told_apart_by_letters() {
        let names: Vec<String> = [0, 25, 26, 51, 52, 702].map(letters).into();
        assert_eq!(names, ["a", "z", "aa", "az", "ba", "aaa"]);
    }

    #[test]
    fn module_and_glue_get_the_same_names() {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        module.add_import_func("./card_bg.js", "__wbg_body_5f971cbc6950ca4f", kind);
        let body =
            FunctionBuilder::new(&mut module.types, &[], &[]).finish(vec![], &mut module.funcs);
        module
            .exports
            .add("wasm_bindgen_d5___convert__closures_____invoke__h91", body);
        module.exports.add("__wbindgen_malloc", body);

        let glue = shorten(
            "    const import0 = {\n        __wbg_body_5f971cbc6950ca4f: function(arg0) {\n    };\n\
             wasm.wasm_bindgen_d5___convert__closures_____invoke__h91(arg0);\nwasm.__wbindgen_malloc(1);",
            &mut module,
        );
        assert_eq!(
            glue,
            "    const import0 = {\n        a: function(arg0) {\n    };\nwasm.A(arg0);\nwasm.__wbindgen_malloc(1);"
        );
        let imports: Vec<_> = module
            .imports
            .iter()
            .map(|import| import.name.as_str())
            .collect();
        let exports: Vec<_> = module
            .exports
            .iter()
            .map(|export| export.name.as_str())
            .collect();
        assert_eq!(
            (imports, exports),
            (vec!["a"], vec!["A", "__wbindgen_malloc"])
        );
    }
}
