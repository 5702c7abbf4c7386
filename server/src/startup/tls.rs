//! The certificate of a server that speaks https by itself, taken up anew when its files change.

use crate::config::TlsConfig;
use anyhow::{Context, ensure};
use arc_swap::ArcSwap;
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
    current: ArcSwap<CertifiedKey>,
    files: TlsConfig,
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
    pub fn load(files: &TlsConfig) -> anyhow::Result<Arc<Self>> {
        let first = look(files);
        Ok(Arc::new(Certificate {
            current: ArcSwap::from(read(files)?),
            files: files.clone(),
            first,
        }))
    }

    /// How a listener speaks TLS with it.
    ///
    /// # Errors
    /// Never with the versions used here; the library asks.
    pub fn server_config(self: &Arc<Self>) -> anyhow::Result<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
        Ok(builder
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>))
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
                    self.current.store(new);
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

fn look(files: &TlsConfig) -> Look {
    [&files.cert, &files.key].map(|file| {
        let facts = fs::metadata(file).ok()?;
        let (seconds, nanos) = (facts.mtime(), facts.mtime_nsec());
        Some((facts.dev(), facts.ino(), facts.size(), seconds, nanos))
    })
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.load_full())
    }
}

fn read(files: &TlsConfig) -> anyhow::Result<Arc<CertifiedKey>> {
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
