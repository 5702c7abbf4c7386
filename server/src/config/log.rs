//! What is logged and how. Logs go to the standard error stream and hold nothing personal.

use super::Problems;
use tracing_subscriber::EnvFilter;

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
}

impl LogArgs {
    pub(super) fn check(self, problems: &mut Problems) -> LogConfig {
        if let Err(error) = EnvFilter::try_new(&self.log) {
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
        LogConfig {
            format,
            filter: self.log,
        }
    }
}
