//! What the program `tillside` is called with; its help is made of what stands here.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use tillside_server::config::{ConfigFile, DataArgs, DrainArgs, Origins, ServeArgs};
use tillside_server::ninety_days::VISITS;

/// Tillside asks shoppers one short question at the right moment, and keeps every answer.
///
/// Put a shop into the store, start the server, and paste the script tag that the
/// console shows into the shop's pages:
///
///   tillside import --data data shop.json
///   tillside serve --data data --assets target/tillside/assets
#[derive(Parser)]
#[command(name = "tillside", version, verbatim_doc_comment)]
pub struct Cli {
    /// A file with options, TOML; what the command line or the environment says goes before
    /// what it says. deploy/tillside.toml is one with every option
    #[arg(long, global = true, env = "TILLSIDE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// What is to be done.
    #[command(subcommand)]
    command: Command,
}

/// Reads command line, environment and configuration file, the first that says something
/// of an option. Ends the process for `--help`, and where the command line is no sentence.
///
/// # Errors
/// When the configuration file cannot be read.
pub fn read() -> anyhow::Result<Command> {
    let file = match Cli::parse().config {
        Some(path) => ConfigFile::read(&path)?,
        None => ConfigFile::default(),
    };
    let command = file.as_defaults(Cli::command());
    let matches = command.clone().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let origins = match matches.subcommand() {
        Some((name, matches)) => command
            .find_subcommand(name)
            .map(|subcommand| Origins::of(file, subcommand, matches)),
        None => None,
    };
    cli.command.with(origins.unwrap_or_default())
}

impl Command {
    /// The command with where its options came from. A command that does not check them
    /// refuses a file that has mistakes.
    fn with(mut self, origins: Origins) -> anyhow::Result<Self> {
        match &mut self {
            Command::Serve(args) | Command::Check(args) => args.origins = origins,
            Command::Drain(args) => args.origins = origins,
            _ => origins.check()?,
        }
        Ok(self)
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Answer shoppers and the console, and move events into the store
    ///
    /// Prints a sign-in link and the addresses on the standard output when it is ready;
    /// logs go to the standard error stream. SIGTERM and SIGINT stop it in order: no
    /// accepted event is lost. Every option can also be given by the environment
    /// variable named beside it, or in the file that --config names. The secret that
    /// signs book tokens comes from TILLSIDE_TOKEN_SECRET, from the file, or is generated
    /// into the data directory.
    #[command(verbatim_doc_comment)]
    Serve(Box<ServeArgs>),

    /// See whether a server would start with these options, without starting one
    ///
    /// Takes the options of `tillside serve`. Looks at the options, the address, the data
    /// directory, the store, the secret, Redis and the assets, changes nothing, and prints a
    /// line for each: `ok`, `note` for what is worth knowing, `WRONG` for what has to be put
    /// right. The exit code is 0 if nothing is wrong. May be done while a server runs:
    ///
    ///   tillside check --config tillside.toml && systemctl restart tillside
    #[command(verbatim_doc_comment)]
    Check(Box<ServeArgs>),

    /// Move events from the queue into the store, and answer nobody
    ///
    /// For a machine of its own beside servers that run with --drain off and the same Redis,
    /// or to empty a queue in files while no server runs. Prints `draining` when it works;
    /// SIGTERM and SIGINT stop it, and nothing is lost. With --metrics-listen it tells there
    /// what it counts:
    ///
    ///   tillside drain --redis redis://127.0.0.1/ --metrics-listen 127.0.0.1:9091
    #[command(verbatim_doc_comment)]
    Drain(Box<DrainArgs>),

    /// See the secrets that sign book tokens, or make a new one
    #[command(subcommand)]
    Keys(Keys),

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

    /// Put the demo shop into the store as it may be after ninety days of visits
    ///
    /// For looking at the console, not for a shop of yours: visits, answers and what was
    /// published meanwhile are made up, the same on every day for everybody. The shop must not be
    /// in the store yet; where the sample is there already, nothing is done. Best done before a
    /// server is started, since the store is kept busy for half a minute.
    #[command(verbatim_doc_comment)]
    Sample {
        #[command(flatten)]
        place: DataArgs,
        /// How many visits an average weekday has
        #[arg(long, value_name = "N", default_value_t = VISITS)]
        visits: u32,
        /// The demo shop's file: demo-site/shop.json
        file: PathBuf,
    },

    /// Bring the store's tables to the version of this program
    ///
    /// `serve` and every other command do so by themselves. By itself it is for a database
    /// whose everyday user may not change tables. Any number of programs may do it at once.
    #[command(verbatim_doc_comment)]
    Migrate {
        #[command(flatten)]
        place: DataArgs,
    },

    /// Fill pools of coupon codes, or see how many are left
    #[command(subcommand)]
    Coupons(Coupons),

    /// Copy the data directory into a new one, also while a server works in it
    ///
    /// Whatever was accepted before it began is in the copy: store, queue, ledger, books and
    /// the generated secret. A Redis is not: it has copies of its own. Neither is a store in
    /// PostgreSQL: copy it with pg_dump, after this.
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

    /// Write what is stored of a shop, or of one visitor, to the standard output
    ///
    /// One JSON object a line: `asking`, `reached` and, only with --contacts, `contact`. With
    /// --csv answers alone, one a line, safe to open in a spreadsheet. May be done while a
    /// server runs; what waits in the queue is not among it.
    #[command(verbatim_doc_comment)]
    Export {
        #[command(flatten)]
        place: DataArgs,
        /// The shop's key
        #[arg(long, value_name = "KEY")]
        shop: String,
        /// One visitor alone, by the id that the browser keeps
        #[arg(long, value_name = "ID")]
        visitor: Option<String>,
        /// Also the addresses that shoppers left
        #[arg(long, conflicts_with = "csv")]
        contacts: bool,
        /// For a spreadsheet
        #[arg(long)]
        csv: bool,
    },

    /// Erase what is stored of a visitor, for good
    ///
    /// The same that `tillside('forget')` does in the visitor's browser: numbers lose what
    /// they counted, and events that come later are not stored.
    #[command(verbatim_doc_comment)]
    Erase {
        #[command(flatten)]
        place: DataArgs,
        /// The shop's key
        #[arg(long, value_name = "KEY")]
        shop: String,
        /// The visitor, by the id that the browser keeps
        #[arg(long, value_name = "ID")]
        visitor: String,
    },

    /// List what was removed when: by retention, and because visitors wanted to be forgotten
    ///
    /// One line each: how many rows of each kind went, and of a visitor the SHA-256 of shop and
    /// visitor with a space between, by which who knows the id can find it.
    #[command(verbatim_doc_comment)]
    Removals {
        #[command(flatten)]
        place: DataArgs,
        /// One shop alone
        #[arg(long, value_name = "KEY")]
        shop: Option<String>,
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
pub enum Keys {
    /// Print the id of each secret, and until when it is needed
    ///
    /// An id tells nothing about its secret; every book token begins with that of the secret
    /// that signed it.
    #[command(verbatim_doc_comment)]
    List {
        #[command(flatten)]
        place: DataArgs,
    },
    /// Make a new secret that signs from now on
    ///
    /// The one before is kept for eight days, because answers that wait in browsers carry its
    /// tokens, and is then dropped. A running server takes up the new one within two seconds
    /// and need not be restarted. Of no use where TILLSIDE_TOKEN_SECRET or the configuration
    /// file gives the secret: put the new one before the old one there, with a comma between,
    /// restart the servers, and drop the old one after eight days.
    #[command(verbatim_doc_comment)]
    Rotate {
        #[command(flatten)]
        place: DataArgs,
    },
}

#[derive(Subcommand)]
pub enum Coupons {
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
pub enum DeadLetters {
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
