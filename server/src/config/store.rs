//! Where the store is.

use super::secret::{has_password, one_of};
use super::{Problems, Secret};
use crate::store::{StorePlace, postgres};
use std::path::{Path, PathBuf};

/// Environment variable with the URL of the PostgreSQL.
const STORE: &str = "TILLSIDE_STORE";

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
pub struct StoreArgs {
    /// PostgreSQL as the store, e.g. postgres://user@host/database; needs a database in UTF-8.
    /// Without it the store is a file in the data directory
    #[arg(
        long,
        env = STORE,
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
        if let Some(url) = &self.store
            && has_password(url)
            && std::env::args().any(|word| word.contains(url.as_str()))
        {
            let problem = format!(
                "everybody on the machine sees a password on the command line; give the URL by {STORE} or --store-file"
            );
            problems.note("--store", problem);
        }
        let url = one_of(
            problems,
            ("--store", self.store),
            ("--store-file", self.store_file),
        );
        let Some(url): Option<Secret> = url else {
            return StorePlace::File(data.to_owned());
        };
        if let Err(error) = postgres::check(&url) {
            // The URL itself may hold a password and is not repeated.
            problems.note("--store", error);
        }
        StorePlace::Postgres(url)
    }
}
