//! What the demo needs of the machine, looked at before minutes of compiling.
//! Each check says in one line what is wrong and what to do.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};

use anyhow::{Context, Result, bail};

use crate::compile::add_target;
use crate::process;
use crate::workspace::Workspace;

/// What a first build writes, with room to spare.
const FIRST_BUILD_GB: u64 = 3;

/// Runs all checks.
///
/// # Errors
/// With the first thing that is missing.
pub fn run(workspace: &Workspace, port: u16, redis: Option<&str>) -> Result<String> {
    port_is_free(port)?;
    if let Some(url) = redis {
        redis_answers(url)?;
    }
    if !workspace.server().exists() {
        enough_disk(workspace)?;
        compiler()?;
    }
    add_target()?;
    Ok(format!("port {port} is free"))
}

fn port_is_free(port: u16) -> Result<()> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "port {port} is in use: stop what listens there, or choose another with `--port {}`",
            port.checked_add(1).unwrap_or(8080)
        ),
        Err(error) => Err(error)
            .with_context(|| format!("cannot listen on port {port}: choose another with `--port`")),
    }
}

/// Whether something listens there; whether it may be the queue, the server tells.
fn redis_answers(url: &str) -> Result<()> {
    let place = place_of(url);
    if TcpStream::connect(&place).is_err() {
        bail!("nothing answers at {place}: start Redis there, or leave `--redis` away");
    }
    Ok(())
}

/// HOST:PORT of a Redis URL; what stands before it may be a password.
fn place_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split(['/', '?']).next().unwrap_or_default();
    let place = place.rsplit('@').next().unwrap_or_default();
    if place.ends_with(']') || !place.contains(':') {
        format!("{place}:6379")
    } else {
        place.to_owned()
    }
}

fn enough_disk(workspace: &Workspace) -> Result<()> {
    let root = workspace.root().display().to_string();
    // POSIX fixes this form: a header, then one line with free kilobytes fourth.
    let Some(table) = process::ask("df", &["-Pk", &root]) else {
        return Ok(());
    };
    match free_gb(&table) {
        Some(free) if free < FIRST_BUILD_GB => bail!(
            "{free} GB are free at {root} and a first build needs {FIRST_BUILD_GB}: make room and try again"
        ),
        _ => Ok(()),
    }
}

fn free_gb(table: &str) -> Option<u64> {
    let line = table.lines().nth(1)?;
    let kilobytes: u64 = line.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes / 1024 / 1024)
}

fn compiler() -> Result<()> {
    if process::ask("cc", &["--version"]).is_none() {
        bail!(
            "no C compiler `cc`, which SQLite is built with: install one, on Debian by \
             `apt-get install build-essential`"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_read_from_df() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                     /dev/vda 263174212 13631488 82837504 15% /\n";
        assert_eq!(free_gb(table), Some(79));
        assert_eq!(free_gb("df: nonsense"), None);
    }

    #[test]
    fn the_place_of_a_redis_is_read_without_its_password() {
        assert_eq!(place_of("redis://:secret@10.0.0.1:7000/2"), "10.0.0.1:7000");
        assert_eq!(place_of("redis://cache.example"), "cache.example:6379");
        assert_eq!(place_of("redis://[::1]/"), "[::1]:6379");
    }

    #[test]
    fn a_port_in_use_is_named_with_the_way_out() -> Result<()> {
        let taken = TcpListener::bind(("127.0.0.1", 0))?;
        let port = taken.local_addr()?.port();
        let said = port_is_free(port).map_err(|error| error.to_string()).err();
        assert!(said.is_some_and(|said| {
            said.contains(&format!("port {port} is in use")) && said.contains("--port")
        }));
        Ok(())
    }
}
