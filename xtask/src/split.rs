//! Cuts a module in two, so that a prompt can be seen before all of the program has come.
//! The early half has what runs until then and is a program of its own; the late half is
//! linked with it and fills the places that were left for its functions. It knows neither
//! which functions are which ([`crate::early`]) nor who brings the halves together, which
//! guard.js does.
//!
//! A function of the late half is called through a place in the table that all indirect
//! calls go through, so a call that comes too early is a trap and nothing worse.

mod halves;
mod plan;
mod statics;

use anyhow::Result;
use walrus::Module;

use self::plan::Plan;
pub use self::statics::Statics;

/// The module that the late half imports from: the exports of the early one. Their names
/// are numbers, by which guard.js knows them; that of the table is 0.
const EARLY: &str = "early";

/// A module in two.
pub struct Halves {
    /// All exports, the functions that were called early, and the data that they can reach.
    pub early: Vec<u8>,
    /// The other functions, and the other data.
    pub late: Vec<u8>,
}

/// Cuts a module. A function whose name is not early is late; who has no name is early.
/// `statics` tells what the data of the module consists of.
///
/// # Errors
/// When the module is none, or not laid out as Rust's compiler does it.
pub fn split(whole: &[u8], statics: &Statics, is_early: impl Fn(&str) -> bool) -> Result<Halves> {
    let mut early = Module::from_buffer(whole)?;
    let mut late = Module::from_buffer(whole)?;
    // The same bytes give the same plan, so the halves agree on names and places.
    let (first, then) = (Plan::of(&early, &is_early)?, Plan::of(&late, &is_early)?);
    let wanted = halves::make_late(&mut late, &then)?;
    halves::make_early(&mut early, &first, &wanted);
    let reached = statics.reached(&early);
    halves::part_data(&mut early, &mut late, &reached)?;
    Ok(Halves {
        early: early.emit_wasm(),
        late: late.emit_wasm(),
    })
}

#[cfg(test)]
mod tests;
