//! How the authority is shown that a domain is served here (`tls-alpn-01`, RFC 8737): it connects and gets a certificate of its own kind, which lies in a file, so that every process with this data directory can give the answer.

use super::folder;
use anyhow::Context;
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::ClientHello;
use rustls::sign::CertifiedKey;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The protocol that nobody but an authority asks for.
pub const PROTOCOL: &[u8] = b"acme-tls/1";

/// The challenges of some domains.
#[derive(Clone, Debug)]
pub struct Challenges {
    dir: PathBuf,
    domains: Vec<String>,
}

/// A challenge that is answered; dropping it ends that.
#[derive(Debug)]
pub(super) struct Answered(PathBuf);

impl Drop for Answered {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(file = %self.0.display(), %error, "a challenge cannot be removed");
        }
    }
}

impl Challenges {
    pub(super) fn new(dir: &Path, domains: &[String]) -> Self {
        Challenges {
            dir: dir.to_owned(),
            domains: domains.to_owned(),
        }
    }

    /// Whether it is an authority that connects.
    pub fn is_asked(hello: &ClientHello<'_>) -> bool {
        let asked = hello.alpn();
        asked.is_some_and(|mut protocols| protocols.any(|protocol| protocol == PROTOCOL))
    }

    /// What an authority is answered; `None` where nothing is asked of this domain.
    pub fn answer(&self, hello: &ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let domain = hello.server_name()?;
        let domain = self.domains.iter().find(|known| *known == domain)?;
        let file = self.file(domain);
        let certificate = CertificateDer::from_pem_file(&file).ok()?;
        let key = PrivateKeyDer::from_pem_file(&file).ok()?;
        let key = default_provider().key_provider.load_private_key(key).ok()?;
        // Not compared with the key: a reader of certificates knows no such extension.
        Some(Arc::new(CertifiedKey::new(vec![certificate], key)))
    }

    /// Answers the challenge with this digest from now on.
    ///
    /// # Errors
    /// When no certificate can be made or written.
    pub(super) fn put(&self, domain: &str, digest: &[u8]) -> anyhow::Result<Answered> {
        let key = KeyPair::generate().context("no key can be made")?;
        let mut params = CertificateParams::new([domain.to_owned()])
            .with_context(|| format!("{domain} fits no certificate"))?;
        params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
        let certificate = params.self_signed(&key).context("nothing can be signed")?;
        let file = self.file(domain);
        folder::put(&file, (certificate.pem() + &key.serialize_pem()).as_bytes())?;
        Ok(Answered(file))
    }

    fn file(&self, domain: &str) -> PathBuf {
        self.dir.join(format!("challenge-{domain}.pem"))
    }
}
