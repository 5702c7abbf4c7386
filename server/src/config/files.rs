//! Where the server's files are.

use super::Problems;
use std::path::{Path, PathBuf};

/// The one option that every subcommand has.
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
    /// Loader, card and console.
    pub assets: Option<PathBuf>,
    /// The demo shop.
    pub demo: Option<PathBuf>,
}

impl FileArgs {
    pub(super) fn check(self, problems: &mut Problems) -> FileConfig {
        let DataArgs { data } = self.data;
        if data.exists() && !data.is_dir() {
            problems.note("--data", format!("{} is not a directory", data.display()));
        }
        must_be_there(problems, "--assets", self.assets.as_deref());
        must_be_there(problems, "--demo", self.demo.as_deref());
        FileConfig {
            data,
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
