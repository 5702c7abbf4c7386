//! Where each option came from, so that a message about it leads to the place to be changed.

use super::{ConfigFile, Problems, Secret};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use std::collections::BTreeMap;

/// Where options came from that are not on the command line.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// By option, without the dashes in front: the environment variable, or file and line.
    pub(super) places: BTreeMap<String, String>,
    /// What is wrong with the configuration file itself.
    pub(super) problems: Vec<String>,
    /// The file's token secret.
    pub(super) token_secret: Option<Secret>,
}

impl Origins {
    /// The origins of a subcommand's options.
    pub fn of(file: ConfigFile, subcommand: &Command, matches: &ArgMatches) -> Self {
        let mut origins = file.into_origins();
        for argument in subcommand.get_arguments() {
            let (Some(name), Some(source)) = (
                argument.get_long(),
                matches.value_source(argument.get_id().as_str()),
            ) else {
                continue;
            };
            match source {
                // A default is the file's, where the file has one.
                ValueSource::DefaultValue => {}
                ValueSource::EnvVariable => {
                    let variable = argument.get_env().unwrap_or_default();
                    let variable = variable.to_string_lossy().into_owned();
                    origins.places.insert(name.to_owned(), variable);
                }
                _ => drop(origins.places.remove(name)),
            }
        }
        origins
    }

    /// For subcommands that check no other options: what is wrong with the file.
    ///
    /// # Errors
    /// All of it.
    pub fn check(self) -> Result<(), Problems> {
        Problems::with(self).none_or(())
    }

    /// An option as messages name it, such as `--listen (tillside.toml line 3)`.
    pub(super) fn named(&self, option: &str) -> String {
        match self.places.get(option.trim_start_matches('-')) {
            Some(place) => format!("{option} ({place})"),
            None => option.to_owned(),
        }
    }
}
