//! Where notices may be posted to.

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Notices")]
pub struct NoticeArgs {
    /// Hosts of the own network that webhooks of notices may post to, names or addresses with
    /// commas between; all others must have public addresses and speak https
    #[arg(
        long,
        env = "TILLSIDE_WEBHOOK_HOSTS",
        value_name = "HOSTS",
        default_value = ""
    )]
    webhook_hosts: String,
}

/// Where notices may be posted to.
#[derive(Clone, Debug)]
pub struct NoticeConfig {
    /// Hosts of the own network.
    pub webhook_hosts: Vec<String>,
}

impl NoticeArgs {
    pub(super) fn check(self) -> NoticeConfig {
        let hosts = self.webhook_hosts.split(',').map(str::trim);
        let hosts = hosts.filter(|host| !host.is_empty());
        NoticeConfig {
            webhook_hosts: hosts.map(str::to_owned).collect(),
        }
    }
}
