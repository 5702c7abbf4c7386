//! The one thread that writes: it collects all waiting pushes, writes them at once, syncs once, and then answers them all. It never reads entries back.

use super::acks::{AckLog, Acked, ranges_of};
use super::segment::{self, Segment};
use super::{Shared, frame};
use crate::group;
use crate::queue::QueueError;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// A segment this long is closed and the next one begun.
pub const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;
/// How much of what was drained may stay in the segment being written.
const DRAINED_BYTES: u64 = 1024 * 1024;

/// Where the answer to a job goes.
pub type Answer = oneshot::Sender<Result<(), QueueError>>;

/// What the thread is asked to do.
#[derive(Debug)]
pub enum Job {
    /// Append these payloads.
    Push(Vec<Vec<u8>>, Answer),
    /// Mark these entries, ascending, as done.
    Ack(Vec<u64>, Answer),
}

/// The thread's own state.
#[derive(Debug)]
pub struct Writer {
    shared: Arc<Shared>,
    acks: AckLog,
    file: File,
    active: Segment,
    next_seq: u64,
    max_bytes: u64,
    /// Set when a write or sync failed: what lies behind the durable part is
    /// unknown and has to be cut off before anything else is written.
    broken: bool,
    /// Whether the last write failed, so that the log tells only when that changes.
    refusing: bool,
}

impl Writer {
    pub(super) fn new(
        shared: Arc<Shared>,
        acks: AckLog,
        file: File,
        active: Segment,
        next_seq: u64,
        max_bytes: u64,
    ) -> Self {
        Writer {
            shared,
            acks,
            file,
            active,
            next_seq,
            max_bytes,
            broken: false,
            refusing: false,
        }
    }

    /// Works until every sender is gone, and finishes what was sent before.
    pub fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(group) = group::next(&mut jobs) {
            self.commit(group);
        }
    }

    /// Carries out a group of jobs and answers each of them.
    fn commit(&mut self, group: Vec<Job>) {
        let (mut pushes, mut acks) = (Vec::new(), Vec::new());
        for job in group {
            match job {
                Job::Push(payloads, answer) => pushes.push((payloads, answer)),
                Job::Ack(seqs, answer) => acks.push((seqs, answer)),
            }
        }
        // Acknowledgements first: they may make room.
        if !acks.is_empty() {
            self.acknowledge(acks);
        }
        if !pushes.is_empty() {
            self.append(pushes);
        }
    }

    fn append(&mut self, pushes: Vec<(Vec<Vec<u8>>, Answer)>) {
        let (mut bytes, mut seq) = (Vec::new(), self.next_seq);
        let mut written = Vec::with_capacity(pushes.len());
        let mut used = self.shared.used();
        for (payloads, answer) in pushes {
            let size: usize = payloads.iter().map(|p| frame::length(p.len())).sum();
            if used + size as u64 > self.max_bytes {
                let limit = self.max_bytes;
                let _gone = answer.send(Err(QueueError::Full { used, limit }));
                continue;
            }
            used += size as u64;
            for payload in &payloads {
                frame::write(&mut bytes, seq, payload);
                seq += 1;
            }
            written.push(answer);
        }
        let outcome = self.write_durably(&bytes);
        match &outcome {
            Ok(()) => {
                self.active.durable += bytes.len() as u64;
                self.next_seq = seq;
                self.shared.appended(self.active, seq);
                if !bytes.is_empty() && std::mem::replace(&mut self.refusing, false) {
                    tracing::info!("the embedded queue can write again");
                }
            }
            Err(error) => {
                self.broken = true;
                if !std::mem::replace(&mut self.refusing, true) {
                    tracing::error!(%error, "the embedded queue cannot write; events are refused");
                }
            }
        }
        for answer in written {
            // A pusher that has gone away gets no answer; its entries stay, as after a lost reply.
            let _gone = answer.send(outcome.as_ref().copied().map_err(unavailable));
        }
    }

    fn write_durably(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.broken {
            self.repair()?;
        } else if self.active.durable >= SEGMENT_BYTES {
            self.roll()?;
        }
        self.file.write_all_at(bytes, self.active.durable)?;
        self.file.sync_data()
    }

    /// Cuts off what a failed write may have left and goes on in a fresh file,
    /// because after a failed sync nobody knows what the old one still holds in memory.
    fn repair(&mut self) -> io::Result<()> {
        self.file = segment::open_cut(&self.shared.dir, self.active)?;
        if self.active.durable > 0 {
            self.roll()?;
        }
        self.broken = false;
        Ok(())
    }

    fn roll(&mut self) -> io::Result<()> {
        self.file = segment::create(&self.shared.dir, self.next_seq)?;
        self.active = Segment {
            base: self.next_seq,
            durable: 0,
        };
        self.shared.began(self.active);
        Ok(())
    }

    fn acknowledge(&mut self, acks: Vec<(Vec<u64>, Answer)>) {
        let mut seqs: Vec<u64> = acks.iter().flat_map(|(seqs, _)| seqs).copied().collect();
        seqs.sort_unstable();
        seqs.dedup();
        let ranges = ranges_of(seqs);
        let before: Acked = self.shared.acked();
        let outcome = self.acks.append(&ranges, &before);
        match &outcome {
            Ok(()) => {
                self.remove_done(self.shared.acknowledged(&ranges));
                self.forget_drained();
            }
            Err(error) => {
                tracing::error!(%error, "the embedded queue could not record what was drained")
            }
        }
        for (_, answer) in acks {
            let _gone = answer.send(outcome.as_ref().copied().map_err(unavailable));
        }
    }

    /// When nothing waits, what was drained need not stay on this disk: it has
    /// reached the store, which is where erasure looks for it.
    fn forget_drained(&mut self) {
        if self.broken || self.active.durable < DRAINED_BYTES || self.shared.depth() > 0 {
            return;
        }
        match self.roll() {
            Ok(()) => self.remove_done(self.shared.take_done()),
            Err(error) => {
                // Its empty file may be there already. If the old segment went on growing
                // beside it, the next start would take the new one for the end of the queue.
                self.broken = true;
                tracing::warn!(%error, "a new segment could not be begun");
            }
        }
    }

    fn remove_done(&self, segments: Vec<Segment>) {
        for done in segments {
            // A file that stays is found wholly acknowledged, and removed, at the next start.
            if let Err(error) = std::fs::remove_file(segment::path(&self.shared.dir, done.base)) {
                tracing::warn!(%error, "a drained segment could not be removed");
            }
        }
    }
}

fn unavailable(error: &io::Error) -> QueueError {
    QueueError::Unavailable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    fn pushed(writer: &mut Writer, payload: &[u8]) -> Result<(), QueueError> {
        let (answer, mut reply) = oneshot::channel();
        writer.commit(vec![Job::Push(vec![payload.to_vec()], answer)]);
        reply
            .try_recv()
            .unwrap_or(Err(QueueError::Unavailable("no answer".into())))
    }

    #[test]
    fn a_failed_write_refuses_the_push_and_the_next_one_finds_a_consistent_file() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut writer, _) = super::super::open_parts(dir.path(), u64::MAX)?;
        pushed(&mut writer, b"before")?;
        // A file opened for reading only refuses writes as a full disk would.
        let path = segment::path(dir.path(), 0);
        let mut half = std::fs::read(&path)?;
        half.extend_from_slice(b"half a fra");
        std::fs::write(&path, half)?;
        writer.file = File::open(&path)?;
        assert!(pushed(&mut writer, b"refused").is_err());
        pushed(&mut writer, b"after")?;

        let (_, shared) = super::super::open_parts(dir.path(), u64::MAX)?;
        let claimed = super::super::reader::claim(&shared, 10)?;
        let payloads: Vec<_> = claimed
            .iter()
            .map(|(_, payload)| payload.as_slice())
            .collect();
        assert_eq!(payloads, [b"before".as_slice(), b"after"]);
        Ok(())
    }

    #[test]
    fn a_segment_that_could_not_be_begun_does_not_hide_what_is_pushed_later() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut writer, _) = super::super::open_parts(dir.path(), u64::MAX)?;
        let payload = vec![b'x'; frame::MAX_PAYLOAD];
        for _ in 0..5 {
            pushed(&mut writer, &payload)?;
        }
        // A directory of its name keeps the new segment from being made.
        let next = segment::path(dir.path(), 5);
        std::fs::create_dir(&next)?;
        let (answer, mut reply) = oneshot::channel();
        writer.commit(vec![Job::Ack((0..5).collect(), answer)]);
        reply.try_recv()??;
        assert!(pushed(&mut writer, b"refused").is_err());
        // What is left of such a try is an empty file, whose name may not be durable yet.
        std::fs::remove_dir(&next)?;
        File::create(&next)?;
        pushed(&mut writer, b"after")?;
        pushed(&mut writer, b"later")?;
        drop(writer);

        let (_, shared) = super::super::open_parts(dir.path(), u64::MAX)?;
        let claimed = super::super::reader::claim(&shared, 10)?;
        assert_eq!(claimed, [(5, b"after".to_vec()), (6, b"later".to_vec())]);
        Ok(())
    }

    #[test]
    fn a_full_queue_refuses_until_it_was_drained() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let limit = frame::length(4) as u64;
        let (mut writer, shared) = super::super::open_parts(dir.path(), limit)?;
        pushed(&mut writer, b"1234")?;
        assert!(matches!(
            pushed(&mut writer, b"5"),
            Err(QueueError::Full { .. })
        ));
        let (answer, mut reply) = oneshot::channel();
        writer.commit(vec![Job::Ack(vec![0], answer)]);
        reply.try_recv()??;
        assert_eq!(shared.depth(), 0);
        pushed(&mut writer, b"5")?;
        Ok(())
    }

    #[test]
    fn drained_segments_are_removed_and_numbers_never_start_again() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut writer, _) = super::super::open_parts(dir.path(), u64::MAX)?;
        let payload = vec![b'x'; frame::MAX_PAYLOAD];
        for _ in 0..160 {
            pushed(&mut writer, &payload)?;
        }
        assert!(segment::list(dir.path())?.len() > 2);
        let (answer, mut reply) = oneshot::channel();
        writer.commit(vec![Job::Ack((0..160).collect(), answer)]);
        reply.try_recv()??;
        let left = segment::list(dir.path())?;
        assert_eq!((left.len(), left[0].durable), (1, 0));
        let (writer, shared) = super::super::open_parts(dir.path(), u64::MAX)?;
        assert_eq!((writer.next_seq, shared.depth()), (160, 0));
        Ok(())
    }
}
