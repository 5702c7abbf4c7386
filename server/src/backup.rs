//! A copy of the data directory that is whole at every moment, also while a server works in it, and the way back from one.
//!
//! The order is the point. Events wait in queue and spool until the store has them, so these
//! are copied before the store: what was accepted before the backup began is in one of the
//! two, and what is in both counts once. The ledger comes after the store, so that no code of
//! a stored answer is handed out again.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use crate::books;
use crate::queue::embedded::ACKS;
use crate::store::{FILE, Store, StorePlace};

/// How often a queue is copied that was changed too much meanwhile.
const TRIES: usize = 10;

/// Copies what is in `data` into the new directory `to`; returns the copied files. A store in
/// PostgreSQL is not among them.
///
/// # Errors
/// If `to` is there already, there is no store, or something cannot be copied.
pub fn backup(store: &StorePlace, data: &Path, to: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let is_file = matches!(store, StorePlace::File(_));
    let store = Store::open_existing(store)?;
    make(to)?;
    for queue in queues(data)? {
        copy_queue(&data.join(&queue), &to.join(&queue))?;
    }
    if is_file {
        store.copy_to(&to.join(FILE))?;
    }
    for file in files(data)?.iter().filter(|path| path.is_file()) {
        let name = file.file_name().unwrap_or_default();
        // The store has been copied, and its side files belong to the one that is open. What
        // is written anew is first written beside the old one, and may be gone again.
        if !name.to_string_lossy().starts_with(FILE) {
            copy_if_there(file, &to.join(name))?;
        }
    }
    sync(to)?;
    files(to)
}

/// Makes the data directory `data` from the backup `from`; returns the copied files.
///
/// # Errors
/// If there is something in `data`, `from` is no backup or damaged, or something cannot be
/// copied.
pub fn restore(from: &Path, store: &StorePlace, data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let is_file = matches!(store, StorePlace::File(_));
    let signs = match is_file {
        true => vec![FILE],
        false => vec![books::FILE, books::EARLIER],
    };
    ensure!(
        signs.iter().any(|sign| from.join(sign).is_file()),
        "{} is no backup: it has no {}",
        from.display(),
        signs[0]
    );
    if data.exists() && !files(data)?.is_empty() {
        bail!(
            "{} is not empty; move it away, or name another data directory with --data",
            data.display()
        );
    }
    if !data.exists() {
        make(data)?;
    }
    for path in files(from)? {
        let name = path.file_name().unwrap_or_default();
        match path.is_dir() {
            true => copy_all(&path, &data.join(name))?,
            false => copy(&path, &data.join(name))?,
        }
    }
    sync(data)?;
    if is_file {
        Store::open_existing(data)
            .and_then(|store| store.check())
            .with_context(|| format!("the backup in {} is damaged", from.display()))?;
    }
    files(data)
}

/// The queue and the spools of a data directory.
fn queues(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let is_queue = |name: &str| name == "queue" || name.starts_with("spool-");
    Ok(files(data)?
        .iter()
        .filter_map(|path| path.file_name())
        .filter(|name| name.to_str().is_some_and(is_queue))
        .map(PathBuf::from)
        .collect())
}

/// Copies a queue, its acknowledgements first: then every entry that they name is in what is
/// copied after them, unless the file that held it is gone, in which case all begins anew.
fn copy_queue(from: &Path, to: &Path) -> anyhow::Result<()> {
    for _ in 0..TRIES {
        make(to)?;
        let before = files(from)?;
        let acks = from.join(ACKS);
        if acks.exists() {
            copy(&acks, &to.join(ACKS))?;
        }
        let mut whole = true;
        for file in files(from)? {
            let name = file.file_name().unwrap_or_default();
            if name != OsStr::new(ACKS) {
                whole &= copy_if_there(&file, &to.join(name))?;
            }
        }
        let after = files(from)?;
        if whole && before.iter().all(|file| after.contains(file)) {
            return sync(to).map_err(Into::into);
        }
        fs::remove_dir_all(to)?;
    }
    bail!(
        "{} changes too fast to be copied; try again in a quieter moment",
        from.display()
    )
}

fn copy_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    make(to)?;
    for file in files(from)? {
        copy(&file, &to.join(file.file_name().unwrap_or_default()))?;
    }
    sync(to).map_err(Into::into)
}

fn copy_if_there(from: &Path, to: &Path) -> anyhow::Result<bool> {
    match fs::copy(from, to) {
        Ok(_) => {
            File::open(to)?.sync_all()?;
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot copy {}", from.display())),
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    ensure!(copy_if_there(from, to)?, "{} is gone", from.display());
    Ok(())
}

/// What is in a directory, in the order of its names.
fn files(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = || -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for file in fs::read_dir(dir)? {
            files.push(file?.path());
        }
        files.sort();
        Ok(files)
    };
    read().with_context(|| format!("cannot read {}", dir.display()))
}

/// Makes a directory that only its owner may look into: what shoppers said is in it.
fn make(dir: &Path) -> anyhow::Result<()> {
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)?;
    }
    DirBuilder::new()
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("{} cannot be made; it must be new", dir.display()))
}

fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
