//! What the console shows, as the server sends it. Plain data with serde; the
//! numbers are made elsewhere.

pub mod journey;
pub mod report;
pub mod words;

use crate::Millis;
use crate::console::Role;
use crate::score;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text by language.
pub type Texts = BTreeMap<String, String>;

/// A shop in the list of shops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShopSummary {
    /// The public key.
    pub key: String,
    /// For people.
    pub name: String,
    /// Of whoever asked.
    pub role: Role,
}

/// The results of a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShopResults {
    /// The public key.
    pub shop: String,
    /// For people.
    pub name: String,
    /// One entry per version of a prompt, newest version first within a prompt.
    pub prompts: Vec<PromptResults>,
    /// Visitors per step, over all days.
    pub steps: Vec<StepResults>,
}

/// The results of one version of one prompt. Versions are never mixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptResults {
    /// The prompt's id.
    pub prompt: String,
    /// Its version.
    pub version: u32,
    /// What it does at this moment, as [`crate::authoring::Standing`] names it; `replaced` for
    /// an older version.
    pub state: String,
    /// The kind of question.
    pub kind: String,
    /// The question.
    pub question: Texts,
    /// Askings in which the prompt was seen.
    pub shown: i64,
    /// Askings that were withheld.
    pub withheld: i64,
    /// Askings with an answer.
    pub answered: i64,
    /// Askings closed without an answer.
    pub dismissed: i64,
    /// Whether it can be closed: one inside the page cannot.
    pub can_dismiss: bool,
    /// Answers beyond the prompt's `stop_at`, in none of the other numbers.
    pub over_quota: i64,
    /// Answers that look made by a machine, in none of the other numbers.
    pub doubted: Doubted,
    /// Whether the arms of its experiment got their shares; `None` without one, or while there
    /// are too few visitors to tell.
    pub sample_ratio: Option<SampleRatio>,
    /// Answered over shown, 0 to 1; `None` where nothing was shown.
    pub response_rate: Option<Estimate>,
    /// The score; `None` without a scale or without answers.
    pub score: Option<Score>,
    /// Every option of the question in its own order, zeros included.
    pub distribution: Vec<OptionCount>,
    /// Every follow-up.
    pub follow_ups: Vec<FollowUpResults>,
    /// The latest words, newest first.
    pub verbatims: Vec<Verbatim>,
}

/// Answers that look made by a machine: all of them, and by why. One may have both reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubted {
    /// All of them.
    pub n: i64,
    /// Given sooner than anybody can read the question.
    pub fast: i64,
    /// Of more from one network than people give.
    pub burst: i64,
}

/// The shares of an experiment's arms, of visitors who met the prompt at their first visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleRatio {
    /// How likely shares as far off as these, or farther, are by chance, 0 to 1.
    pub p: f64,
    /// Whether that is so unlikely that the arms should not be compared.
    pub is_off: bool,
    /// Every arm.
    pub arms: Vec<ArmShare>,
}

/// One arm of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmShare {
    /// `holdout`, the id of a variant, or nothing for the prompt's own wording.
    pub arm: String,
    /// Visitors that it got.
    pub seen: i64,
    /// Visitors that it should have got, on average.
    pub expected: f64,
}

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The number itself.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl From<score::Estimate> for Estimate {
    fn from(estimate: score::Estimate) -> Self {
        Estimate {
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
        }
    }
}

/// A score with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// `nps` (-100 to 100), `csat` (a share, 0 to 1) or `ces` (a mean, 1 to 7).
    pub kind: String,
    /// The score itself.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The mean of what was given.
    pub mean: f64,
    /// The number of answers.
    pub n: i64,
}

/// How often one option was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionCount {
    /// A score, the id of a choice, `up` or `down`.
    pub option: String,
    /// What the shopper reads; `None` for scores and thumbs.
    pub label: Option<Texts>,
    /// How often.
    pub count: i64,
}

/// The results of one follow-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUpResults {
    /// The question.
    pub question: Texts,
    /// Its kind.
    pub kind: String,
    /// Answers to it.
    pub answered: i64,
    /// Every option in its own order, zeros included.
    pub distribution: Vec<OptionCount>,
}

/// A step of the journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepResults {
    /// The step.
    pub step: String,
    /// Distinct visitors per day, summed over the days.
    pub visitors: i64,
}

/// A customer's own words, in their context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verbatim {
    /// The answer's id.
    pub answer: String,
    /// When the prompt was shown.
    pub at: Millis,
    /// The words, redacted.
    pub text: String,
    /// `question`, `other` or `follow_up`.
    pub from: String,
    /// The language of the page.
    pub lang: String,
    /// The first option taken, such as a score.
    pub option: Option<String>,
    /// The step.
    pub step: String,
    /// The device.
    pub device: String,
    /// The path of the page.
    pub page: Option<String>,
}
