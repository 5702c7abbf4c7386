//! What the drain is told, beside a server or in a process of its own.

use super::{
    DataArgs, LogArgs, LogConfig, MetricsArgs, MetricsConfig, Origins, Problems, QueueArgs,
    QueuePlace,
};
use crate::store::StorePlace;
use std::path::PathBuf;

/// Whether a server drains, as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Queue")]
pub struct DrainSwitch {
    /// Whether this process moves events from the queue into the store: on or off
    #[arg(
        long,
        env = "TILLSIDE_DRAIN",
        value_name = "on|off",
        default_value = "on"
    )]
    drain: String,
}

impl DrainSwitch {
    pub(super) fn check(self, problems: &mut Problems) -> bool {
        match self.drain.as_str() {
            "on" => true,
            "off" => false,
            other => {
                problems.note("--drain", format!("{other:?} is neither on nor off"));
                true
            }
        }
    }
}

/// The options of `tillside drain` as typed, before they are checked.
#[derive(Clone, Debug, clap::Args)]
pub struct DrainArgs {
    /// Where they came from, for messages; nothing that anybody types.
    #[arg(skip)]
    pub origins: Origins,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    queue: QueueArgs,
    #[command(flatten)]
    metrics: MetricsArgs,
    #[command(flatten)]
    log: LogArgs,
}

/// The checked configuration of a process that only drains.
#[derive(Clone, Debug)]
pub struct DrainConfig {
    /// Where the queue's files are.
    pub data: PathBuf,
    /// Where the store is.
    pub store: StorePlace,
    /// Where events wait.
    pub queue: QueuePlace,
    /// Where it tells what it counts.
    pub metrics: MetricsConfig,
    /// What is logged and how.
    pub log: LogConfig,
}

impl DrainArgs {
    /// Checks all options.
    ///
    /// # Errors
    /// Every problem there is, not just the first.
    pub fn check(self) -> Result<DrainConfig, Problems> {
        let mut problems = Problems::with(self.origins);
        let config = DrainConfig {
            store: self.data.store.check(&self.data.data, &mut problems),
            data: self.data.data,
            queue: self.queue.check(&mut problems),
            metrics: self.metrics.check(&mut problems),
            log: self.log.check(&mut problems),
        };
        problems.none_or(config)
    }
}
