//! The way of visitors through a shop, and what was said at each step of it.

use super::{OptionCount, Texts};
use serde::{Deserialize, Serialize};

/// The steps of a shop on some days, in the order of a purchase; a shop's own steps follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    /// Every step that was reached, or at which somebody answered.
    pub steps: Vec<JourneyStep>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneyStep {
    /// Its name.
    pub step: String,
    /// Distinct visitors per day, summed over the days.
    pub visitors: i64,
    /// What was answered here, the prompt with the most answers first.
    pub said: Vec<SaidHere>,
}

/// The answers to one version of a prompt at a step: the newest version that was answered
/// there, so that no two wordings are mixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaidHere {
    /// The prompt's id.
    pub prompt: String,
    /// The version.
    pub version: u32,
    /// The question.
    pub question: Texts,
    /// How many answered.
    pub answered: i64,
    /// The options that were taken most, at most three, the most taken first.
    pub most: Vec<OptionCount>,
    /// Of the latest answers with words, the words of at most two, newest first.
    pub words: Vec<String>,
}
