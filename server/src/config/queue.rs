//! Where accepted events wait.

use super::{Problems, Secret, secret};
use crate::queue::embedded::DEFAULT_MAX_BYTES;
use crate::queue::{redis, spool};
use std::path::PathBuf;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Queue")]
pub struct QueueArgs {
    /// Redis as the queue, e.g. redis://127.0.0.1/, redis+sentinel://HOST,HOST,HOST/MASTER or
    /// redis+cluster://HOST,HOST,HOST, or encrypted with rediss for redis; needs `appendonly yes`, `appendfsync everysec` or
    /// `always`, and `maxmemory-policy noeviction`. Without it the queue is a file in the
    /// data directory
    #[arg(
        long,
        env = "TILLSIDE_REDIS",
        value_name = "URL",
        hide_env_values = true
    )]
    redis: Option<String>,

    /// A file that holds the URL of --redis; a password belongs there or into the
    /// environment, because everybody on the machine sees command lines
    #[arg(long, env = "TILLSIDE_REDIS_FILE", value_name = "FILE")]
    redis_file: Option<PathBuf>,

    /// Replicas of Redis that must have an event before it is accepted; with fewer, events
    /// wait in the spool
    #[arg(
        long,
        env = "TILLSIDE_REDIS_REPLICAS",
        value_name = "N",
        default_value = "0"
    )]
    redis_replicas: String,

    /// Bytes that may wait in the file queue; beyond it events are refused with 503
    #[arg(long, env = "TILLSIDE_QUEUE_MAX_BYTES", value_name = "BYTES", default_value_t = DEFAULT_MAX_BYTES.to_string())]
    queue_max_bytes: String,

    /// Bytes that may wait in the data directory while Redis is away, is full or takes no
    /// writes; beyond it, and with 0 at once, events are refused with 503
    #[arg(long, env = "TILLSIDE_SPOOL_MAX_BYTES", value_name = "BYTES", default_value_t = spool::DEFAULT_MAX_BYTES.to_string())]
    spool_max_bytes: String,
}

/// Where the queue is.
#[derive(Clone, Debug)]
pub enum QueuePlace {
    /// A Redis server, or several.
    Redis {
        /// The URL, which may hold a password.
        url: Secret,
        /// Replicas that must have an event before it is accepted.
        replicas: u32,
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
    pub(super) fn check(self, problems: &mut Problems) -> QueuePlace {
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
        let replicas = problems.read(
            "--redis-replicas",
            &self.redis_replicas,
            "a whole number",
            0,
        );
        let typed = !problems.origins.places.contains_key("redis");
        match secret::url(problems, "redis", self.redis, typed, self.redis_file) {
            None => QueuePlace::Embedded { max_bytes },
            Some(url) => {
                if !redis::is_url(url.reveal()) {
                    // The URL itself may hold a password and is not repeated.
                    problems.note("--redis", redis::FORMS);
                }
                QueuePlace::Redis {
                    url,
                    replicas,
                    spool_max_bytes,
                }
            }
        }
    }
}
