//! Where accepted events wait, and whether this process drains them.

use super::{Problems, Secret};
use crate::queue::embedded::DEFAULT_MAX_BYTES;
use crate::queue::spool;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Queue")]
pub struct QueueArgs {
    /// Redis as the queue, e.g. redis://127.0.0.1/; needs `appendonly yes`, `appendfsync
    /// everysec` or `always`, and `maxmemory-policy noeviction`. Without it the queue is a
    /// file in the data directory
    #[arg(
        long,
        env = "TILLSIDE_REDIS",
        value_name = "URL",
        hide_env_values = true
    )]
    redis: Option<String>,

    /// Whether this process moves events from the queue into the store: on or off
    #[arg(
        long,
        env = "TILLSIDE_DRAIN",
        value_name = "on|off",
        default_value = "on"
    )]
    drain: String,

    /// Bytes that may wait in the file queue; beyond it events are refused with 503
    #[arg(long, env = "TILLSIDE_QUEUE_MAX_BYTES", value_name = "BYTES", default_value_t = DEFAULT_MAX_BYTES.to_string())]
    queue_max_bytes: String,

    /// Bytes that may wait in the data directory while Redis is away, is full or takes no
    /// writes; beyond it, and with 0 at once, events are refused with 503
    #[arg(long, env = "TILLSIDE_SPOOL_MAX_BYTES", value_name = "BYTES", default_value_t = spool::DEFAULT_MAX_BYTES.to_string())]
    spool_max_bytes: String,
}

/// Where accepted events wait, and who drains them.
#[derive(Clone, Debug)]
pub struct QueueConfig {
    /// Redis or a file.
    pub place: QueuePlace,
    /// Whether this process drains.
    pub drain: bool,
}

/// Where the queue is.
#[derive(Clone, Debug)]
pub enum QueuePlace {
    /// A Redis server.
    Redis {
        /// Its URL, which may hold a password.
        url: Secret,
        /// Bytes that may wait in the data directory while it is away; 0 for none.
        spool_max_bytes: u64,
    },
    /// Files in the data directory.
    Embedded {
        /// Bytes that may wait.
        max_bytes: u64,
    },
}

impl QueueArgs {
    pub(super) fn check(self, problems: &mut Problems) -> QueueConfig {
        let max_bytes = problems.read(
            "--queue-max-bytes",
            &self.queue_max_bytes,
            "a number of bytes",
            DEFAULT_MAX_BYTES,
        );
        let spool_max_bytes = problems.read(
            "--spool-max-bytes",
            &self.spool_max_bytes,
            "a number of bytes",
            spool::DEFAULT_MAX_BYTES,
        );
        let place = match self.redis.filter(|url| !url.is_empty()) {
            None => QueuePlace::Embedded { max_bytes },
            Some(url) => {
                if redis::Client::open(url.as_str()).is_err() {
                    // The URL itself may hold a password and is not repeated.
                    problems.note("--redis", "it must be like redis://:password@host:6379/0");
                }
                QueuePlace::Redis {
                    url: Secret::new(url),
                    spool_max_bytes,
                }
            }
        };
        let drain = match self.drain.as_str() {
            "on" => true,
            "off" => false,
            other => {
                problems.note("--drain", format!("{other:?} is neither on nor off"));
                true
            }
        };
        QueueConfig { place, drain }
    }
}
