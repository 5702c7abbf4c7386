//! What a process uses of the machine, as Linux tells it.

use anyhow::{Context, Result};

/// The CPU time that a process has used, in seconds.
///
/// # Errors
/// When the system does not say.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name may hold spaces, so count from its end; ticks are hundredths of a second.
    let after = stat.rsplit_once(") ").context("no stat")?.1;
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks =
        |at: usize| -> Result<f64> { Ok(fields.get(at).context("a short stat")?.parse::<f64>()?) };
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}

/// The memory that a process holds, in bytes.
///
/// # Errors
/// When the system does not say.
pub fn resident_bytes(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kib.context("no VmRSS")?.trim().parse::<u64>()? * 1024)
}
