//! Begins logging, and traces where they are wanted. What is logged stands at each place.

use crate::config::{LogConfig, LogFormat};
use std::io::IsTerminal;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt as _;

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
    let filter: Targets = config.filter.parse()?;
    #[cfg(feature = "otlp")]
    if let Some(endpoint) = &config.traces {
        let traces = super::traces::Traces::start(endpoint, config.format, filter)?;
        return Ok(Logs {
            _traces: Some(traces),
        });
    }
    let lines = layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let lines = match config.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    // One filter for all, so that what is not logged costs next to nothing.
    registry().with(lines).with(filter).try_init()?;
    Ok(Logs {
        #[cfg(feature = "otlp")]
        _traces: None,
    })
}
