//! Takes out of a bound module what nothing can reach: classes that libraries
//! export but never hand out, a second way of loading, and then the functions
//! and imports that only those needed.

use std::collections::HashSet;

use walrus::Module;

use crate::forsaken;

/// The trimmed glue; the module loses the same things.
pub fn trim(glue: &str, module: &mut Module) -> String {
    let glue = without_unreachable_classes(glue).replace(
        "export { initSync, __wbg_init as default };",
        "export { __wbg_init as default };",
    );
    let called: HashSet<&str> = words_after(&glue, "wasm.").collect();
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| !called.contains(export.name.as_str()))
        .map(walrus::Export::id)
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    forsaken::empty(module);
    walrus::passes::gc::run(module);
    let imported: HashSet<&str> = module
        .imports
        .iter()
        .map(|import| import.name.as_str())
        .collect();
    without_unused_imports(&glue, &imported)
}

/// The identifiers that follow each occurrence of `prefix`.
fn words_after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(prefix).skip(1).map(word)
}

/// The identifier that `text` begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$');
    &text[..end.unwrap_or(text.len())]
}

/// An exported class that has no constructor and is never wrapped around a
/// pointer has no instance, so nothing can call its methods.
fn without_unreachable_classes(glue: &str) -> String {
    let mut trimmed = glue.to_owned();
    let first = glue.strip_prefix("export class ").map(word);
    for name in words_after(glue, "\nexport class ").chain(first) {
        let start = format!("export class {name} {{\n");
        let end = format!("if (Symbol.dispose) {name}.prototype[Symbol.dispose]");
        let registry = format!("const {name}Finalization = ");
        let Some(class) = span(&trimmed, &start, &end) else {
            continue;
        };
        let made = trimmed.contains(&format!("{name}.__wrap("))
            || trimmed.contains(&format!("instanceof {name})"))
            || trimmed[class.clone()].contains("\n    constructor(");
        if made {
            continue;
        }
        trimmed.replace_range(class, "");
        if let Some(registry) = span(&trimmed, &registry, ": new FinalizationRegistry(") {
            trimmed.replace_range(registry, "");
        }
    }
    trimmed
}

/// From where `start` begins up to the end of the line on which `end` follows.
fn span(text: &str, start: &str, end: &str) -> Option<std::ops::Range<usize>> {
    let from = text.find(start)?;
    let last = from + text[from..].find(end)?;
    let to = text[last..]
        .find('\n')
        .map_or(text.len(), |line| last + line + 1);
    Some(from..to)
}

/// Drops the members of the imports object that the module does not import.
/// A member begins with its name, eight spaces in.
fn without_unused_imports(glue: &str, imported: &HashSet<&str>) -> String {
    let mut trimmed = String::with_capacity(glue.len());
    let mut inside = false;
    let mut keep = true;
    for line in glue.split_inclusive('\n') {
        if line.starts_with("    const import") {
            inside = true;
        } else if inside && line.starts_with("    };") {
            (inside, keep) = (false, true);
        } else if inside
            && let Some(member) = line.strip_prefix("        ")
            && member[word(member).len()..].starts_with(": function")
        {
            keep = imported.contains(word(member));
        }
        if keep {
            trimmed.push_str(line);
        }
    }
    trimmed
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASS: &str = "export class Source {\n    cancel() {\n        wasm.source_cancel(1);\n    }\n}\n\
        if (Symbol.dispose) Source.prototype[Symbol.dispose] = Source.prototype.free;\n";
    const REST: &str = "const SourceFinalization = (typeof FinalizationRegistry === 'undefined')\n\
        ? { register: () => {} }\n: new FinalizationRegistry(ptr => wasm.source_free(ptr, 1));\n\
        export function start() {\n    wasm.start();\n}\n";

    #[test]
    fn a_class_without_instances_goes() {
        assert_eq!(
            without_unreachable_classes(&format!("{CLASS}{REST}")),
            "export function start() {\n    wasm.start();\n}\n"
        );
    }

    #[test]
    fn a_class_that_is_handed_out_stays() {
        let glue = format!("{CLASS}{REST}return Source.__wrap(ptr);\n");
        assert_eq!(without_unreachable_classes(&glue), glue);
    }

    #[test]
    fn imports_that_the_module_lacks_go() {
        let glue = "    const import0 = {\n        __proto__: null,\n        a_1: function(arg0) {\n            \
            arg0.a();\n        },\n        b_2: function() { return handleError(function (arg0) {\n            \
            arg0.b();\n        }, arguments); },\n    };\nmore\n";
        let kept = without_unused_imports(glue, &HashSet::from(["b_2"]));
        assert!(!kept.contains("a_1") && !kept.contains("arg0.a()"));
        assert!(kept.contains("b_2") && kept.ends_with("    };\nmore\n"));
    }
}
