//! The functions that run until a prompt can be seen, by name: widget/early.txt, which
//! `cargo xtask profile` writes. A name that is missing there costs a shopper time and
//! nothing else: its function comes with the late half of the card.

use std::collections::BTreeSet;

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::build::read_text;
use crate::fresh::hex;
use crate::workspace::Workspace;

/// Where the names stand, one a line.
pub const FILE: &str = "widget/early.txt";
/// How much of a name is kept in words; views have names of a thousand characters.
const LEGIBLE: usize = 100;

/// The names.
#[derive(Default)]
pub struct Early(BTreeSet<String>);

impl Early {
    /// Reads the names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let text = read_text(workspace, FILE)?;
        Ok(Self(text.lines().map(str::to_owned).collect()))
    }

    /// Takes in a function's name as the compiler wrote it.
    pub fn add(&mut self, name: &str) {
        self.0.insert(lasting(name));
    }

    /// Whether a function of this name runs early.
    pub fn holds(&self, name: &str) -> bool {
        self.0.contains(&lasting(name))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The file with these names.
    pub fn text(&self) -> String {
        self.0.iter().flat_map(|name| [name, "\n"]).collect()
    }
}

/// A name that the next compiler gives too: without the hashes of crates, and cut where
/// nobody would read on.
fn lasting(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    for (number, part) in name.split('[').enumerate() {
        let hash = part.split_once(']').filter(|(inside, _)| is_hash(inside));
        match hash {
            Some((_, rest)) if number > 0 => kept.push_str(rest),
            _ => {
                kept.push_str(if number > 0 { "[" } else { "" });
                kept.push_str(part);
            }
        }
    }
    match kept.char_indices().nth(LEGIBLE) {
        Some((end, _)) => {
            let hash = hex(&Sha256::digest(&kept)[..4]);
            [&kept[..end], "… ", &hash].concat()
        }
        None => kept,
    }
}

/// Whether this is what the compiler tells crates of one name apart by. Others that are
/// in brackets, types and counters, are shorter or have other letters.
fn is_hash(text: &str) -> bool {
    text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_outlives_the_compilers_hashes() {
        let mut early = Early::default();
        early.add("<widget[4af7e674248b6518]::card::Card>::paint");
        early.add("core[44528b579e4af097]::slice::<[u8]>::first[1]");
        assert!(early.holds("<widget[0123456789abcdef]::card::Card>::paint"));
        assert!(!early.holds("core[44528b579e4af097]::slice::<[u8]>::first"));
        assert_eq!(
            early.text(),
            "<widget::card::Card>::paint\ncore::slice::<[u8]>::first[1]\n"
        );
    }

    #[test]
    fn long_names_are_cut_and_still_told_apart() {
        let name = |end| ["view::", &"a".repeat(LEGIBLE), end].concat();
        let mut early = Early::default();
        early.add(&name("b"));
        assert!(early.holds(&name("b")) && !early.holds(&name("c")));
        assert!(early.text().chars().count() < LEGIBLE + 15);
    }
}
