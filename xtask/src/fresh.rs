//! Remembers what a result was made from, so that work which would give the
//! same result again is skipped.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::build::Form;
use crate::workspace::Workspace;

/// A fingerprint of everything that goes into one result.
pub struct Inputs(Sha256);

impl Inputs {
    /// Starts with this very program: when it changed, all is made anew.
    ///
    /// # Errors
    /// When the running program's file cannot be looked up.
    pub fn new() -> Result<Self> {
        let program = std::env::current_exe().context("cannot find this program's own file")?;
        let facts = program
            .metadata()
            .with_context(|| format!("cannot read {}", program.display()))?;
        let changed = facts
            .modified()
            .ok()
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
            .unwrap_or_default();
        let mut inputs = Self(Sha256::new());
        inputs.add(&facts.len().to_le_bytes());
        inputs.add(&changed.as_nanos().to_le_bytes());
        Ok(inputs)
    }

    /// Adds what a released build is made smaller with, by version.
    ///
    /// # Errors
    /// When the lock file cannot be read.
    pub fn add_tools(&mut self, workspace: &Workspace, form: Form) -> Result<()> {
        if form == Form::Released {
            self.add(crate::build::read_text(workspace, "tests/package-lock.json")?.as_bytes());
        }
        Ok(())
    }

    /// Adds one input.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The note about one result that is kept between runs.
pub struct Note {
    file: PathBuf,
    inputs: String,
}

impl Note {
    /// The note for the result called `name`, made from `inputs`.
    pub fn new(workspace: &Workspace, name: &str, inputs: Inputs) -> Self {
        Self {
            file: workspace.made(&format!("made-from/{name}.json")),
            inputs: inputs.finish(),
        }
    }

    /// The names of the files made last time, if they are still what `form`
    /// asks for and all lie in `dir`. The released form also serves for the
    /// plain one.
    pub fn files(&self, dir: &Path, form: Form) -> Option<Vec<String>> {
        let note: Value = serde_json::from_slice(&std::fs::read(&self.file).ok()?).ok()?;
        let released = note["released"] == true;
        if note["inputs"] != self.inputs.as_str() || (form == Form::Released && !released) {
            return None;
        }
        let files: Vec<String> = note["files"]
            .as_array()?
            .iter()
            .map(|name| name.as_str().map(str::to_owned))
            .collect::<Option<_>>()?;
        files
            .iter()
            .all(|name| dir.join(name).is_file())
            .then_some(files)
    }

    /// Writes down which files were made.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub fn write(&self, files: &[String], form: Form) -> Result<()> {
        let note = json!({
            "inputs": self.inputs,
            "released": form == Form::Released,
            "files": files,
        });
        crate::assets::write(&self.file, note.to_string().as_bytes())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
