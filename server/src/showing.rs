//! How `tillside sample` tells how far it is: a line that changes on a terminal, a line for every
//! tenth part elsewhere.

use std::cell::Cell;
use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::time::Instant;

use tillside_server::ninety_days::{self, Loaded, Progress};
use tillside_server::store::StorePlace;

/// Loads the sample and says what became of it.
///
/// # Errors
/// Those of [`ninety_days::load_file`].
pub fn load_sample(place: &StorePlace, file: &Path, visits: u32) -> anyhow::Result<()> {
    let begun = Instant::now();
    let is_terminal = std::io::stderr().is_terminal();
    let said = Cell::new(0);
    let tell = |progress: Progress| {
        let percent = progress.percent();
        let line = line(progress);
        if is_terminal {
            // Nobody is told where there is nobody to tell.
            let _told = write!(std::io::stderr(), "\r{line}");
        } else if percent / 10 > said.get() {
            said.set(percent / 10);
            eprintln!("{line}");
        }
    };
    let loaded = ninety_days::load_file(place, file, visits, &tell);
    if is_terminal {
        eprintln!();
    }
    match loaded? {
        Loaded::Now { answers, .. } => {
            let seconds = begun.elapsed().as_secs_f64();
            println!("loaded {answers} answers of ninety days in {seconds:.1} s");
        }
        Loaded::Before => println!("the sample is there already; nothing was changed"),
    }
    Ok(())
}

fn line(Progress { answers, all }: Progress) -> String {
    let percent = Progress { answers, all }.percent();
    format!("{percent:>3} %, {answers} of {all} answers")
}
