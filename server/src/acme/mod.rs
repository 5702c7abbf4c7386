//! Gets the server's certificate from an authority that speaks ACME (RFC 8555), and a new one in good time. It only writes files; who answers connections takes them up as they change. No start and no request waits for it.

pub mod challenge;
mod folder;
mod order;
mod validity;

use crate::config::{AcmeConfig, TlsFiles};
use anyhow::Context;
use challenge::Challenges;
use folder::Folder;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub use validity::Validity;

/// The pause after a first failure; each further one is four times as long. An authority lets
/// somebody fail five times an hour.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// How often it is seen whether a new certificate is due.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How soon that is seen again where another process is getting one.
const BUSY: Duration = Duration::from_secs(5);
/// The most that getting one may take.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// The certificate of some domains from one authority. Processes with the same data directory
/// share it: one of them gets it, all of them answer the authority's questions.
#[derive(Debug)]
pub struct Acme {
    config: AcmeConfig,
    folder: Folder,
}

/// Whether there is a certificate to go on with.
enum Found {
    /// For now.
    Good,
    /// Another process is getting one.
    Busy,
}

impl Acme {
    /// Makes the folder where everything is kept.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(config: AcmeConfig, data: &Path) -> anyhow::Result<Self> {
        let folder = Folder::make(data, &config)?;
        Ok(Acme { config, folder })
    }

    /// The file of a certificate and its key in a data directory, which may not be there yet.
    pub fn file(config: &AcmeConfig, data: &Path) -> PathBuf {
        Folder::of(data, config).certificate()
    }

    /// The same file, for who serves it.
    pub fn files(&self) -> TlsFiles {
        let file = self.folder.certificate();
        TlsFiles {
            cert: file.clone(),
            key: file,
        }
    }

    /// What the authority is answered when it wants to know whose the domains are.
    pub fn challenges(&self) -> Challenges {
        self.folder.challenges()
    }

    /// Gets a certificate as soon as one is due, for ever. What goes wrong is logged and tried
    /// again, later each time.
    pub async fn keep(self) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.get_if_due().await {
                Ok(found) => {
                    pause = FIRST_PAUSE;
                    let wait = match found {
                        Found::Good => EVERY,
                        Found::Busy => BUSY,
                    };
                    tokio::time::sleep(wait).await;
                }
                Err(error) => {
                    tracing::error!(
                        domains = self.config.domains.join(" "),
                        authority = self.config.directory,
                        error = format!("{error:#}"),
                        again_in_s = pause.as_secs(),
                        "there is no new certificate; what there is stays in use"
                    );
                    tokio::time::sleep(pause).await;
                    pause = (pause * 4).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn get_if_due(&self) -> anyhow::Result<Found> {
        if !self.is_due() {
            return Ok(Found::Good);
        }
        let Some(_lock) = self.folder.lock()? else {
            return Ok(Found::Busy);
        };
        // Whoever held the lock before may have got it.
        if self.is_due() {
            let order = order::order(&self.config, &self.folder);
            let got = tokio::time::timeout(PATIENCE, order).await;
            let pem = got.context("the authority took longer than five minutes")??;
            self.folder.put_certificate(&pem)?;
            tracing::info!(
                domains = self.config.domains.join(" "),
                "the authority gave a certificate"
            );
        }
        Ok(Found::Good)
    }

    /// One that cannot be read is as good as none.
    fn is_due(&self) -> bool {
        let validity = Validity::of(&self.folder.certificate());
        validity.map_or(true, |validity| validity.is_due(SystemTime::now()))
    }
}
