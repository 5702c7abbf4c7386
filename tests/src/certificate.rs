//! A certificate made for one test, in files.

use anyhow::{Context, Result};
use rcgen::{CertificateParams, KeyPair};
use std::path::PathBuf;
use tempfile::TempDir;

/// A certificate of `127.0.0.1`, signed by itself, and its key.
#[derive(Debug)]
pub struct Certificate {
    folder: TempDir,
}

impl Certificate {
    /// Makes one.
    ///
    /// # Errors
    /// When its files cannot be written.
    pub fn new() -> Result<Certificate> {
        let folder = TempDir::new()?;
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(["127.0.0.1".to_owned()])?.self_signed(&key)?;
        std::fs::write(folder.path().join("cert.pem"), certificate.pem())?;
        std::fs::write(folder.path().join("key.pem"), key.serialize_pem())?;
        Ok(Certificate { folder })
    }

    /// The file of the certificate, which is also the one to trust.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// The settings of a Redis that speaks TLS with it on this port, also with its own kind.
    ///
    /// # Errors
    /// When the folder's name is no text.
    pub fn settings(&self, port: u16) -> Result<Vec<String>> {
        let folder = self.folder.path().to_str().context("no text")?;
        let (cert, key) = (format!("{folder}/cert.pem"), format!("{folder}/key.pem"));
        let port = port.to_string();
        let words = [
            ["--tls-port", &port],
            ["--tls-cert-file", &cert],
            ["--tls-key-file", &key],
            ["--tls-ca-cert-file", &cert],
            ["--tls-auth-clients", "no"],
        ];
        Ok(words.concat().into_iter().map(str::to_owned).collect())
    }
}
