//! Moves what only the late half of the card imports out of the glue, into the script that
//! comes with that half. It is handed what of the glue it goes by, for a script cannot see
//! into another one.

use std::collections::HashSet;

use anyhow::{Result, bail};

/// Where guard.js hands it over.
const HANDED: &str = "/* what late imports go by */";
/// Where the late script takes it.
const TAKEN: &str = "link: () => ({})";
/// What there is to go by.
const TOOLS: [&str; 10] = [
    "addToExternrefTable0",
    "decodeText",
    "getArrayU8FromWasm0",
    "getDataViewMemory0",
    "getStringFromWasm0",
    "getUint8ArrayMemory0",
    "handleError",
    "isLikeNone",
    "passStringToWasm0",
    "wasm",
];
/// Who goes by these stays, for they are of the early half alone.
const STAY: [&str; 3] = ["hear(", "Closure(", "__wbindgen_enum_"];
/// The length of what was passed last; it changes, so it is asked for each time.
const LENGTH: &str = "WASM_VECTOR_LEN";

/// The glue without what the early half does not import, and the late script with it.
///
/// # Errors
/// When either lacks the place for it, or the late half goes by something else.
pub fn part(glue: &str, late: &str, early: &HashSet<String>) -> Result<(String, String)> {
    let mut kept = String::with_capacity(glue.len());
    let mut moved = String::new();
    let mut member = String::new();
    let mut inside = false;
    for line in glue.split_inclusive('\n') {
        let begins = inside && (line.starts_with("    };") || name(line).is_some());
        if begins {
            let known = name(&member).is_none_or(|name| early.contains(name));
            let stays = known || STAY.iter().any(|one| member.contains(one));
            let to = if stays { &mut kept } else { &mut moved };
            to.push_str(&std::mem::take(&mut member));
            inside = !line.starts_with("    };");
        }
        member.push_str(line);
        if !inside {
            kept.push_str(&std::mem::take(&mut member));
            inside = line.starts_with("    const import0 = {");
        }
    }
    for (what, place) in [(&*kept, HANDED), (late, TAKEN)] {
        if what.matches(place).count() != 1 {
            bail!("there is not exactly one `{place}`, where late imports are handed over");
        }
    }
    let mut tools: Vec<&str> = TOOLS
        .into_iter()
        .filter(|tool| moved.contains(tool))
        .collect();
    let mut handed = tools.clone();
    if moved.contains(LENGTH) {
        moved = moved.replace(LENGTH, "length()");
        tools.push("length");
        handed.push("() => WASM_VECTOR_LEN");
    }
    let taken = format!("link: ({}) => ({{\n{moved}}})", tools.join(", "));
    Ok((
        kept.replace(HANDED, &handed.join(", ")),
        late.replace(TAKEN, &taken),
    ))
}

/// The name of the import that begins on this line.
fn name(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("        ")?.split_once(": function")?;
    (!name.starts_with(' ')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "function imports() {\n    const import0 = {\n        __proto__: null,\n        \
        a: function(arg0) {\n            first(arg0);\n        },\n        \
        b: function() { return handleError(function (arg0) {\n            \
        pass(arg0, WASM_VECTOR_LEN);\n        }, arguments); },\n        \
        c: function(arg0) {\n            hear(arg0);\n        },\n    };\n}\n\
        link(/* what late imports go by */);\n";

    #[test]
    fn what_only_the_late_half_imports_goes_with_it() -> Result<()> {
        let late = "const rest = { link: () => ({}) };";
        let (glue, late) = part(GLUE, late, &HashSet::from(["a".to_owned()]))?;
        assert!(glue.contains("a: function") && glue.contains("c: function"));
        assert!(!glue.contains("b: function"));
        assert!(glue.ends_with("    };\n}\nlink(handleError, () => WASM_VECTOR_LEN);\n"));
        assert!(late.starts_with("const rest = { link: (handleError, length) => ({\n        b:"));
        assert!(late.contains("pass(arg0, length());") && late.ends_with("},\n}) };"));
        Ok(())
    }

    #[test]
    fn a_script_without_a_place_for_them_is_refused() {
        assert!(part(GLUE, "", &HashSet::new()).is_err());
        assert!(part("", "link: () => ({})", &HashSet::new()).is_err());
    }
}
