//! Which entries are acknowledged: in memory as a cursor and the few beyond it, on disk as a log of ranges. It does not know where entries lie.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Bytes of one range on disk: start, end, checksum.
const RECORD: usize = 20;
/// Beyond this size the log is written anew from what is in memory.
const COMPACT_AT: u64 = 64 * 1024;

/// The acknowledged sequence numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acked {
    cursor: u64,
    above: BTreeSet<u64>,
}

impl Acked {
    /// The first number that is not acknowledged; everything before it is.
    pub fn cursor(&self) -> u64 {
        self.cursor
    }

    /// Whether this entry is acknowledged.
    pub fn contains(&self, seq: u64) -> bool {
        seq < self.cursor || self.above.contains(&seq)
    }

    /// How many of the numbers below `next_seq` are not acknowledged.
    pub fn missing_below(&self, next_seq: u64) -> u64 {
        next_seq.saturating_sub(self.cursor + self.above.len() as u64)
    }

    /// Adds a range and moves the cursor as far as it goes.
    pub fn add(&mut self, range: Range<u64>) {
        if range.start <= self.cursor {
            self.cursor = self.cursor.max(range.end);
            self.above = self.above.split_off(&self.cursor);
        } else {
            self.above.extend(range);
        }
        while self.above.remove(&self.cursor) {
            self.cursor += 1;
        }
    }

    fn ranges(&self) -> Vec<Range<u64>> {
        let mut ranges = ranges_of(self.above.iter().copied());
        ranges.insert(0, 0..self.cursor);
        ranges
    }
}

/// Joins ascending numbers into ranges.
pub fn ranges_of(numbers: impl IntoIterator<Item = u64>) -> Vec<Range<u64>> {
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => ranges.push(number..number + 1),
        }
    }
    ranges
}

/// The log on disk.
#[derive(Debug)]
pub struct AckLog {
    path: PathBuf,
    file: File,
    len: u64,
    /// Set when a write failed: what is behind `len` is unknown, so the next write starts a new file.
    broken: bool,
}

impl AckLog {
    /// Opens or creates `acks` in the directory and reads what it holds. A torn
    /// end is dropped: those entries are delivered again, which changes nothing.
    /// `first` is the number at which the first segment begins that is still there.
    pub fn open(dir: &Path, first: u64) -> io::Result<(AckLog, Acked)> {
        let path = dir.join(super::ACKS);
        let mut bytes = Vec::new();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)?;
        (&file).read_to_end(&mut bytes)?;
        let mut acked = Acked::default();
        let mut read = 0;
        for range in bytes.chunks_exact(RECORD).map_while(decode) {
            acked.add(range);
            read += RECORD;
        }
        if read == 0 || read < bytes.len() {
            // Only drained segments are ever removed, so what lay before the first one is
            // done, even if the record that said so is lost.
            acked.add(0..first);
        }
        let mut log = AckLog {
            path,
            file,
            len: bytes.len() as u64,
            broken: false,
        };
        log.rewrite(&acked)?;
        Ok((log, acked))
    }

    /// Makes the ranges durable. `acked` is the state before them.
    pub fn append(&mut self, ranges: &[Range<u64>], acked: &Acked) -> io::Result<()> {
        if self.broken || self.len > COMPACT_AT {
            let mut all = acked.clone();
            ranges.iter().for_each(|range| all.add(range.clone()));
            return self.rewrite(&all);
        }
        let bytes = encode(ranges);
        let written = self
            .file
            .write_all_at(&bytes, self.len)
            .and_then(|()| self.file.sync_data());
        self.broken = written.is_err();
        if written.is_ok() {
            self.len += bytes.len() as u64;
        }
        written
    }

    /// Replaces the file in one step, so that a crash leaves the old or the new one.
    fn rewrite(&mut self, acked: &Acked) -> io::Result<()> {
        self.broken = true;
        let bytes = encode(&acked.ranges());
        let new = self.path.with_extension("new");
        let file = File::create(&new)?;
        file.write_all_at(&bytes, 0)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        super::segment::sync_dir(&self.path)?;
        self.file = file;
        self.len = bytes.len() as u64;
        self.broken = false;
        Ok(())
    }
}

fn encode(ranges: &[Range<u64>]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ranges.len() * RECORD);
    for range in ranges {
        let at = bytes.len();
        bytes.extend_from_slice(&range.start.to_le_bytes());
        bytes.extend_from_slice(&range.end.to_le_bytes());
        let sum = crc32fast::hash(&bytes[at..]);
        bytes.extend_from_slice(&sum.to_le_bytes());
    }
    bytes
}

fn decode(record: &[u8]) -> Option<Range<u64>> {
    let (start, rest) = record.split_first_chunk::<8>()?;
    let (end, sum) = rest.split_first_chunk::<8>()?;
    let intact = crc32fast::hash(&record[..16]).to_le_bytes() == *sum;
    intact.then(|| u64::from_le_bytes(*start)..u64::from_le_bytes(*end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    #[test]
    fn the_cursor_waits_for_the_gap_and_then_jumps_over_it() {
        let mut acked = Acked::default();
        acked.add(0..2);
        acked.add(3..5);
        assert_eq!((acked.cursor(), acked.missing_below(6)), (2, 2));
        assert!(acked.contains(4) && !acked.contains(2));
        acked.add(2..3);
        assert_eq!((acked.cursor(), acked.missing_below(6)), (5, 1));
        assert_eq!(acked.ranges(), vec![0..5]);
    }

    #[test]
    fn acknowledgements_in_any_order_survive_reopening() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut log, mut acked) = AckLog::open(dir.path(), 0)?;
        for range in [0..3, 7..9, 5..6] {
            log.append(std::slice::from_ref(&range), &acked)?;
            acked.add(range);
        }
        assert_eq!(AckLog::open(dir.path(), 0)?.1, acked);
        Ok(())
    }

    #[test]
    fn a_torn_end_of_the_log_is_dropped() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut log, acked) = AckLog::open(dir.path(), 0)?;
        log.append(&ranges_of(0..4), &acked)?;
        log.append(&ranges_of(6..8), &acked)?;
        OpenOptions::new()
            .write(true)
            .open(dir.path().join("acks"))?
            .set_len(log.len - 3)?;
        let (_, reopened) = AckLog::open(dir.path(), 0)?;
        assert_eq!(reopened.ranges(), vec![0..4]);
        Ok(())
    }

    #[test]
    fn a_damaged_log_does_not_bring_back_what_left_the_disk() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut log, acked) = AckLog::open(dir.path(), 0)?;
        log.append(&ranges_of(0..40), &acked)?;
        log.append(&ranges_of([45]), &acked)?;
        assert_eq!(AckLog::open(dir.path(), 30)?.1.cursor(), 40);
        let path = dir.path().join("acks");
        let mut bytes = std::fs::read(&path)?;
        bytes[0] ^= 1;
        std::fs::write(&path, bytes)?;
        assert_eq!(AckLog::open(dir.path(), 30)?.1.ranges(), vec![0..30]);
        std::fs::remove_file(&path)?;
        assert_eq!(AckLog::open(dir.path(), 30)?.1.ranges(), vec![0..30]);
        // A whole log is believed: what is missing before the first segment was lost.
        assert_eq!(AckLog::open(dir.path(), 50)?.1.ranges(), vec![0..30]);
        Ok(())
    }

    #[test]
    fn the_log_is_written_anew_when_it_has_grown() -> Result<()> {
        let dir = tempfile::tempdir()?;
        let (mut log, mut acked) = AckLog::open(dir.path(), 0)?;
        for seq in 0..COMPACT_AT / RECORD as u64 + 10 {
            log.append(&ranges_of([seq]), &acked)?;
            acked.add(seq..seq + 1);
        }
        assert!(log.len < COMPACT_AT, "{}", log.len);
        assert_eq!(AckLog::open(dir.path(), 0)?.1, acked);
        Ok(())
    }
}
