//! The copy of the books on local disk: one record a line, the last one of a shop counts. A publish adds what is new; now and then the file is written anew without what no longer counts.

use super::packed::Packed;
use super::shop_book::{Edition, Sealed};
use super::{Snapshot, earlier};
use crate::lines;
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Name of the copy in the data directory.
pub(crate) const FILE: &str = "books.log";

/// What the file may grow by, in bytes, before it is written anew, beside what counts in it.
const SLACK: u64 = 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Record {
    key: String,
    version: u64,
    published_at: i64,
    /// The packed book in Base64; absent where the shop is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<String>,
}

impl Record {
    fn of(book: &Sealed) -> Self {
        Record {
            key: book.key.clone(),
            version: book.edition.version,
            published_at: book.edition.published_at,
            book: Some(BASE64.encode(book.packed.bytes())),
        }
    }

    fn gone(key: &str) -> Self {
        Record {
            key: key.to_owned(),
            version: 0,
            published_at: 0,
            book: None,
        }
    }

    fn put_into(self, shops: &mut HashMap<String, Arc<Sealed>>) -> anyhow::Result<()> {
        let Some(book) = self.book else {
            shops.remove(&self.key);
            return Ok(());
        };
        let packed = Packed::from_bytes(&BASE64.decode(book)?);
        let edition = Edition {
            version: self.version,
            published_at: self.published_at,
        };
        let sealed = Sealed::from_packed(self.key.clone(), edition, packed);
        shops.insert(self.key, Arc::new(sealed));
        Ok(())
    }
}

/// Where the copy lies. Several processes may share it: each writes all that it knows.
#[derive(Debug)]
pub(super) struct Copy {
    data: PathBuf,
    /// Whether the file has every book of the snapshot that was last read or written.
    is_whole: bool,
}

impl Copy {
    /// Reads the copy in a data directory, or the one that an earlier release left. What
    /// cannot be read is logged and left out.
    pub fn read(data: &Path) -> (Copy, Snapshot) {
        let (file, earlier) = (data.join(FILE), data.join(earlier::FILE));
        let (file, read) = match file.exists() {
            false if earlier.exists() => {
                let read = earlier::read(&earlier).map(|snapshot| (snapshot, false));
                (earlier, read)
            }
            _ => {
                let read = read(&file);
                (file, read)
            }
        };
        let (snapshot, is_whole) = read.unwrap_or_else(|error| {
            tracing::error!(
                file = %file.display(),
                error = format!("{error:#}"),
                "the copy of the books cannot be read; starting without it, the store writes it again"
            );
            Default::default()
        });
        let data = data.to_owned();
        (Copy { data, is_whole }, snapshot)
    }

    /// Brings the copy from one snapshot to the next.
    ///
    /// # Errors
    /// When the disk fails; the next time all is written.
    pub fn write(&mut self, from: &Snapshot, to: &Snapshot) -> anyhow::Result<()> {
        let was_whole = std::mem::replace(&mut self.is_whole, false);
        let file = self.data.join(FILE);
        let len = match fs::metadata(&file) {
            Ok(metadata) if was_whole => Some(metadata.len()),
            _ => None,
        };
        match len.filter(|len| *len <= 2 * size(to) + SLACK) {
            Some(_) => append(&file, from, to)?,
            None => self.write_all(&file, to)?,
        }
        self.is_whole = true;
        Ok(())
    }

    /// Replaces the file in one step, so that a crash leaves the old or the new one.
    fn write_all(&self, file: &Path, to: &Snapshot) -> anyhow::Result<()> {
        // Not under one name for all: another process may be at it too.
        let new = file.with_extension(format!("log.{}.new", Uuid::new_v4()));
        let written = write_anew(&new, to).and_then(|()| Ok(fs::rename(&new, file)?));
        if written.is_err() {
            // Half a copy is of no use to anybody; what is said is why it is half.
            drop(fs::remove_file(&new));
        }
        written?;
        File::open(&self.data)?.sync_all()?;
        let removed = fs::remove_file(self.data.join(earlier::FILE));
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// About how many bytes the books of a snapshot take in the file.
fn size(snapshot: &Snapshot) -> u64 {
    let books = snapshot.shops.values();
    books
        .map(|book| book.packed.bytes().len() as u64 * 4 / 3 + 128)
        .sum()
}

/// Returns whether all of it could be read, too.
fn read(file: &Path) -> anyhow::Result<(Snapshot, bool)> {
    let mut lines = match File::open(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok((Snapshot::default(), true));
        }
        opened => BufReader::with_capacity(256 * 1024, opened?),
    };
    let (mut snapshot, mut damaged) = (Snapshot::default(), 0);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        if line != b"\n" {
            let put = |record: Record| record.put_into(&mut snapshot.shops).ok();
            damaged += usize::from(lines::decode(&line).and_then(put).is_none());
        }
        line.clear();
    }
    if damaged > 0 {
        tracing::error!(
            file = %file.display(), damaged,
            "books in the copy cannot be read; starting without them, the store writes them again"
        );
    }
    Ok((snapshot, damaged == 0))
}

fn append(file: &Path, from: &Snapshot, to: &Snapshot) -> anyhow::Result<()> {
    // What a crash has torn off ends here, and takes nothing of what follows along.
    let mut news = b"\n".to_vec();
    for (key, book) in &to.shops {
        if from
            .shops
            .get(key)
            .is_none_or(|old| !Arc::ptr_eq(old, book))
        {
            news.extend(lines::encode(&Record::of(book))?);
        }
    }
    for key in from.shops.keys().filter(|key| !to.shops.contains_key(*key)) {
        news.extend(lines::encode(&Record::gone(key))?);
    }
    // Opened each time: another process may have written it anew. Appended in one write, so
    // that what two processes add does not mix.
    let mut file = OpenOptions::new().append(true).open(file)?;
    file.write_all(&news)?;
    file.sync_data().context("the copy cannot be flushed")
}

fn write_anew(new: &Path, to: &Snapshot) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(new)?);
    for book in to.shops.values() {
        out.write_all(&lines::encode(&Record::of(book))?)?;
    }
    out.into_inner()?
        .sync_all()
        .context("the copy cannot be flushed")
}
