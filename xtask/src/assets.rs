//! Writes files that browsers download: names that hold a hash of the content,
//! and compressed copies beside them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::compress;
use crate::fresh::hex;

/// How long files of earlier builds stay, for servers that still run.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// Writes a file whole or not at all, and makes its folder.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || format!("cannot write {}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(failed)?;
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = file.with_file_name(name);
    std::fs::write(&new, bytes).with_context(failed)?;
    std::fs::rename(&new, file).with_context(failed)
}

/// Writes a file with a `.br` and a `.gz` copy beside it.
///
/// # Errors
/// When a file cannot be written.
pub fn write_packed(dir: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    write(&dir.join(format!("{name}.br")), &compress::brotli(bytes)?)?;
    write(&dir.join(format!("{name}.gz")), &compress::gzip(bytes)?)?;
    write(&dir.join(name), bytes)
}

/// A short name for exactly these contents: 40 bits of SHA-256, as 10 digits.
/// Files that belong together share one, which costs the loader fewer bytes.
pub fn hash(contents: &[&[u8]]) -> String {
    let mut sha = Sha256::new();
    for content in contents {
        sha.update((content.len() as u64).to_le_bytes());
        sha.update(content);
    }
    hex(&sha.finalize()[..5])
}

/// Removes files of earlier builds: those whose name begins with `prefix`, are none of
/// `current` and have not been written for an hour.
///
/// # Errors
/// When the folder cannot be read.
pub fn sweep(dir: &Path, prefix: &str, current: &[String]) -> Result<()> {
    let entries =
        std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name.starts_with(prefix);
        let used = current.iter().any(|kept| name.starts_with(kept.as_str()));
        let old = entry
            .metadata()
            .and_then(|facts| facts.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > KEPT));
        if ours && !used && old {
            // A file that cannot be removed does no harm where it is.
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_the_content() {
        let name = hash(&[b"glue", b"wasm"]);
        assert_eq!(name.len(), 10);
        assert_eq!(name, hash(&[b"glue", b"wasm"]));
        assert_ne!(name, hash(&[b"glue", b"wasn"]));
        assert_ne!(name, hash(&[b"gluew", b"asm"]));
    }
}
