//! The queue in files of this process: durable after a power cut, for one machine. It is not shared between processes, and a lock says so.

mod acks;
mod ages;
mod frame;
mod reader;
mod segment;
mod shared;
mod writer;

use super::{Entry, QueueError};
use reader::Delivery;
use segment::Segment;
use shared::{Claimed, Shared};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use writer::{Answer, Job, Writer};

/// How many jobs may wait for the writer before pushers wait too.
const WAITING_JOBS: usize = 4096;
/// How often, and with what pause, a taken lock is tried before it counts as taken.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(50);
/// The file that says which entries are acknowledged.
pub const ACKS: &str = "acks";
/// How many bytes may wait by default: four gigabytes.
pub const DEFAULT_MAX_BYTES: u64 = 4 << 30;

/// The open queue. Dropping it finishes what was pushed and releases the directory.
#[derive(Debug)]
pub struct EmbeddedQueue {
    shared: Arc<Shared>,
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    /// Part of every entry's id, so that a queue begun anew never repeats an id of the old one.
    identity: String,
    /// Held for as long as the queue is open; the system releases it even when we crash.
    _lock: File,
}

impl EmbeddedQueue {
    /// Opens the queue of a directory, or begins one. A torn end left by a
    /// crash is cut off; entries that were claimed but not acknowledged are
    /// delivered again. Pushes are refused beyond `max_bytes` of waiting entries.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] if another process has the directory open
    /// or it cannot be used; the text says what to do.
    pub fn open(dir: &Path, max_bytes: u64) -> Result<Self, QueueError> {
        let explain = |error: io::Error| {
            QueueError::Misconfigured(format!(
                "the queue in {} cannot be opened: {error}; check the directory and its permissions",
                dir.display()
            ))
        };
        fs::create_dir_all(dir).map_err(explain)?;
        // The directory itself may be new; its name must survive a power cut too.
        for new in dir.ancestors().take(2) {
            segment::sync_dir(new).map_err(explain)?;
        }
        let lock = lock(dir)?;
        let identity = identity(&lock).map_err(explain)?;
        let (writer, shared) = open_parts(dir, max_bytes).map_err(explain)?;
        let (jobs, waiting) = mpsc::channel(WAITING_JOBS);
        let writer = std::thread::Builder::new()
            .name("queue-writer".into())
            .spawn(move || writer.run(waiting))
            .map_err(explain)?;
        Ok(EmbeddedQueue {
            shared,
            jobs: Some(jobs),
            writer: Some(writer),
            identity,
            _lock: lock,
        })
    }

    pub(super) async fn push(&self, payloads: Vec<Vec<u8>>) -> Result<(), QueueError> {
        if payloads.is_empty() {
            return Ok(());
        }
        if let Some(large) = payloads.iter().find(|p| p.len() > frame::MAX_PAYLOAD) {
            return Err(QueueError::EntryTooLarge(large.len()));
        }
        self.ask(|answer| Job::Push(payloads, answer)).await
    }

    pub(super) async fn claim(&self, max: usize) -> Result<Vec<Entry>, QueueError> {
        let shared = self.shared.clone();
        let delivery = aside(move || reader::claim(&shared, max)).await?;
        Ok(self.hand_out(delivery))
    }

    pub(super) async fn reclaim(
        &self,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Entry>, QueueError> {
        let shared = self.shared.clone();
        let delivery = aside(move || reader::reclaim(&shared, min_idle, max)).await?;
        Ok(self.hand_out(delivery))
    }

    /// Ids that are not ours, or of an entry already acknowledged, change nothing.
    pub(super) async fn ack(&self, ids: &[String]) -> Result<(), QueueError> {
        let seqs: Vec<u64> = ids.iter().filter_map(|id| self.seq_of(id)).collect();
        if seqs.is_empty() {
            return Ok(());
        }
        self.ask(|answer| Job::Ack(seqs, answer)).await
    }

    pub(super) fn depth(&self) -> u64 {
        self.shared.depth()
    }

    pub(super) fn oldest(&self) -> Option<Duration> {
        self.shared.oldest()
    }

    pub(super) async fn ready(&self) {
        self.shared.something_to_claim().await;
    }

    fn hand_out(&self, delivery: Delivery) -> Vec<Entry> {
        let entry = |(seq, payload)| Entry {
            id: format!("{}-{seq}", self.identity),
            payload,
        };
        delivery.into_iter().map(entry).collect()
    }

    fn seq_of(&self, id: &str) -> Option<u64> {
        let (identity, seq) = id.split_once('-')?;
        let seq = seq.parse().ok()?;
        (identity == self.identity && self.shared.is_waiting(seq)).then_some(seq)
    }

    async fn ask(&self, job: impl FnOnce(Answer) -> Job) -> Result<(), QueueError> {
        let gone = || QueueError::Unavailable("the queue's writer has stopped".into());
        let (answer, reply) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job(answer)).await.map_err(|_| gone())?;
        reply.await.map_err(|_| gone())?
    }
}

impl Drop for EmbeddedQueue {
    fn drop(&mut self) {
        // Without senders the writer finishes what waits and ends.
        self.jobs = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the queue's writer failed");
        }
    }
}

/// Runs file reading where it does not hold up other tasks.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, QueueError> + Send + 'static,
) -> Result<T, QueueError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| QueueError::Unavailable(error.to_string()))?
}

/// Brings the directory into order and returns the writer, not yet running, and what it shares.
fn open_parts(dir: &Path, max_bytes: u64) -> io::Result<(Writer, Arc<Shared>)> {
    let mut segments = segment::list(dir)?;
    let first = segments.first().map_or(0, |segment| segment.base);
    let (acks, acked) = acks::AckLog::open(dir, first)?;
    let mut next_seq = acked.cursor();
    let mut active = None;
    if let Some(newest) = segments.last_mut() {
        let bytes = fs::read(segment::path(dir, newest.base))?;
        let (whole, next) = segment::scan(&bytes, newest.base);
        if whole < newest.durable {
            let bytes = newest.durable - whole;
            tracing::warn!(bytes, "a torn end of the embedded queue was cut off");
        }
        newest.durable = whole;
        let file = segment::open_cut(dir, *newest)?;
        if next >= next_seq {
            next_seq = next;
            active = Some(file);
        }
    }
    let file = match active {
        Some(file) => file,
        None => {
            // An empty file of this name may exist; it is the one we want.
            segments.retain(|segment| segment.base != next_seq);
            segments.push(Segment {
                base: next_seq,
                durable: 0,
            });
            segment::create(dir, next_seq)?
        }
    };
    let newest = *segments.last().ok_or(io::ErrorKind::NotFound)?;
    let shared = Arc::new(Shared::new(dir, segments, acked, next_seq));
    for done in shared.take_done() {
        fs::remove_file(segment::path(dir, done.base))?;
    }
    let writer = Writer::new(shared.clone(), acks, file, newest, next_seq, max_bytes);
    Ok((writer, shared))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a file lock cannot be awaited with a deadline, and nothing runs yet that could be held up"
)]
fn lock(dir: &Path) -> Result<File, QueueError> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(dir.join("queue.lock"))
        .map_err(|error| QueueError::Misconfigured(error.to_string()))?;
    // A process that was just stopped may take a moment to let go.
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => {
                return Err(QueueError::Misconfigured(format!(
                    "the queue in {} cannot be locked: {error}",
                    dir.display()
                )));
            }
        }
    }
    Err(QueueError::Misconfigured(format!(
        "the queue in {} is in use by another process; stop that one, or give this one a data directory of its own",
        dir.display()
    )))
}

/// Reads the name of this queue from its lock file, or gives it one.
fn identity(mut lock: &File) -> io::Result<String> {
    let mut text = String::new();
    lock.read_to_string(&mut text)?;
    if text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text);
    }
    let name = format!("{:016x}", getrandom::u64().map_err(io::Error::other)?);
    lock.set_len(0)?;
    io::Seek::rewind(&mut lock)?;
    lock.write_all(name.as_bytes())?;
    lock.sync_all()?;
    Ok(name)
}
