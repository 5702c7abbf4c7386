//! The certificate of a server that speaks https by itself, taken up anew when its files change.

use crate::acme::challenge::{self, Challenges};
use crate::config::TlsFiles;
use anyhow::{Context, ensure};
use arc_swap::ArcSwapOption;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::Duration;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(5);

/// The certificate that new connections get.
#[derive(Debug)]
pub struct Certificate {
    /// None where an authority has not given any yet.
    current: ArcSwapOption<CertifiedKey>,
    files: TlsFiles,
    /// What an authority is answered, where the files come from one.
    challenges: Option<Challenges>,
    /// How the files looked before they were first read.
    first: Look,
}

/// Device, inode, size and time of change of both files; another one means another content.
type Look = [Option<(u64, u64, u64, i64, i64)>; 2];

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be read, or the two do not belong together.
    pub fn load(files: &TlsFiles) -> anyhow::Result<Arc<Self>> {
        let first = look(files);
        Ok(Arc::new(Certificate {
            current: ArcSwapOption::from(Some(read(files)?)),
            files: files.clone(),
            challenges: None,
            first,
        }))
    }

    /// Takes the files of an authority, which may not be there yet or cannot be used; until
    /// they can, nobody gets a connection but the authority.
    pub fn awaited(files: &TlsFiles, challenges: Challenges) -> Arc<Self> {
        let first = look(files);
        Arc::new(Certificate {
            current: ArcSwapOption::from(read(files).ok()),
            files: files.clone(),
            challenges: Some(challenges),
            first,
        })
    }

    /// How a listener speaks TLS with it.
    ///
    /// # Errors
    /// Never with the versions used here; the library asks.
    pub fn server_config(self: &Arc<Self>) -> anyhow::Result<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
        let mut config = builder
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        if self.challenges.is_some() {
            config.alpn_protocols = vec![challenge::PROTOCOL.to_vec()];
        }
        Ok(config)
    }

    /// Takes up what changes in the files, for ever. Connections that are there stay as they
    /// are; one file that was changed before the other is waited for.
    pub async fn keep_current(&self) {
        let mut known = self.first;
        loop {
            tokio::time::sleep(EVERY).await;
            let now = look(&self.files);
            if now == known {
                continue;
            }
            match read(&self.files) {
                Ok(new) => {
                    self.current.store(Some(new));
                    tracing::info!("the certificate has changed; new connections get it");
                }
                Err(error) => tracing::error!(
                    error = format!("{error:#}"),
                    "the certificate has changed and cannot be used; going on with the one before"
                ),
            }
            known = now;
        }
    }
}

fn look(files: &TlsFiles) -> Look {
    [&files.cert, &files.key].map(|file| {
        let facts = fs::metadata(file).ok()?;
        let (seconds, nanos) = (facts.mtime(), facts.mtime_nsec());
        Some((facts.dev(), facts.ino(), facts.size(), seconds, nanos))
    })
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        match &self.challenges {
            Some(challenges) if Challenges::is_asked(&hello) => challenges.answer(&hello),
            _ => self.current.load_full(),
        }
    }
}

fn read(files: &TlsFiles) -> anyhow::Result<Arc<CertifiedKey>> {
    let (cert, key) = (files.cert.display(), files.key.display());
    let chain = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("--tls-cert: {cert} cannot be read as PEM"))?;
    ensure!(!chain.is_empty(), "--tls-cert: {cert} holds no certificate");
    // The library's words say nothing of what is in the key.
    let secret = PrivateKeyDer::from_pem_file(&files.key)
        .with_context(|| format!("--tls-key: {key} cannot be read as a private key in PEM"))?;
    let certified = CertifiedKey::from_der(chain, secret, &default_provider())
        .with_context(|| format!("--tls-key: {key} does not belong to {cert}"))?;
    Ok(Arc::new(certified))
}
