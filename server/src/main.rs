//! The program `tillside`: reads its options, starts what was asked for, and turns signals into an orderly stop. All work is in the library.

mod cli;
mod showing;

use anyhow::{Context, ensure};
use cli::{Command, Coupons, DeadLetters, Keys};
use std::future::Future;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tillside_server::config::{DrainArgs, ServeArgs};
use tillside_server::export::Form;
use tillside_server::ops::check::check;
use tillside_server::ops::logs;
use tillside_server::startup::{Application, Draining};
use tillside_server::store::coupons::Pool;
use tillside_server::store::dead_letters::DeadLetter;
use tillside_server::store::export::Wanted;
use tillside_server::store::migrate::Migrated;
use tillside_server::store::{Store, StoreError, StorePlace, access, now_ms, removals};
use tillside_server::token::files;
use tillside_server::{backup, console_api, coupons, dead_letters, export, import};
use tokio::signal::unix::{SignalKind, signal};

/// Half of what a request takes are small pieces of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    let outcome = match cli::read() {
        Ok(command) => run(command).await,
        Err(error) => Err(error),
    };
    match outcome {
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
        Command::Check(args) => {
            let report = check(*args).await;
            print!("{report}");
            ensure!(report.is_fine(), "a server would not start as it should");
            Ok(())
        }
        Command::Drain(args) => drain(*args).await,
        Command::Keys(command) => keys(command),
        Command::Import { place, file } => {
            for line in import::import(&place.store()?, &file)? {
                println!("{line}");
            }
            Ok(())
        }
        Command::Sample {
            place,
            visits,
            file,
        } => showing::load_sample(&place.store()?, &file, visits),
        Command::Migrate { place } => {
            let Migrated { from, to } = Store::migrate(place.store()?)?;
            match from == to {
                true => println!("the store has version {to}; nothing was missing"),
                false => println!("the store has version {to}, and had {from}"),
            }
            Ok(())
        }
        Command::Coupons(command) => coupons(command),
        Command::Backup { place, to } => {
            let store = place.store()?;
            let copied = backup::backup(&store, &place.data, &to)?;
            println!(
                "copied {} of {} to {}",
                names(&copied),
                place.data.display(),
                to.display()
            );
            if matches!(store, StorePlace::Postgres(_)) {
                println!("the store is not in it: it is in PostgreSQL, copy it with pg_dump");
            }
            Ok(())
        }
        Command::Restore { place, from } => {
            let copied = backup::restore(&from, &place.store()?, &place.data)?;
            println!("restored {} to {}", names(&copied), place.data.display());
            Ok(())
        }
        Command::Export {
            place,
            shop,
            visitor,
            contacts,
            csv,
        } => {
            let wanted = Wanted {
                shop: &shop,
                visitor: visitor.as_deref(),
            };
            let form = if csv { Form::Csv } else { Form::Json };
            let mut to = BufWriter::new(std::io::stdout().lock());
            export::export(&place.store()?, &wanted, form, contacts, &mut to)?;
            Ok(to.flush()?)
        }
        Command::Erase {
            place,
            shop,
            visitor,
        } => {
            export::forget(&place.store()?, &shop, &visitor)?;
            println!("shop {shop}: the visitor is erased");
            Ok(())
        }
        Command::Removals { place, shop } => {
            let store = Store::open_existing(place.store()?)?;
            for removal in store.read_blocking(|c| removals::list(c, shop.as_deref()))? {
                println!("{removal}");
            }
            Ok(())
        }
        Command::DeadLetters(command) => dead_letters(command),
        Command::SignInLink { place, public_url } => {
            let code = Store::open_existing(place.store()?)?.write_blocking(
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
            let (new, known) = coupons::add(&place.store()?, &shop, &pool, &file)?;
            println!("shop {shop}, pool {pool}: {new} new, {known} known before");
        }
        Coupons::List { place } => {
            for pool in coupons::list(&place.store()?)? {
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

fn keys(command: Keys) -> anyhow::Result<()> {
    let hours_until = |until: i64| (until - now_ms()).max(0) / 3_600_000;
    match command {
        Keys::List { place } => {
            for file in files::list(&place.data, now_ms())? {
                let id = file.id()?;
                match file.until {
                    None => println!("{id}: signs"),
                    Some(until) => println!("{id}: taken for {} hours more", hours_until(until)),
                }
            }
        }
        Keys::Rotate { place } => {
            let id = files::rotate(&place.data, now_ms())?;
            println!("{id}: signs; a running server takes it up within two seconds");
        }
    }
    Ok(())
}

fn dead_letters(command: DeadLetters) -> anyhow::Result<()> {
    match command {
        DeadLetters::List { place } => {
            for letter in dead_letters::list(&place.store()?)? {
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
            std::io::stdout().write_all(&dead_letters::payload(&place.store()?, number)?)?;
        }
        DeadLetters::Replay { place, numbers } => {
            for (fate, n) in dead_letters::drain_again(&place.store()?, &numbers)?.iter() {
                println!("{}: {n}", fate.name());
            }
        }
    }
    Ok(())
}

async fn serve(args: ServeArgs) -> anyhow::Result<()> {
    let config = args.check()?;
    let _logs = logs::start(&config.log)?;
    let application = Application::build(config).await?;
    let announcement = application.announcement().await?;
    let server = application.handle();
    let listeners = application.listeners();
    let stop = stop_signal()?;
    actix_web::rt::spawn(async move {
        stop.await;
        tracing::info!("stopping: running requests are finished first");
        listeners.send_away();
        server.stop(true).await;
    });
    // The listener is bound already: what connects now is answered as soon as the workers run.
    announce(&announcement);
    application.run().await
}

async fn drain(args: DrainArgs) -> anyhow::Result<()> {
    let config = args.check()?;
    let _logs = logs::start(&config.log)?;
    let draining = Draining::build(config).await?;
    let stop = stop_signal()?;
    announce(&draining.announcement());
    draining.run(stop).await;
    Ok(())
}

/// Waits for whoever wants the process to stop.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn announce(lines: &str) {
    if let Err(error) = writeln!(std::io::stdout(), "{lines}") {
        // Whoever started us closed the pipe; that is no reason not to go on.
        tracing::warn!(%error, "the addresses could not be printed");
    }
}
