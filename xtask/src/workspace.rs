//! Where things lie in the checkout. It names paths and touches no file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The checkout and its target directory.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this task was started from.
    ///
    /// # Errors
    /// When the current directory cannot be read.
    pub fn find() -> Result<Self> {
        // Cargo names the package's folder at run time too, which stays right
        // when the checkout was moved after this program was compiled.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("xtask lies outside of a workspace")?
            .to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => std::path::absolute(dir).context("CARGO_TARGET_DIR cannot be resolved")?,
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The folder of the root Cargo.toml.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// A path inside everything that these tasks make.
    pub fn made(&self, inside: &str) -> PathBuf {
        self.target.join("tillside").join(inside)
    }

    /// What the server serves to browsers.
    pub fn assets(&self) -> PathBuf {
        self.made("assets")
    }

    /// The rendered demo shop.
    pub fn demo(&self) -> PathBuf {
        self.made("demo")
    }

    /// The server, as a plain `cargo build` leaves it.
    pub fn server(&self) -> PathBuf {
        self.target.join("debug/tillside")
    }

    /// Where cargo compiles a crate that needs a standard library of its own. Each has another one,
    /// and in one place the second would throw the first away.
    pub fn released(&self, krate: &str) -> PathBuf {
        self.target.join("released").join(krate)
    }

    /// Where cargo compiles everything else.
    pub fn target(&self) -> PathBuf {
        self.target.clone()
    }

    /// A path as people write it: relative to the checkout where it can be.
    pub fn show(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}
