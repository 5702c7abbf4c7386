//! Where the server is reached.

use super::Problems;
use std::net::{Ipv4Addr, SocketAddr};

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Where the server is reached")]
pub struct ListenArgs {
    /// Address and port to listen on; port 0 takes a free one and prints it
    #[arg(
        long,
        env = "TILLSIDE_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    listen: String,

    /// How browsers reach the server, such as `https://collector.example`; needed where
    /// the script tag and the collector have different origins, and behind a proxy that
    /// does not say that it was asked over https, so that the console's cookie is kept to it
    #[arg(
        long,
        env = "TILLSIDE_PUBLIC_URL",
        value_name = "URL",
        default_value = "",
        hide_default_value = true
    )]
    public_url: String,

    /// How many proxies of your own every request passes; behind one, such as a TLS
    /// proxy, all shoppers would share its address and its limit. 0 takes the address
    /// of the connection and believes no header; N takes the N-th address from the right
    /// of --proxy-header, which each proxy has to append to. Never more than there are:
    /// what stands further left is written by the sender
    #[arg(
        long,
        env = "TILLSIDE_TRUSTED_PROXIES",
        value_name = "N",
        default_value = "0"
    )]
    trusted_proxies: String,

    /// The header in which your proxies say who asked them: x-forwarded-for, and beside it
    /// x-forwarded-proto and x-forwarded-host, or forwarded (RFC 7239). The other one is
    /// never believed, because your proxies may pass it on as the sender wrote it
    #[arg(
        long,
        env = "TILLSIDE_PROXY_HEADER",
        value_name = "NAME",
        default_value = "x-forwarded-for"
    )]
    proxy_header: String,

    /// Threads that answer requests; 0 means one per core, at least two
    #[arg(long, env = "TILLSIDE_WORKERS", value_name = "N", default_value = "0")]
    workers: String,

    /// Connections that are kept for further requests; while more are open, each is closed
    /// after its next answer, so that nobody can hold all of them. Keep it well below the
    /// files that the process may open (`ulimit -n`)
    #[arg(
        long,
        env = "TILLSIDE_KEEP_CONNECTIONS",
        value_name = "N",
        default_value = "512"
    )]
    keep_connections: String,
}

/// Where the server is reached.
#[derive(Clone, Debug)]
pub struct ListenConfig {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// The public address without a slash at its end; empty means the script tag's origin.
    pub public_url: String,
    /// The operator's own proxies before the server.
    pub proxies: Proxies,
    /// Worker threads, at least 1.
    pub workers: usize,
    /// Open connections beyond which none is kept after its answer.
    pub keep_connections: usize,
}

/// The operator's own proxies before the server, and where they write down who asked them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// How many every request passes; with 0 no header is believed.
    pub trusted: usize,
    /// The one header that is believed.
    pub header: ProxyHeader,
}

/// Where proxies write down who asked them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, with `X-Forwarded-Proto` and `X-Forwarded-Host` beside it.
    #[default]
    XForwardedFor,
    /// `Forwarded`, as RFC 7239 has it.
    Forwarded,
}

impl ListenConfig {
    /// Whether browsers are known to reach the server over https.
    pub fn is_public_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl ListenArgs {
    pub(super) fn check(self, problems: &mut Problems) -> ListenConfig {
        let public_url = self.public_url.trim_end_matches('/').to_owned();
        let host = public_url
            .strip_prefix("https://")
            .or_else(|| public_url.strip_prefix("http://"));
        if !public_url.is_empty() && host.is_none_or(|host| host.is_empty() || host.contains('/')) {
            problems.note(
                "--public-url",
                format!("{public_url:?} must be like https://collector.example, without a path"),
            );
        }
        let header = match self.proxy_header.to_ascii_lowercase().as_str() {
            "x-forwarded-for" => ProxyHeader::XForwardedFor,
            "forwarded" => ProxyHeader::Forwarded,
            other => {
                let problem = format!("{other:?} is neither x-forwarded-for nor forwarded");
                problems.note("--proxy-header", problem);
                ProxyHeader::default()
            }
        };
        let number = "a whole number";
        let trusted = problems.read("--trusted-proxies", &self.trusted_proxies, number, 0);
        let kept = &self.keep_connections;
        let keep_connections = problems.read("--keep-connections", kept, number, 512);
        ListenConfig {
            address: problems.read(
                "--listen",
                &self.listen,
                "an address with a port, such as 127.0.0.1:8080 or [::]:8080",
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ),
            public_url,
            proxies: Proxies { trusted, header },
            keep_connections,
            workers: match problems.read("--workers", &self.workers, "a number", 0) {
                0 => std::thread::available_parallelism().map_or(2, |n| n.get().max(2)),
                n => n,
            },
        }
    }
}
