//! Prepares the loader for shops: the server puts a shop's table into what this
//! writes. It bundles nothing; the loader is one plain script.

use anyhow::{Context, Result, bail};

use crate::build::Form;
use crate::npm::{self, Script};
use crate::workspace::Workspace;

/// Where the server puts a shop's table.
pub const TABLE: &str = "__TILLSIDE_TABLE__";

/// What in the source is true in the build for a shop's own people, and false in the one
/// for shoppers, who shall not pay for what only those need.
const STAFF: &str = "STAFF";

/// For whom a loader is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Everybody.
    Shoppers,
    /// People of the shop who look why nothing is asked, or at a draft.
    Staff,
}

/// A script's source: the files of a folder in the order of their names.
///
/// # Errors
/// When one cannot be read.
pub fn source(workspace: &Workspace, folder: &str) -> Result<String> {
    let folder = workspace.path(folder);
    let failed = || format!("cannot read {}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(failed)? {
        files.push(entry.with_context(failed)?.path());
    }
    files.sort();
    let mut source = String::new();
    for file in files {
        source += &std::fs::read_to_string(file).with_context(failed)?;
    }
    Ok(source)
}

/// The loader as it is served.
///
/// # Errors
/// When the place for the table is not there exactly once, before or after.
pub fn prepare(
    workspace: &Workspace,
    source: &str,
    readers: Readers,
    form: Form,
) -> Result<String> {
    let staff = if readers == Readers::Staff {
        "true"
    } else {
        "false"
    };
    let plain = strip(source).replace(STAFF, staff);
    let prepared = match form {
        Form::Plain => plain,
        Form::Released => npm::minify(workspace, &plain, Script::Classic)?,
    };
    let places = prepared.matches(TABLE).count();
    if places != 1 {
        bail!("the loader must have {TABLE} exactly once in its code, and has it {places} times");
    }
    Ok(prepared)
}

/// Takes out lines that are comments, indentation and empty lines.
pub fn strip(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let source = "// What this is.\n(function () {\n  /* two\n     lines */\n  /* one */\n\n  \
                      var u = 'https://a'; // said at the end of a line\n})();\n";
        assert_eq!(
            strip(source),
            "(function () {\nvar u = 'https://a'; // said at the end of a line\n})();\n"
        );
    }

    #[test]
    fn a_loader_without_a_place_for_its_table_is_refused() -> Result<()> {
        let workspace = Workspace::find()?;
        let make = |source| prepare(&workspace, source, Readers::Staff, Form::Plain);
        assert!(make("var t = 1;").is_err());
        assert_eq!(
            make("f(__TILLSIDE_TABLE__, STAFF);")?,
            "f(__TILLSIDE_TABLE__, true);\n"
        );
        Ok(())
    }
}
