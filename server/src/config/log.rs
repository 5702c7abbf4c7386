//! What is logged and how. Logs go to the standard error stream and hold nothing personal.

use super::Problems;
use tracing_subscriber::filter::Targets;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Logs")]
pub struct LogArgs {
    /// text for people or json for machines
    #[arg(
        long,
        env = "TILLSIDE_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    log_format: String,

    /// What is logged: error, warn, info, debug, or a filter such as info,tillside_server::drain=debug
    #[arg(
        long,
        env = "TILLSIDE_LOG",
        value_name = "FILTER",
        default_value = "info"
    )]
    log: String,

    /// Where an OpenTelemetry collector takes traces over HTTP, e.g. http://127.0.0.1:4318;
    /// only in a program that was built with `--features otlp`
    #[arg(long, env = "TILLSIDE_OTLP_ENDPOINT", value_name = "URL")]
    otlp_endpoint: Option<String>,
}

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged and how.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// How lines are written.
    pub format: LogFormat,
    /// A filter that was checked to be readable.
    pub filter: String,
    /// Where traces go, if anywhere.
    pub traces: Option<String>,
}

impl LogArgs {
    pub(super) fn check(self, problems: &mut Problems) -> LogConfig {
        if let Err(error) = self.log.parse::<Targets>() {
            problems.note("--log", error);
        }
        let format = match self.log_format.as_str() {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            other => {
                problems.note(
                    "--log-format",
                    format!("{other:?} is neither text nor json"),
                );
                LogFormat::Text
            }
        };
        let traces = self.otlp_endpoint.filter(|url| !url.is_empty());
        if let Some(url) = &traces {
            let told = match url.starts_with("http://") {
                _ if !cfg!(feature = "otlp") => {
                    "this program makes no traces; build one with `cargo build --release -p tillside-server --features otlp`"
                }
                false => "it must be like http://127.0.0.1:4318, of a collector on this machine",
                true => "",
            };
            if !told.is_empty() {
                problems.note("--otlp-endpoint", told);
            }
        }
        LogConfig {
            format,
            filter: self.log,
            traces,
        }
    }
}
