//! A configuration file in TOML: its keys are the names of the options, and its values stand in for options that neither the command line nor the environment gives.

use super::{Origins, Secret, ServeArgs};
use anyhow::Context;
use clap::{Args, Command};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// The one key that is no option: command lines are visible to others.
pub const TOKEN_SECRET: &str = "token-secret";

/// What a configuration file says.
#[derive(Default)]
pub struct ConfigFile {
    options: Vec<FileOption>,
    problems: Vec<String>,
}

struct FileOption {
    name: String,
    value: String,
    /// File and line, for messages.
    place: String,
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    /// When there is none or it is no text. What is wrong inside of it is told together with
    /// everything else that is wrong, by the check of the options.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("--config: {} cannot be read", path.display()))?;
        Ok(Self::parse(&path.display().to_string(), &text))
    }

    fn parse(name: &str, text: &str) -> Self {
        let mut file = ConfigFile::default();
        let place = |at: Option<usize>| match at.and_then(|at| text.get(..at)) {
            Some(before) => format!("{name} line {}", before.matches('\n').count() + 1),
            None => name.to_owned(),
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            // A mistake is told by its own words; the line itself may hold a secret.
            let place = place(error.span().map(|span| span.start));
            file.problems.push(format!("{place}: {}", error.message()));
        }
        let known = names();
        for (key, value) in table.get_ref() {
            let name = key.get_ref().as_ref();
            let place = place(Some(key.span().start));
            if let Some(problem) = unknown(name, value.get_ref(), &known) {
                file.problems.push(format!("{place}: {problem}"));
            } else if let Some(value) = as_typed(value.get_ref()) {
                file.options.push(FileOption {
                    name: name.to_owned(),
                    value,
                    place,
                });
            } else {
                let wanted = "must be a text in quotes, a whole number, true or false";
                file.problems.push(format!("{place}: {name} {wanted}"));
            }
        }
        file
    }

    /// The command, with what the file says as the defaults of its options, and of those of
    /// its subcommands.
    pub fn as_defaults(&self, mut command: Command) -> Command {
        for option in &self.options {
            let id = command
                .get_arguments()
                .find(|argument| argument.get_long() == Some(&option.name))
                .map(|argument| argument.get_id().clone());
            if let Some(id) = id {
                command = command.mut_arg(id, |argument| argument.default_value(&option.value));
            }
        }
        let subcommands: Vec<String> = command
            .get_subcommands()
            .map(|subcommand| subcommand.get_name().to_owned())
            .collect();
        for name in subcommands {
            command = command.mut_subcommand(name, |subcommand| self.as_defaults(subcommand));
        }
        command
    }

    /// Splits the file into what is wrong with it and what messages need of it.
    pub(super) fn into_origins(self) -> Origins {
        let mut origins = Origins {
            problems: self.problems,
            ..Origins::default()
        };
        for option in self.options {
            if option.name == TOKEN_SECRET {
                origins.token_secret = Some(Secret::new(option.value));
            }
            origins.places.insert(option.name, option.place);
        }
        origins
    }
}

/// The names that a file may have.
fn names() -> Vec<String> {
    let command = ServeArgs::augment_args(Command::new("serve"));
    let options = command.get_arguments().filter_map(clap::Arg::get_long);
    let all = options.chain([TOKEN_SECRET]);
    all.map(str::to_owned).collect()
}

fn unknown(name: &str, value: &DeValue<'_>, known: &[String]) -> Option<String> {
    if known.iter().any(|known| known == name) {
        return None;
    }
    let dashed = name.replace('_', "-");
    Some(if matches!(value, DeValue::Table(_)) {
        format!("[{name}] is unknown: the file has no sections, only options")
    } else if known.contains(&dashed) {
        format!("{name} is unknown: it is written {dashed}")
    } else {
        format!(
            "{name} is unknown: keys are the options of `tillside serve` without their dashes in front"
        )
    })
}

/// A value as it would be typed on the command line.
fn as_typed(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|number| number.to_string()),
        DeValue::Boolean(true) => Some("on".to_owned()),
        DeValue::Boolean(false) => Some("off".to_owned()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests;
