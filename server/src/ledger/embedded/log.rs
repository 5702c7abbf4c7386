//! The ledger's file: one record a line. What a record means is in `state`.

use super::state::{Record, State};
use crate::lines;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Below this size the file is not worth writing anew.
const COMPACT_AT: u64 = 1024 * 1024;

/// The open file.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    pub(super) file: File,
    len: u64,
    /// Beyond this size it is written anew.
    compact_at: u64,
}

impl Log {
    /// Reads the file, or begins one, and writes it anew without what no longer matters.
    /// A torn end was never answered and is dropped. A damaged record is passed over: the
    /// codes in it are handed to nobody, or, of a claim, perhaps once more.
    pub fn open(path: &Path) -> io::Result<(Log, State)> {
        let mut bytes = Vec::new();
        match File::open(path) {
            Ok(mut file) => drop(file.read_to_end(&mut bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut state = State::default();
        let mut damaged = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match (lines::decode(line), line.ends_with(b"\n")) {
                (Some(record), true) => state.apply(record),
                (_, true) => damaged += 1,
                (_, false) => tracing::warn!("a torn end of the ledger was cut off"),
            }
        }
        if damaged > 0 {
            // Kept for whoever wants to see what is missing.
            let kept = path.with_extension("damaged");
            fs::copy(path, &kept)?;
            tracing::error!(damaged, kept = %kept.display(), "records of the ledger cannot be read; going on without them");
        }
        let log = Log::written(path, &mut state)?;
        Ok((log, state))
    }

    /// Appends what changed in the state and makes it durable.
    pub fn write(&mut self, state: &mut State) -> io::Result<()> {
        let bytes = encode(&std::mem::take(&mut state.news))?;
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all_at(&bytes, self.len)?;
        self.file.sync_data()?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Writes the file anew if it has grown to twice of what it has to say.
    pub fn compact(&mut self, state: &mut State) -> io::Result<()> {
        if self.len > self.compact_at {
            *self = Log::written(&self.path, state)?;
        }
        Ok(())
    }

    /// Replaces the file in one step, so that a crash leaves the old or the new one.
    fn written(path: &Path, state: &mut State) -> io::Result<Log> {
        state.prune();
        let bytes = encode(&state.records())?;
        let new = path.with_extension("new");
        // Codes are worth money; they are nobody else's to read.
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all_at(&bytes, 0)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        File::open(path.parent().unwrap_or(path))?.sync_all()?;
        let len = bytes.len() as u64;
        Ok(Log {
            path: path.to_owned(),
            file,
            len,
            compact_at: COMPACT_AT.max(len * 2),
        })
    }
}

fn encode(records: &[Record]) -> io::Result<Vec<u8>> {
    let lines: io::Result<Vec<_>> = records.iter().map(lines::encode).collect();
    lines.map(|lines| lines.concat())
}
