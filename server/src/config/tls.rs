//! The certificate with which the server speaks https by itself.

use super::Problems;
use std::path::PathBuf;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "TLS")]
pub struct TlsArgs {
    /// Certificate of the server's name and those between it and its authority, PEM; with it the
    /// server speaks https, HTTP/2 included. A changed file is taken up within ten seconds
    #[arg(long, env = "TILLSIDE_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// Private key of the certificate, PEM
    #[arg(long, env = "TILLSIDE_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

/// The files of a certificate.
#[derive(Clone, Debug)]
pub struct TlsConfig {
    /// The certificate and those between it and its authority.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl TlsArgs {
    pub(super) fn check(self, problems: &mut Problems) -> Option<TlsConfig> {
        for (option, file) in [("--tls-cert", &self.tls_cert), ("--tls-key", &self.tls_key)] {
            if let Some(file) = file.as_ref().filter(|file| !file.is_file()) {
                problems.note(option, format!("there is no file {}", file.display()));
            }
        }
        match (self.tls_cert, self.tls_key) {
            (Some(cert), Some(key)) => Some(TlsConfig { cert, key }),
            (None, None) => None,
            (Some(_), None) => {
                problems.note("--tls-cert", "it needs its private key, --tls-key");
                None
            }
            (None, Some(_)) => {
                problems.note("--tls-key", "it needs its certificate, --tls-cert");
                None
            }
        }
    }
}
