//! The certificate with which the server speaks https by itself: files, or one that an authority gives.

use super::Problems;
use std::path::PathBuf;

/// Let's Encrypt, for everybody.
const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

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

    /// A domain for which the server gets a certificate by itself (ACME, tls-alpn-01), and
    /// speaks https with it; port 443 of it has to lead here. Several: once for each, or with
    /// commas between. Whoever names one agrees to the terms of the authority
    #[arg(
        long,
        env = "TILLSIDE_ACME_DOMAIN",
        value_name = "DOMAIN",
        value_delimiter = ','
    )]
    acme_domain: Vec<String>,

    /// E-mail address to which the authority may write about the certificate; several as above
    #[arg(
        long,
        env = "TILLSIDE_ACME_CONTACT",
        value_name = "E-MAIL",
        value_delimiter = ','
    )]
    acme_contact: Vec<String>,

    /// Directory of the authority that gives the certificate
    #[arg(
        long,
        env = "TILLSIDE_ACME_DIRECTORY",
        value_name = "URL",
        default_value = LETS_ENCRYPT
    )]
    acme_directory: String,
}

/// Where the certificate comes from.
#[derive(Clone, Debug)]
pub enum TlsConfig {
    /// From files that somebody else keeps up to date.
    Files(TlsFiles),
    /// From an authority.
    Acme(AcmeConfig),
}

/// The files of a certificate.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate and those between it and its authority.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// A certificate that an authority gives.
#[derive(Clone, Debug)]
pub struct AcmeConfig {
    /// What it is for, in lower case; the first one first. At least one.
    pub domains: Vec<String>,
    /// E-mail addresses for the authority.
    pub contacts: Vec<String>,
    /// The authority.
    pub directory: String,
}

impl TlsArgs {
    pub(super) fn check(self, problems: &mut Problems) -> Option<TlsConfig> {
        for (option, file) in [("--tls-cert", &self.tls_cert), ("--tls-key", &self.tls_key)] {
            if let Some(file) = file.as_ref().filter(|file| !file.is_file()) {
                problems.note(option, format!("there is no file {}", file.display()));
            }
        }
        let acme = AcmeConfig {
            domains: domains(&self.acme_domain, problems),
            contacts: contacts(&self.acme_contact, problems),
            directory: directory(&self.acme_directory, problems),
        };
        if acme.domains.is_empty() && !acme.contacts.is_empty() {
            problems.note("--acme-contact", "it needs a domain, --acme-domain");
        }
        match (self.tls_cert, self.tls_key) {
            (Some(_), _) | (_, Some(_)) if !acme.domains.is_empty() => {
                let problem = "the certificate comes from --tls-cert already; give one of the two";
                problems.note("--acme-domain", problem);
                None
            }
            (Some(cert), Some(key)) => Some(TlsConfig::Files(TlsFiles { cert, key })),
            (None, None) => (!acme.domains.is_empty()).then_some(TlsConfig::Acme(acme)),
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

fn trimmed(values: &[String]) -> impl Iterator<Item = &str> {
    values.iter().map(|value| value.trim())
}

/// Also those that cannot be used: it is known then what was wanted.
fn domains(values: &[String], problems: &mut Problems) -> Vec<String> {
    let mut domains: Vec<String> = Vec::new();
    for domain in trimmed(values).map(str::to_ascii_lowercase) {
        let problem = if domain.starts_with("*.") {
            Some(
                "is a wildcard, which this way of showing whose it is cannot get; name each domain",
            )
        } else if !is_domain(&domain) {
            Some(
                "is no domain such as collector.example; write it without https:// and with xn-- where it has other letters",
            )
        } else {
            None
        };
        if let Some(problem) = problem {
            problems.note("--acme-domain", format!("{domain:?} {problem}"));
        }
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    domains
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(fits)
    };
    let is_number = |label: &str| label.bytes().all(|c| c.is_ascii_digit());
    let last = text.rsplit('.').next().unwrap_or_default();
    // One whose last part is a number is an address.
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label) && !is_number(last)
}

fn contacts(values: &[String], problems: &mut Problems) -> Vec<String> {
    let contacts: Vec<String> = trimmed(values).map(str::to_owned).collect();
    for contact in &contacts {
        let parts = contact.split_once('@');
        let fits = parts.is_some_and(|(name, domain)| !name.is_empty() && is_domain(domain));
        if !fits || contact.contains(char::is_whitespace) {
            let problem = "must be an e-mail address such as it@shop.example";
            problems.note("--acme-contact", format!("{contact:?} {problem}"));
        }
    }
    contacts
}

fn directory(value: &str, problems: &mut Problems) -> String {
    let directory = value.trim();
    let host = directory.strip_prefix("https://");
    if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
        let problem = format!("{directory:?} must be like {LETS_ENCRYPT}");
        problems.note("--acme-directory", problem);
    }
    directory.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_told_from_what_only_looks_like_one() {
        for good in ["shop.example", "a-1.shop.example", "xn--bcher-kva.example"] {
            assert!(is_domain(good), "{good}");
        }
        let long = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            "localhost",
            "127.0.0.1",
            "shop..example",
            "shop.example.",
            "shöp.example",
            "https://shop.example",
            "shop.example:443",
            "../shop.example",
            &long,
        ] {
            assert!(!is_domain(bad), "{bad}");
        }
    }
}
