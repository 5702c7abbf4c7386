//! Puts together what only some shops need: of the adapters those that go together, as one
//! module, so that a shop's pages ask once.

use anyhow::{Context, Result};

use crate::build::{Form, read_text};
use crate::npm::{self, Script};
use crate::workspace::Workspace;
use crate::{assets, loader};

/// What shops may need together; the server refuses assets that lack one.
const SETS: [&[&str]; 6] = [
    &["gcm"],
    &["gcm", "tool"],
    &["gcm", "tool", "woo"],
    &["tcf"],
    &["tcf", "woo"],
    &["woo"],
];

/// A module with the name of what is in it.
pub struct Module {
    /// The names of its adapters, with a dash between.
    pub name: String,
    /// Its code.
    pub code: String,
}

/// The modules in one form.
///
/// # Errors
/// When a source cannot be read or made smaller.
pub fn modules(workspace: &Workspace, form: Form) -> Result<Vec<Module>> {
    let module = |set: &&[&str]| {
        let mut source = String::new();
        for name in *set {
            source += &read_text(workspace, &format!("widget/adapters/{name}.js"))?;
        }
        // One that fails must not take the others along.
        source += &format!(
            "export default (tillside) => [{}].forEach((adapter) => {{\ntry {{\nadapter(tillside);\n}} catch {{}}\n}});\n",
            set.join(", ")
        );
        let plain = loader::strip(&source);
        let code = match form {
            Form::Plain => plain,
            Form::Released => npm::minify(workspace, &plain, Script::Module)?,
        };
        let name = set.join("-");
        Ok(Module { name, code })
    };
    SETS.iter().map(module).collect()
}

/// Removes those of earlier builds.
///
/// # Errors
/// When the folder cannot be read.
pub fn sweep(workspace: &Workspace, current: &[String]) -> Result<()> {
    for name in SETS.iter().filter_map(|set| set.first()) {
        let prefix = format!("{name}-");
        assets::sweep(&workspace.assets(), &prefix, current).context("cannot sweep adapters")?;
    }
    Ok(())
}
