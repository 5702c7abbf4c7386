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

    /// Threads that answer requests; 0 means one per core, at least two
    #[arg(long, env = "TILLSIDE_WORKERS", value_name = "N", default_value = "0")]
    workers: String,
}

/// Where the server is reached.
#[derive(Clone, Debug)]
pub struct ListenConfig {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// The public address without a slash at its end; empty means the script tag's origin.
    pub public_url: String,
    /// Worker threads, at least 1.
    pub workers: usize,
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
        ListenConfig {
            address: problems.read(
                "--listen",
                &self.listen,
                "an address with a port, such as 127.0.0.1:8080 or [::]:8080",
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ),
            public_url,
            workers: match problems.read("--workers", &self.workers, "a number", 0) {
                0 => std::thread::available_parallelism().map_or(2, |n| n.get().max(2)),
                n => n,
            },
        }
    }
}
