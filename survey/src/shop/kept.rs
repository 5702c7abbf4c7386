//! Which attributes of a visit are kept with what was asked, so that results can be filtered by
//! them. No other attribute is sent or stored.

use crate::fault::Fault;
use crate::json::{Decoded, Json, require};
use crate::redact::acts;

/// The most names.
const MOST: u32 = 8;
/// The longest name, in characters.
const LONGEST: u32 = 40;

/// Reads a name.
pub(super) fn name(json: &Json) -> Decoded<String> {
    let name = json.string()?;
    let length = name.chars().count();
    require(
        (1..=LONGEST as usize).contains(&length)
            && name.trim() == name
            && !name.chars().any(is_odd),
        Fault::AttributeName(LONGEST),
    )?;
    // No answer leads to a customer.
    require(name != "customer", Fault::Customer)?;
    Ok(name)
}

/// Where several names stand in a row they are parted by commas, those of Arabic too.
fn is_odd(c: char) -> bool {
    matches!(c, ',' | '،' | '\n' | '\t') || acts(c)
}

/// Whether all of them can be kept.
pub(super) fn check(names: &[String]) -> Decoded<()> {
    require(names.len() <= MOST as usize, Fault::Each(MOST, LONGEST))?;
    let mut others = names.iter().enumerate();
    let distinct = others.all(|(at, name)| !names[..at].contains(name));
    require(distinct, Fault::Twice)
}
