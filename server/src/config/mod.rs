//! What the server is told at its start: one struct per concern, checked together, every variable explained beside its field. It opens nothing.

mod doubts;
mod drain;
mod file;
mod files;
mod limits;
mod listen;
mod log;
mod mail;
mod metrics;
mod notices;
mod origins;
mod queue;
mod secret;
mod store;
mod tls;

pub use doubts::{DoubtArgs, DoubtConfig};
pub use drain::{DrainArgs, DrainConfig, DrainSwitch};
pub use file::ConfigFile;
pub use files::{DataArgs, FileArgs, FileConfig};
pub use limits::{LimitArgs, LimitConfig, Rate};
pub use listen::{ListenArgs, ListenConfig, Proxies, ProxyHeader};
pub use log::{LogArgs, LogConfig, LogFormat};
pub use mail::{MailArgs, MailConfig};
pub use metrics::{MetricsArgs, MetricsConfig};
pub use notices::{NoticeArgs, NoticeConfig};
pub use origins::Origins;
pub use queue::{QueueArgs, QueuePlace};
pub use secret::Secret;
pub use store::StoreArgs;
pub use tls::{AcmeConfig, TlsArgs, TlsConfig, TlsFiles};

use std::fmt;
use std::str::FromStr;

/// The options of `tillside serve` as typed, before they are checked.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeArgs {
    /// Where they came from, for messages; nothing that anybody types.
    #[arg(skip)]
    pub origins: Origins,
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    tls: TlsArgs,
    #[command(flatten)]
    files: FileArgs,
    #[command(flatten)]
    queue: QueueArgs,
    #[command(flatten)]
    drain: DrainSwitch,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    doubts: DoubtArgs,
    #[command(flatten)]
    metrics: MetricsArgs,
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    mail: MailArgs,
    #[command(flatten)]
    notices: NoticeArgs,
}

/// The checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server is reached.
    pub listen: ListenConfig,
    /// Its certificate, where it speaks https by itself.
    pub tls: Option<TlsConfig>,
    /// Where its files are.
    pub files: FileConfig,
    /// Where events wait.
    pub queue: QueuePlace,
    /// Whether this process drains.
    pub drain: bool,
    /// How much may be sent.
    pub limits: LimitConfig,
    /// Which answers are doubted.
    pub doubts: DoubtConfig,
    /// Where it tells what it counts.
    pub metrics: MetricsConfig,
    /// What is logged and how.
    pub log: LogConfig,
    /// How e-mail is sent, if it is.
    pub mail: Option<MailConfig>,
    /// Where notices may be posted to.
    pub notices: NoticeConfig,
    /// Secrets that sign book tokens; without them one is generated.
    pub token_secret: Option<Secret>,
}

/// Everything that is wrong with a configuration.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<String>,
    origins: Origins,
}

impl ServeArgs {
    /// Checks all options.
    ///
    /// # Errors
    /// Every problem there is, not just the first.
    pub fn check(self) -> Result<Config, Problems> {
        let (config, problems) = self.look();
        problems.none_or(config)
    }

    /// Checks all options, and goes on with something else where one is wrong, for those who
    /// want to find out more.
    pub fn look(self) -> (Config, Problems) {
        let mut problems = Problems::with(self.origins);
        let listen = self.listen.check(&mut problems);
        let config = Config {
            mail: self.mail.check(&listen, &mut problems),
            listen,
            tls: self.tls.check(&mut problems),
            files: self.files.check(&mut problems),
            queue: self.queue.check(&mut problems),
            drain: self.drain.check(&mut problems),
            limits: self.limits.check(&mut problems),
            doubts: self.doubts.check(&mut problems),
            metrics: self.metrics.check(&mut problems),
            log: self.log.check(&mut problems),
            notices: self.notices.check(),
            token_secret: secret::token_secret(&mut problems),
        };
        (config, problems)
    }
}

impl Problems {
    /// Those of the configuration file, to which those of the options are added.
    fn with(mut origins: Origins) -> Self {
        Problems {
            found: std::mem::take(&mut origins.problems),
            origins,
        }
    }

    /// The configuration, if nothing is wrong with it.
    fn none_or<T>(self, config: T) -> Result<T, Problems> {
        match self.found.is_empty() {
            true => Ok(config),
            false => Err(self),
        }
    }

    /// All of them, each in words of its own.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(String::as_str)
    }

    /// Whether something is wrong with one of these options, such as `--redis`.
    pub fn concern(&self, options: &[&str]) -> bool {
        self.iter().any(|problem| {
            let mut rest = options.iter().filter_map(|o| problem.strip_prefix(o));
            rest.any(|rest| rest.starts_with([':', ' ']))
        })
    }

    /// Notes a problem with an option: what was wrong and what to do.
    fn note(&mut self, option: &str, problem: impl fmt::Display) {
        let option = self.origins.named(option);
        self.found.push(format!("{option}: {problem}"));
    }

    /// Reads a value, or notes the problem and goes on with the fallback, so
    /// that the other options are looked at too.
    fn read<T: FromStr>(&mut self, option: &str, text: &str, expected: &str, fallback: T) -> T {
        text.trim().parse().unwrap_or_else(|_| {
            self.note(option, format!("{text:?} is not {expected}"));
            fallback
        })
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration cannot be used:")?;
        for problem in &self.found {
            writeln!(f, "  {problem}")?;
        }
        write!(f, "see `tillside serve --help`")
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: ServeArgs,
    }

    fn check(options: &[&str]) -> Result<Config, Problems> {
        let line = ["tillside"].iter().chain(options);
        Line::parse_from(line).args.check()
    }

    #[test]
    fn all_problems_are_reported_together() {
        let problems = check(&[
            "--listen",
            "nowhere",
            "--rate-address",
            "many",
            "--public-url",
            "shop.example",
            "--assets",
            "/no/such/dir",
            "--redis",
            "http://x",
            "--log-format",
            "xml",
            "--proxy-header",
            "x-real-ip",
        ]);
        let text = problems
            .err()
            .map(|problems| problems.to_string())
            .unwrap_or_default();
        for option in [
            "--listen",
            "--rate-address",
            "--public-url",
            "--assets",
            "--redis",
            "--log-format",
            "--proxy-header",
        ] {
            assert!(text.contains(option), "{option} is missing in:\n{text}");
        }
    }

    #[test]
    fn the_defaults_are_a_usable_configuration() {
        let config = check(&[]);
        assert!(config.is_ok(), "{:?}", config.err());
    }

    #[test]
    fn secrets_do_not_print() -> anyhow::Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), "redis://:hunter2@127.0.0.1/\n")?;
        let path = file.path().display().to_string();
        let config = check(&["--redis-file", &path]);
        let printed = format!("{config:?}");
        assert!(config.is_ok() && !printed.contains("hunter2"), "{printed}");
        Ok(())
    }

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        for url in [
            "redis://:hunter2@127.0.0.1/",
            "redis+sentinel://127.0.0.1/till?sentinel-password=hunter2",
        ] {
            let problems = check(&["--redis", url]).err();
            let text = problems
                .map(|problems| problems.to_string())
                .unwrap_or_default();
            assert!(
                text.contains("--redis-file") && !text.contains("hunter2"),
                "{text}"
            );
        }
        assert!(check(&["--redis", "redis://127.0.0.1/"]).is_ok());
    }
}
