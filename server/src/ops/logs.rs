//! Begins logging, and traces where they are wanted. What is logged stands at each place.

use crate::config::{LogConfig, LogFormat};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Holds what has to be finished at the end.
#[derive(Debug)]
pub struct Logs {
    #[cfg(feature = "otlp")]
    _traces: Option<super::traces::Traces>,
}

/// Begins, for the whole process; once.
///
/// # Errors
/// When the filter cannot be read, or logging has begun already.
pub fn start(config: &LogConfig) -> anyhow::Result<Logs> {
    let filter = EnvFilter::try_new(&config.filter)?;
    #[cfg(feature = "otlp")]
    if let Some(endpoint) = &config.traces {
        let traces = super::traces::Traces::start(endpoint, config.format, filter)?;
        return Ok(Logs {
            _traces: Some(traces),
        });
    }
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))?;
    Ok(Logs {
        #[cfg(feature = "otlp")]
        _traces: None,
    })
}
