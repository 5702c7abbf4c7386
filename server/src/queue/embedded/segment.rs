//! The segment files of the embedded queue: their names, and how the newest one is made whole after a crash. It neither appends nor delivers.

use super::frame::{self, Parsed};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A segment that exists on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The sequence number that its first entry has or will have; also its name.
    pub base: u64,
    /// Bytes from its beginning that are durable; only these are read.
    pub durable: u64,
}

/// Where the file of a segment is.
pub fn path(dir: &Path, base: u64) -> PathBuf {
    dir.join(format!("{base:020}.segment"))
}

/// All segments of a directory, oldest first.
pub fn list(dir: &Path) -> io::Result<Vec<Segment>> {
    let mut segments = Vec::new();
    for file in fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        let base = name
            .to_str()
            .and_then(|name| name.strip_suffix(".segment"))
            .and_then(|base| base.parse().ok());
        if let Some(base) = base {
            let durable = file.metadata()?.len();
            segments.push(Segment { base, durable });
        }
    }
    segments.sort_by_key(|segment| segment.base);
    Ok(segments)
}

/// Makes an empty segment whose name survives a crash.
pub fn create(dir: &Path, base: u64) -> io::Result<File> {
    let path = path(dir, base);
    // Entries may hold the address that a shopper left; they are nobody else's to read.
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)?;
    file.sync_all()?;
    sync_dir(&path)?;
    Ok(file)
}

/// Opens an existing segment for appending at a place of one's choice, and
/// drops what lies behind its durable part.
pub fn open_cut(dir: &Path, segment: Segment) -> io::Result<File> {
    let file = OpenOptions::new()
        .write(true)
        .open(path(dir, segment.base))?;
    if file.metadata()?.len() != segment.durable {
        file.set_len(segment.durable)?;
    }
    // A process that was killed may have written frames that it never synced. They are
    // handed out from now on, so they must not go away again with the power.
    file.sync_all()?;
    Ok(file)
}

/// Makes a rename, a creation or a removal beside this file durable.
pub fn sync_dir(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(dir) if dir.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}

/// How much of the newest segment is whole, and the number after its last
/// entry. Damage with intact frames behind it is left for the reader to step over.
pub fn scan(bytes: &[u8], base: u64) -> (u64, u64) {
    let (mut at, mut whole, mut next) = (0, 0, base);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match frame::parse(rest) {
            Parsed::Frame { seq, payload } => {
                at += frame::length(payload.len());
                whole = at;
                next = next.max(seq + 1);
            }
            Parsed::Partial | Parsed::Damaged => match frame::resync(rest) {
                Some(skip) => at += skip,
                None => break,
            },
        }
    }
    (whole as u64, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three_frames() -> Vec<u8> {
        let mut bytes = Vec::new();
        for seq in 5..8 {
            frame::write(&mut bytes, seq, b"entry");
        }
        bytes
    }

    #[test]
    fn a_torn_tail_is_not_counted() {
        let bytes = three_frames();
        let frame = frame::length(5) as u64;
        assert_eq!(scan(&bytes, 5), (3 * frame, 8));
        assert_eq!(scan(&bytes[..bytes.len() - 1], 5), (2 * frame, 7));
        assert_eq!(scan(&[], 5), (0, 5));
    }

    #[test]
    fn damage_in_the_middle_does_not_cost_what_follows() {
        let mut bytes = three_frames();
        bytes[frame::length(5) + 6] ^= 1;
        assert_eq!(scan(&bytes, 5), (bytes.len() as u64, 8));
    }
}
