//! Where the server tells operators what it counts.

use super::Problems;
use std::net::{Ipv4Addr, SocketAddr};

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Operation")]
pub struct MetricsArgs {
    /// Address and port for /metrics and /healthz alone. A server answers /metrics only there
    /// then, and no longer where shoppers reach it; port 0 takes a free one and prints it
    #[arg(long, env = "TILLSIDE_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<String>,
}

/// Where the server tells operators what it counts.
#[derive(Clone, Copy, Debug)]
pub struct MetricsConfig {
    /// An address and port of its own.
    pub listen: Option<SocketAddr>,
}

impl MetricsArgs {
    pub(super) fn check(self, problems: &mut Problems) -> MetricsConfig {
        let address = self.metrics_listen.filter(|address| !address.is_empty());
        MetricsConfig {
            listen: address.map(|address| {
                problems.read(
                    "--metrics-listen",
                    &address,
                    "an address with a port, such as 127.0.0.1:9090 or [::1]:9090",
                    SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                )
            }),
        }
    }
}
