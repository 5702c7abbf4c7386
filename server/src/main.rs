//! The program `tillside`: reads its options, starts what was asked for, and turns signals into an orderly stop. All work is in the library.

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tillside_server::config::{DataArgs, LogConfig, LogFormat, ServeArgs};
use tillside_server::startup::Application;
use tillside_server::store::coupons::Pool;
use tillside_server::store::dead_letters::DeadLetter;
use tillside_server::store::{Store, StoreError, access, now_ms};
use tillside_server::{backup, console_api, coupons, dead_letters, import};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Tillside asks shoppers one short question at the right moment, and keeps every answer.
///
/// Put a shop into the store, start the server, and paste the script tag that the
/// console shows into the shop's pages:
///
///   tillside import --data data shop.json
///   tillside serve --data data --assets target/tillside/assets
#[derive(Parser)]
#[command(name = "tillside", version, verbatim_doc_comment)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer shoppers and the console, and move events into the store
    ///
    /// Prints a sign-in link and the addresses on the standard output when it is ready;
    /// logs go to the standard error stream. SIGTERM and SIGINT stop it in order: no
    /// accepted event is lost. Every option can also be given by the environment
    /// variable named beside it. The secret that signs book tokens comes from
    /// TILLSIDE_TOKEN_SECRET or is generated into the data directory.
    #[command(verbatim_doc_comment)]
    Serve(Box<ServeArgs>),

    /// Put a shop file into the store and publish it
    ///
    /// Safe to repeat: what did not change is left alone. A running server picks the
    /// changes up within a second.
    #[command(verbatim_doc_comment)]
    Import {
        #[command(flatten)]
        place: DataArgs,
        /// The shop file, JSON
        file: PathBuf,
    },

    /// Fill pools of coupon codes, or see how many are left
    #[command(subcommand)]
    Coupons(Coupons),

    /// Copy the data directory into a new one, also while a server works in it
    ///
    /// Whatever was accepted before it began is in the copy: store, queue, ledger, books and
    /// the generated secret. A Redis is not: it has copies of its own.
    #[command(verbatim_doc_comment)]
    Backup {
        #[command(flatten)]
        place: DataArgs,
        /// The directory to be made
        to: PathBuf,
    },

    /// Make a data directory from a backup
    ///
    /// The data directory must be empty or missing. Afterwards `tillside serve` goes on where
    /// the backup was made: what was erased since then is there again.
    #[command(verbatim_doc_comment)]
    Restore {
        #[command(flatten)]
        place: DataArgs,
        /// The directory that `tillside backup` made
        from: PathBuf,
    },

    /// See what could not be moved into the store, and have it tried again
    #[command(subcommand)]
    DeadLetters(DeadLetters),

    /// Print a link that signs one person in to the console, once
    SignInLink {
        #[command(flatten)]
        place: DataArgs,
        /// Where browsers reach the server
        #[arg(
            long,
            env = "TILLSIDE_PUBLIC_URL",
            value_name = "URL",
            default_value = "http://127.0.0.1:8080"
        )]
        public_url: String,
    },
}

#[derive(Subcommand)]
enum Coupons {
    /// Put codes into a pool, from a file with one code a line
    ///
    /// Safe to repeat: a code that the shop has already is left alone. A running server
    /// hands the new ones out a second or two later.
    #[command(verbatim_doc_comment)]
    Add {
        #[command(flatten)]
        place: DataArgs,
        /// The shop's key
        #[arg(long, value_name = "KEY")]
        shop: String,
        /// The pool, as replies name it in `coupon`
        #[arg(long, value_name = "NAME")]
        pool: String,
        /// The file
        file: PathBuf,
    },
    /// Print every pool with the number of codes left and claimed
    List {
        #[command(flatten)]
        place: DataArgs,
    },
}

#[derive(Subcommand)]
enum DeadLetters {
    /// Print the number, time, size and reason of each
    List {
        #[command(flatten)]
        place: DataArgs,
    },
    /// Print what is in one; a shopper's words may be among it
    Show {
        #[command(flatten)]
        place: DataArgs,
        /// The letter's number
        number: i64,
    },
    /// Drain them once more, when what stood in their way was put right
    ///
    /// What still cannot be drained stays, with its new reason and a new number. May be done
    /// while a server runs.
    #[command(verbatim_doc_comment)]
    Replay {
        #[command(flatten)]
        place: DataArgs,
        /// The letters' numbers; all of them where none is given
        numbers: Vec<i64>,
    },
}

#[actix_web::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tillside: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(args) => serve(*args).await,
        Command::Import { place, file } => {
            for line in import::import(&place.data, &file)? {
                println!("{line}");
            }
            Ok(())
        }
        Command::Coupons(command) => coupons(command),
        Command::Backup { place, to } => {
            let copied = backup::backup(&place.data, &to)?;
            println!(
                "copied {} of {} to {}",
                names(&copied),
                place.data.display(),
                to.display()
            );
            Ok(())
        }
        Command::Restore { place, from } => {
            let copied = backup::restore(&from, &place.data)?;
            println!("restored {} to {}", names(&copied), place.data.display());
            Ok(())
        }
        Command::DeadLetters(command) => dead_letters(command),
        Command::SignInLink { place, public_url } => {
            let code = Store::open_existing(&place.data)?.write_blocking(
                |tx| -> Result<String, StoreError> { access::create_code(tx, now_ms()) },
            )?;
            println!("{}", console_api::sign_in::link(&public_url, &code));
            Ok(())
        }
    }
}

fn names(files: &[PathBuf]) -> String {
    let names = files.iter().filter_map(|file| file.file_name()?.to_str());
    names.collect::<Vec<_>>().join(", ")
}

fn coupons(command: Coupons) -> anyhow::Result<()> {
    match command {
        Coupons::Add {
            place,
            shop,
            pool,
            file,
        } => {
            let (new, known) = coupons::add(&place.data, &shop, &pool, &file)?;
            println!("shop {shop}, pool {pool}: {new} new, {known} known before");
        }
        Coupons::List { place } => {
            for pool in coupons::list(&place.data)? {
                let Pool {
                    shop,
                    name,
                    left,
                    claimed,
                } = pool;
                println!("shop {shop}, pool {name}: {left} left, {claimed} claimed");
            }
        }
    }
    Ok(())
}

fn dead_letters(command: DeadLetters) -> anyhow::Result<()> {
    match command {
        DeadLetters::List { place } => {
            for letter in dead_letters::list(&place.data)? {
                let DeadLetter {
                    id,
                    entry,
                    reason,
                    bytes,
                    at,
                } = letter;
                println!("{id}: {at}, {bytes} bytes, entry {entry}: {reason}");
            }
        }
        DeadLetters::Show { place, number } => {
            std::io::stdout().write_all(&dead_letters::payload(&place.data, number)?)?;
        }
        DeadLetters::Replay { place, numbers } => {
            for (fate, n) in dead_letters::drain_again(&place.data, &numbers)?.iter() {
                println!("{}: {n}", fate.name());
            }
        }
    }
    Ok(())
}

async fn serve(args: ServeArgs) -> anyhow::Result<()> {
    let config = args.check()?;
    start_logging(&config.log)?;
    let application = Application::build(config).await?;
    let announcement = application.announcement().await?;
    let server = application.handle();
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: running requests are finished first");
        server.stop(true).await;
    });
    // The listener is bound already: what connects now is answered as soon as the workers run.
    if let Err(error) = writeln!(std::io::stdout(), "{announcement}") {
        // Whoever started us closed the pipe; that is no reason not to serve.
        tracing::warn!(%error, "the addresses could not be printed");
    }
    application.run().await
}

fn start_logging(config: &LogConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))
}
