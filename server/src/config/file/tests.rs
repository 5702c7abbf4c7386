//! What a configuration file may say, what is wrong with one, and whether the example is complete.

use super::*;
use crate::config::Problems;
use clap::FromArgMatches;

const EXAMPLE: &str = include_str!("../../../../deploy/tillside.toml");

/// The example with the lines that have no default.
fn whole_example() -> String {
    let lines = EXAMPLE.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn command() -> Command {
    ServeArgs::augment_args(Command::new("serve"))
}

fn args(file: ConfigFile, line: &[&str]) -> anyhow::Result<ServeArgs> {
    let command = file.as_defaults(command());
    let line = ["serve"].iter().chain(line);
    let matches = command.clone().try_get_matches_from(line)?;
    let mut args = ServeArgs::from_arg_matches(&matches)?;
    args.origins = Origins::of(file, &command, &matches);
    Ok(args)
}

fn problems(text: &str) -> anyhow::Result<String> {
    let checked = args(ConfigFile::parse("t.toml", text), &[])?.check();
    let problems: Option<Problems> = checked.err();
    Ok(problems.map_or_else(String::new, |problems| problems.to_string()))
}

#[test]
fn the_example_has_every_option_with_its_default() -> anyhow::Result<()> {
    let example = ConfigFile::parse("example", &whole_example());
    assert_eq!(example.problems, Vec::<String>::new());
    let there: Vec<&str> = example.options.iter().map(|o| o.name.as_str()).collect();
    let missing: Vec<String> = names()
        .into_iter()
        .filter(|name| !there.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "deploy/tillside.toml lacks {missing:?}");
    // What is not commented out is the default, and everything that has one.
    let plain = ConfigFile::parse("example", EXAMPLE);
    for argument in command().get_arguments() {
        let default = argument.get_default_values().first();
        let name = argument.get_long().unwrap_or_default();
        let said = plain.options.iter().find(|option| option.name == name);
        assert_eq!(
            said.map(|option| option.value.as_str()),
            default.and_then(|value| value.to_str()),
            "{name}"
        );
    }
    assert!(args(plain, &[])?.check().is_ok());
    Ok(())
}

#[test]
fn the_command_line_goes_before_the_file_and_the_file_before_the_default() -> anyhow::Result<()> {
    let file = ConfigFile::parse("t.toml", "workers = 3\nrate-shop = 7\ndrain = false");
    let config = args(file, &["--workers", "5"])?.check()?;
    assert_eq!(config.listen.workers, 5);
    assert_eq!(config.limits.shop.per_second, 7);
    assert_eq!(config.limits.shop.burst, 20_000);
    assert!(!config.drain);
    Ok(())
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_line() -> anyhow::Result<()> {
    let text = "rate_shop = 5\nlistn = \"x\"\nworkers = \"many\"\n[limits]\nrate-shop = 1\n";
    let told = problems(text)?;
    for words in [
        "t.toml line 1: rate_shop is unknown: it is written rate-shop",
        "t.toml line 2: listn is unknown",
        "--workers (t.toml line 3): \"many\" is not a number",
        "t.toml line 4: [limits] is unknown: the file has no sections",
    ] {
        assert!(told.contains(words), "{words} is missing in:\n{told}");
    }
    let told = problems("listen = [1]\nworkers = 1.5\nlog = \"x\nlog-format = \"xml\"\n")?;
    for words in [
        "line 1: listen must be a text in quotes",
        "line 2: workers must be",
        "line 3: ",
        "--log-format (t.toml line 4)",
    ] {
        assert!(told.contains(words), "{words} is missing in:\n{told}");
    }
    Ok(())
}

#[test]
fn a_mistake_is_told_without_the_secret_beside_it() -> anyhow::Result<()> {
    let told = problems("redis = \"http://:hunter2@x\"\ntoken-secret = \"hunter2\"\n")?;
    for words in ["--redis (t.toml line 1)", "token-secret (t.toml line 2)"] {
        assert!(told.contains(words), "{words} is missing in:\n{told}");
    }
    let told = told + &problems("redis = \"redis://:hunter2@x\nlog = \"info\"\n")?;
    assert!(!told.contains("hunter2"), "{told}");
    Ok(())
}
