//! Where the store is.

use super::{Problems, secret};
use crate::store::{StorePlace, postgres};
use std::path::{Path, PathBuf};

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
pub struct StoreArgs {
    /// PostgreSQL as the store, e.g. postgres://user@host/database; needs a database in UTF-8.
    /// Without it the store is a file in the data directory
    #[arg(
        long,
        env = "TILLSIDE_STORE",
        value_name = "URL",
        hide_env_values = true
    )]
    store: Option<String>,

    /// A file that holds the URL of --store; a password belongs there or into the
    /// environment, because everybody on the machine sees command lines
    #[arg(long, env = "TILLSIDE_STORE_FILE", value_name = "FILE")]
    store_file: Option<PathBuf>,
}

impl StoreArgs {
    /// Where it is, beside or in this data directory.
    pub(super) fn check(self, data: &Path, problems: &mut Problems) -> StorePlace {
        // Most commands know of no option where it came from, so the line itself is looked at.
        let on_the_line = |url: &String| std::env::args().any(|word| word.contains(url.as_str()));
        let typed = self.store.as_ref().is_some_and(on_the_line);
        let Some(url) = secret::url(problems, "store", self.store, typed, self.store_file) else {
            return StorePlace::File(data.to_owned());
        };
        if let Err(error) = postgres::check(&url) {
            // The URL itself may hold a password and is not repeated.
            problems.note("--store", error);
        }
        StorePlace::Postgres(url)
    }
}
