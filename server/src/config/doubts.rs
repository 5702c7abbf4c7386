//! Which answers are doubted.

use super::Problems;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Doubtful answers (stored and told, but in no score; 0 doubts none)")]
pub struct DoubtArgs {
    /// Answers given less than so many milliseconds after the question was shown
    #[arg(
        long,
        env = "TILLSIDE_DOUBT_FASTER_THAN",
        value_name = "MS",
        default_value = "300"
    )]
    doubt_faster_than: String,

    /// Answers of one address (IPv6: one /64) to one prompt beyond so many in a minute; many
    /// shoppers may share one
    #[arg(
        long,
        env = "TILLSIDE_DOUBT_MORE_THAN",
        value_name = "N",
        default_value = "60"
    )]
    doubt_more_than: String,
}

/// Which answers are doubted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoubtConfig {
    /// Those given in fewer milliseconds than this; 0 for none.
    pub faster_than: u32,
    /// Those of one network to one prompt beyond so many in a minute; 0 for none.
    pub more_than: u32,
}

impl DoubtArgs {
    pub(super) fn check(self, problems: &mut Problems) -> DoubtConfig {
        let mut number = |what: &str, typed: &str| {
            problems.read(&format!("--doubt-{what}"), typed, "a whole number", 0)
        };
        DoubtConfig {
            faster_than: number("faster-than", &self.doubt_faster_than),
            more_than: number("more-than", &self.doubt_more_than),
        }
    }
}
