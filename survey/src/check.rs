//! What the installation check found in a shop, as the server sends it to the console.
//! Plain data with serde; what is found is decided elsewhere.

mod says;

pub use says::{Says, Sentence, TABLE};

use crate::Millis;
use crate::shop::Shop;
use serde::{Deserialize, Serialize};

/// The order of the steps that every shop has.
pub const JOURNEY: [&str; 4] = ["product", "cart", "checkout", "confirmation"];

/// The steps of a shop: those that every shop has, and those that its file names.
pub fn steps(shop: &Shop) -> Vec<&str> {
    let mut steps = JOURNEY.to_vec();
    let asked = shop.prompts.iter().flat_map(|(_, prompt)| &prompt.steps);
    for step in asked.chain(shop.addresses.iter().map(|address| &address.step)) {
        if !steps.contains(&step.as_str()) {
            steps.push(step);
        }
    }
    steps
}

/// One thing that must be right before answers can come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `tag`, `origin`, `csp`, `steps`, `book` or `answers`.
    pub check: String,
    /// Which of the steps; only in `steps`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Whether it is right.
    pub state: CheckState,
    /// What was seen, where, and what to do, in English.
    pub says: String,
    /// The same, sentence by sentence.
    #[serde(default)]
    pub said: Vec<Sentence>,
    /// When it was last seen; absent where it was seen before the server's start, or never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// In which of the shop's languages it was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// What to paste, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paste: Vec<String>,
}

/// Whether something is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// It was seen to work.
    Good,
    /// It was not seen yet, which need not be a mistake.
    Waiting,
    /// It was seen to fail.
    Wrong,
}
