//! Where the server's files are.

use super::{Problems, StoreArgs};
use crate::store::StorePlace;
use std::path::{Path, PathBuf};

/// The options that every subcommand has.
#[derive(Clone, Debug, clap::Args)]
pub struct DataArgs {
    /// Directory for the store, the embedded queue, the copy of the books and the
    /// generated secret; `serve` and `import` make it if missing. Back it up
    #[arg(
        long,
        env = "TILLSIDE_DATA",
        value_name = "DIR",
        default_value = "data"
    )]
    pub data: PathBuf,

    #[command(flatten)]
    pub(super) store: StoreArgs,
}

impl DataArgs {
    /// Where the store is.
    ///
    /// # Errors
    /// If what was said of it cannot be used.
    pub fn store(&self) -> Result<StorePlace, Problems> {
        let mut problems = Problems::default();
        let place = self.store.clone().check(&self.data, &mut problems);
        problems.none_or(place)
    }
}

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Files")]
pub struct FileArgs {
    #[command(flatten)]
    data: DataArgs,

    /// Directory with loader, card and console, as built by `cargo xtask build`;
    /// without it only the HTTP API is served
    #[arg(long, env = "TILLSIDE_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,

    /// Directory with the demo shop, served at /demo/
    #[arg(long, env = "TILLSIDE_DEMO", value_name = "DIR")]
    demo: Option<PathBuf>,
}

/// Where the server's files are.
#[derive(Clone, Debug)]
pub struct FileConfig {
    /// Holds everything that must survive a restart.
    pub data: PathBuf,
    /// Where shops, answers and numbers are.
    pub store: StorePlace,
    /// Loader, card and console.
    pub assets: Option<PathBuf>,
    /// The demo shop.
    pub demo: Option<PathBuf>,
}

impl FileArgs {
    pub(super) fn check(self, problems: &mut Problems) -> FileConfig {
        let DataArgs { data, store } = self.data;
        let store = store.check(&data, problems);
        if data.exists() && !data.is_dir() {
            problems.note("--data", format!("{} is not a directory", data.display()));
        }
        must_be_there(problems, "--assets", self.assets.as_deref());
        must_be_there(problems, "--demo", self.demo.as_deref());
        FileConfig {
            data,
            store,
            assets: self.assets,
            demo: self.demo,
        }
    }
}

fn must_be_there(problems: &mut Problems, option: &str, dir: Option<&Path>) {
    if let Some(dir) = dir.filter(|dir| !dir.is_dir()) {
        problems.note(
            option,
            format!(
                "{} is no directory; `cargo xtask build` makes it",
                dir.display()
            ),
        );
    }
}
