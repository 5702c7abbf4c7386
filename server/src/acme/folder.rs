//! Where account, certificate and challenges lie: `acme` in the data directory, for its owner alone. Several processes may share it.

use super::challenge::Challenges;
use crate::config::AcmeConfig;
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The folder of one authority and the certificate of some domains in it.
#[derive(Debug)]
pub(super) struct Folder {
    dir: PathBuf,
    account: PathBuf,
    certificate: PathBuf,
    domains: Vec<String>,
}

impl Folder {
    /// The folder, made if it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(data: &Path, config: &AcmeConfig) -> anyhow::Result<Self> {
        let folder = Folder::of(data, config);
        let made = DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder.dir);
        made.with_context(|| format!("{} cannot be made", folder.dir.display()))?;
        Ok(folder)
    }

    /// The folder, whether it is there or not.
    pub fn of(data: &Path, config: &AcmeConfig) -> Self {
        let dir = data.join("acme");
        // Another authority has another account, and other domains have another certificate.
        let authority = digest(&config.directory);
        let domains = digest(&format!(
            "{} {}",
            config.directory,
            config.domains.join(" ")
        ));
        Folder {
            account: dir.join(format!("account-{authority}.json")),
            certificate: dir.join(format!("certificate-{domains}.pem")),
            domains: config.domains.clone(),
            dir,
        }
    }

    /// The file of the certificate and its key.
    pub fn certificate(&self) -> PathBuf {
        self.certificate.clone()
    }

    /// The challenges in it.
    pub fn challenges(&self) -> Challenges {
        Challenges::new(&self.dir, &self.domains)
    }

    /// The right to get a certificate, until it is dropped or the process ends; `None` where
    /// another process has it.
    ///
    /// # Errors
    /// When the file for it cannot be made.
    pub fn lock(&self) -> anyhow::Result<Option<File>> {
        let path = self.dir.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("{} cannot be opened", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }

    /// Writes a certificate and its key.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put_certificate(&self, pem: &str) -> anyhow::Result<()> {
        put(&self.certificate, pem.as_bytes())
    }

    /// The account, if there is one yet.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn account(&self) -> anyhow::Result<Option<Vec<u8>>> {
        match fs::read(&self.account) {
            Ok(account) => Ok(Some(account)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(error).with_context(|| format!("{} cannot be read", self.account.display()))
            }
        }
    }

    /// Keeps the account for the next time.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put_account(&self, account: &[u8]) -> anyhow::Result<()> {
        put(&self.account, account)
    }

    /// Forgets an account that the authority does not know.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn forget_account(&self) -> anyhow::Result<()> {
        fs::remove_file(&self.account)
            .with_context(|| format!("{} cannot be removed", self.account.display()))
    }
}

/// Replaces a file in one step; nobody but its owner may read it.
pub(super) fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let new = path.with_extension(format!("{}.new", Uuid::new_v4()));
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}
