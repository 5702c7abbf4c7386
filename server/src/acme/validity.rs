//! From when until when a certificate is good, and when it is time for another one.

use anyhow::Context;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;
use std::time::{Duration, SystemTime};
use x509_cert::der::Decode;

/// When a certificate is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    from: SystemTime,
    until: SystemTime,
}

impl Validity {
    /// Reads it from the first certificate of a file.
    ///
    /// # Errors
    /// When there is no such file, or no certificate in it.
    pub fn of(file: &Path) -> anyhow::Result<Self> {
        let certificate = CertificateDer::from_pem_file(file)
            .with_context(|| format!("{} holds no certificate", file.display()))?;
        let certificate = x509_cert::Certificate::from_der(&certificate)
            .with_context(|| format!("the certificate in {} cannot be read", file.display()))?;
        let validity = certificate.tbs_certificate.validity;
        Ok(Validity {
            from: validity.not_before.to_system_time(),
            until: validity.not_after.to_system_time(),
        })
    }

    /// Whether two thirds of its time are over.
    pub fn is_due(&self, now: SystemTime) -> bool {
        let all = self.until.duration_since(self.from).unwrap_or_default();
        now >= self.from + all * 2 / 3
    }

    /// How long it is still good; zero where it is over.
    pub fn rest(&self, now: SystemTime) -> Duration {
        self.until.duration_since(now).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    #[test]
    fn another_one_is_due_when_a_third_of_its_time_is_left() {
        let from = SystemTime::UNIX_EPOCH + DAY * 20_000;
        let validity = Validity {
            from,
            until: from + DAY * 90,
        };
        let due = [0, 59, 60, 91].map(|day| validity.is_due(from + DAY * day));
        assert_eq!(due, [false, false, true, true]);
        assert_eq!(validity.rest(from + DAY * 88), DAY * 2);
        assert_eq!(validity.rest(from + DAY * 91), Duration::ZERO);
    }

    #[test]
    fn it_is_read_from_a_file_and_a_file_without_one_is_named() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("a.pem");
        assert!(Validity::of(&file).is_err_and(|error| error.to_string().contains("a.pem")));
        let mut params = rcgen::CertificateParams::new(["shop.example".to_owned()])?;
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2026, 4, 1);
        let key = rcgen::KeyPair::generate()?;
        let pem = key.serialize_pem() + &params.self_signed(&key)?.pem();
        std::fs::write(&file, pem)?;
        let validity = Validity::of(&file)?;
        assert_eq!(validity.until.duration_since(validity.from)?, DAY * 90);
        Ok(())
    }
}
