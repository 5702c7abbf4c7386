//! Posting to addresses that people of a shop choose. They must not lead the server to what only
//! it can reach: names are resolved once, what is resolved is connected to, and neither a private
//! address nor a redirection is followed. What is posted is not decided here.

use std::error::Error;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use survey::fault::Fault;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde_json::json;

/// How long it may take to connect, and to be answered.
const CONNECT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest address.
const LONGEST: usize = 1_000;

/// A way to post.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// `None` where the system trusts nobody, so that nothing can be encrypted.
    client: Option<Client>,
    inside: Inside,
}

/// The hosts of the own network that may be reached.
type Inside = Arc<[String]>;

/// Why something was not posted, without anything that is anybody's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unposted {
    /// It is none that may be posted to.
    #[error("the address is none of a webhook")]
    Address,
    /// It leads to a private address.
    #[error("the address leads into a private network")]
    Private,
    /// It leads on to another one.
    #[error("the address leads on to another one, which is not followed")]
    Redirected,
    /// Another status than success.
    #[error("it answers with status {0}")]
    Refused(u16),
    /// No encryption.
    #[error("the system has no certificates that it trusts")]
    Untrusted,
    /// No answer in time.
    #[error("it does not answer in time")]
    Silent,
    /// No connection.
    #[error("it cannot be reached")]
    Unreachable,
}

impl Unposted {
    /// What the console is told.
    pub fn code(&self) -> String {
        match self {
            Unposted::Address => "address".to_owned(),
            Unposted::Private => "private".to_owned(),
            Unposted::Redirected => "redirected".to_owned(),
            Unposted::Refused(status) => format!("refused {status}"),
            Unposted::Untrusted => "untrusted".to_owned(),
            Unposted::Silent => "silent".to_owned(),
            Unposted::Unreachable => "unreachable".to_owned(),
        }
    }
}

impl Webhooks {
    /// A way to post to public addresses by https, and to these hosts of the own network.
    pub fn new(inside: Vec<String>) -> Self {
        // Whoever is first installs it for all of this process.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let inside: Inside = inside.into();
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .dns_resolver(Arc::new(Guarded(Arc::clone(&inside))))
            .build();
        Self {
            // Nobody who has no webhook shall miss it.
            client: client.ok(),
            inside,
        }
    }

    /// Whether this can be the address of a webhook.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, address: &str) -> Result<Url, Fault> {
        let url = Url::parse(address).map_err(|_| Fault::Webhook)?;
        let host = url.host_str().unwrap_or_default();
        let is_inside = is_among(&self.inside, host);
        if address.len() > LONGEST || !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::Webhook);
        }
        if url.scheme() != "https" && !(is_inside && url.scheme() == "http") {
            return Err(Fault::Webhook);
        }
        match literal(host) {
            Some(ip) if !is_public(ip) && !is_inside => Err(Fault::Inside),
            _ => Ok(url),
        }
    }

    /// Posts `{"text": …}` and waits for the answer, of which only the status counts.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn post(&self, address: &str, text: &str) -> Result<(), Unposted> {
        let url = self.check(address).map_err(|_| Unposted::Address)?;
        let client = self.client.as_ref().ok_or(Unposted::Untrusted)?;
        let sent = client.post(url).json(&json!({ "text": text }));
        let status = sent.send().await.map_err(|error| why(&error))?.status();
        match status.as_u16() {
            200..300 => Ok(()),
            300..400 => Err(Unposted::Redirected),
            status => Err(Unposted::Refused(status)),
        }
    }
}

/// Why nothing came back. The error itself tells the address, which may be a secret.
fn why(error: &reqwest::Error) -> Unposted {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(Unposted::Private) = one.downcast_ref() {
            return Unposted::Private;
        }
        cause = one.source();
    }
    match error.is_timeout() {
        true => Unposted::Silent,
        false => Unposted::Unreachable,
    }
}

/// Finds the addresses of a name that may be connected to.
#[derive(Debug)]
struct Guarded(Inside);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let inside = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let is_inside = is_among(&inside, name.as_str());
            let allowed = found.filter(|found| is_inside || is_public(found.ip()));
            let allowed: Vec<SocketAddr> = allowed.collect();
            if allowed.is_empty() {
                return Err(Unposted::Private.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn is_among(inside: &Inside, host: &str) -> bool {
    inside.iter().any(|one| one.eq_ignore_ascii_case(host))
}

/// The address that stands in place of a name; of IPv6 in brackets.
fn literal(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

/// Whether everybody reaches the same machine at this address.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_documentation()
                || matches!(
                    (a, b, c),
                    (0 | 240.., _, _) | (100, 64..128, _) | (192, 0, 0) | (198, 18 | 19, _)
                ))
        }
        IpAddr::V6(v6) => match (embedded(v6), v6.segments()) {
            (Some(v4), _) => is_public(v4),
            // Teredo and the like, and what documents use.
            (None, [0x2001, ..0x200, ..] | [0x2001, 0x0db8, ..] | [0x3fff, ..0x1000, ..]) => false,
            (None, [first, ..]) => first & 0xe000 == 0x2000,
        },
    }
}

/// The IPv4 address that one of IPv6 leads to: as it is mapped, translated or tunnelled.
fn embedded(v6: Ipv6Addr) -> Option<IpAddr> {
    let [a, b, c, d, e, f, g, h] = v6.segments();
    let (high, low) = match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => (g, h),
        (0x2002, ..) => (b, c),
        _ => return None,
    };
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Some(IpAddr::from([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_server_can_reach_is_not_public() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "fec0::1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
        ] {
            assert!(
                !is_public(private.parse().expect("an address")),
                "{private}"
            );
        }
        for public in [
            "1.1.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2001:4860::8888",
            "64:ff9b::1.1.1.1",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
    }

    #[test]
    fn only_addresses_that_can_be_meant_are_taken() {
        let webhooks = Webhooks::new(vec!["chat.internal".into(), "127.0.0.1".into()]);
        for good in [
            "https://hooks.example/services/T0/B0/x",
            "https://1.1.1.1/x",
            "http://chat.internal:8065/hooks/x",
            "http://127.0.0.1:1/",
            "http://2130706433/",
        ] {
            assert!(webhooks.check(good).is_ok(), "{good}");
        }
        for bad in [
            "http://hooks.example/x",
            "https://10.0.0.1/x",
            "https://0xa.1/x",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://ann:secret@hooks.example/",
            "file:///etc/passwd",
            "hooks.example",
            "https://",
        ] {
            assert!(webhooks.check(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        let webhooks = Webhooks::new(Vec::new());
        let posted = webhooks.post("https://localhost:1/", "x").await;
        assert_eq!(posted, Err(Unposted::Private));
    }
}
