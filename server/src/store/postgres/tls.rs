//! An encrypted connection to PostgreSQL, whose certificate must be one that the system trusts
//! and must be made for the host that was asked for.

use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::StoreError;

/// What connects. The system's certificates are read anew each time; `SSL_CERT_FILE` names a
/// file to be taken in their place.
///
/// # Errors
/// If the system has none.
pub(super) fn connector() -> Result<MakeRustlsConnect, StoreError> {
    let found = rustls_native_certs::load_native_certs();
    let mut trusted = RootCertStore::empty();
    let (taken, _) = trusted.add_parsable_certificates(found.certs);
    if taken == 0 {
        return Err(StoreError::NoTrust);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Postgres(error.to_string()))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
