//! A clock of a running server that a test may step, as somebody does who sets a machine's time. Only the time of day moves; how long things take stays what it is. It needs Debian's libfaketime.

use crate::site::Site;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where Debian keeps its libraries, in a folder for each kind of machine.
const LIBRARIES: &str = "/usr/lib";
/// The library, below such a folder.
const LIBRARY: &str = "faketime/libfaketime.so.1";

/// The clock of all servers of one site. Dropping it leaves them with the right time.
#[derive(Debug)]
pub struct SteppedClock {
    folder: TempDir,
}

impl SteppedClock {
    /// Puts the site on a clock of its own, which is right until it is stepped. Servers
    /// that run already keep theirs.
    ///
    /// # Errors
    /// When the library is missing.
    pub fn of(site: &mut Site) -> Result<SteppedClock> {
        let clock = SteppedClock {
            folder: TempDir::new()?,
        };
        clock.step_to(0)?;
        site.set("FAKETIME_TIMESTAMP_FILE", &clock.file());
        site.set("LD_PRELOAD", &library()?);
        // A step is seen at once, and moves nothing but the time of day.
        for switch in [
            "FAKETIME_NO_CACHE",
            "DONT_FAKE_MONOTONIC",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "NO_FAKE_STAT",
        ] {
            site.set(switch, Path::new("1"));
        }
        Ok(clock)
    }

    /// Steps the clock to so many hours from the right time.
    ///
    /// # Errors
    /// When the file that the servers look at cannot be replaced.
    pub fn step_to(&self, hours: i64) -> Result<()> {
        let new = self.folder.path().join("new");
        // Nobody may read half of it.
        std::fs::write(&new, format!("{hours:+}h\n"))?;
        Ok(std::fs::rename(new, self.file())?)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("time")
    }
}

fn library() -> Result<PathBuf> {
    let folders = std::fs::read_dir(LIBRARIES)?.flatten();
    folders
        .map(|folder| folder.path().join(LIBRARY))
        .find(|file| file.is_file())
        .context("libfaketime is missing; on Debian `apt-get install libfaketime` brings it")
}
