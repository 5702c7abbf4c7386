//! What the console reads of one prompt under one filter. Every number in it obeys that filter,
//! but for what says otherwise.

use super::{Doubted, Estimate, FollowUpResults, OptionCount, SampleRatio, Score, Texts};
use crate::Millis;
use crate::authoring::VersionNote;
use serde::{Deserialize, Serialize};

/// The results of one prompt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptReport {
    /// The prompt's id.
    pub prompt: String,
    /// The zone in which days begin and end: always `UTC`, in which the store counts them.
    pub zone: String,
    /// All chosen versions together.
    pub total: Numbers,
    /// Whether the chosen versions ask different things, so that score, distribution and
    /// follow-ups cannot be told of all of them together: they stand in `versions` alone.
    pub mixed: bool,
    /// Each chosen version, newest first.
    pub versions: Vec<VersionReport>,
    /// Day by day and week by week.
    pub trend: Trend,
    /// When versions were published, newest first; whatever the filter.
    pub published: Vec<VersionNote>,
    /// What can be filtered by.
    pub facets: Vec<Facet>,
    /// Since when askings were read for these numbers: where the filter asks for attributes, they
    /// are read one by one, and no more than the newest 200,000 that have any. `None` where that
    /// is all.
    pub read_since: Option<Millis>,
}

/// What follows from the numbers of some askings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Askings in which the prompt was seen.
    pub shown: i64,
    /// Askings that were withheld.
    pub withheld: i64,
    /// Askings with an answer.
    pub answered: i64,
    /// Askings closed without an answer.
    pub dismissed: i64,
    /// Answers that look made by a machine, in none of the other numbers.
    pub doubted: Doubted,
    /// Answered over shown, 0 to 1; `None` where nothing was shown.
    pub response_rate: Option<Estimate>,
    /// The score; `None` without a scale or without answers.
    pub score: Option<Score>,
    /// Every option of the question in its own order, zeros included.
    pub distribution: Vec<OptionCount>,
    /// Every follow-up.
    pub follow_ups: Vec<FollowUpResults>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionReport {
    /// Its number.
    pub version: u32,
    /// The kind of question.
    pub kind: String,
    /// The question.
    pub question: Texts,
    /// Its numbers.
    pub numbers: Numbers,
    /// Answers beyond the prompt's `stop_at`, in none of the other numbers.
    pub over_quota: i64,
    /// Whether it can be closed: one inside the page cannot.
    pub can_dismiss: bool,
    /// Its experiment, if it has one.
    pub experiment: Option<ExperimentReport>,
}

/// The wordings of an experiment against each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExperimentReport {
    /// The experiment's id.
    pub id: String,
    /// Every wording in its own order. The first is the one that others are compared with.
    pub arms: Vec<ArmReport>,
    /// Askings that were withheld: of the holdout, or of a rehearsal.
    pub withheld: i64,
    /// Whether the arms got their shares; of all visitors, whatever the filter.
    pub sample_ratio: Option<SampleRatio>,
    /// How those who are asked went on against the holdout; `None` without one, where visitors
    /// have no ids, where no step comes after those of the prompt, and where the filter asks for
    /// more than days and versions.
    pub holdout: Option<HoldoutReport>,
}

/// What visitors did from the first step on at which they might be asked, by the arm that their id
/// puts them in, whether the moment came or not (intention to treat).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldoutReport {
    /// The steps at which they might be asked.
    pub from: Vec<String>,
    /// When the first day began of which visitors were looked at.
    pub since: Millis,
    /// The steps that come after, in the order of the journey.
    pub steps: Vec<HoldoutStep>,
}

/// How many reached a step on the day they might first be asked, or later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldoutStep {
    /// The step.
    pub step: String,
    /// Of those who are asked.
    pub asked: WentOn,
    /// Of the holdout.
    pub held_out: WentOn,
    /// The first share minus the second; `None` where nobody is on one side.
    pub difference: Option<Difference>,
}

/// How many of some visitors reached a step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WentOn {
    /// All of them.
    pub visitors: i64,
    /// Those who reached it.
    pub reached: i64,
    /// Their share, 0 to 1; `None` of nobody.
    pub share: Option<Estimate>,
}

/// One wording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmReport {
    /// The variant's id; nothing for the prompt's own wording.
    pub arm: String,
    /// What it asks; `None` where that is the prompt's question.
    pub text: Option<Texts>,
    /// Its numbers; follow-ups are left out.
    pub numbers: Numbers,
    /// Against the first arm; `None` for the first itself, or where the filter left that out.
    pub against_first: Option<Comparison>,
}

/// A wording against the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Of the response rates; `None` where one of them was never shown.
    pub response_rate: Option<Difference>,
    /// Of the scores; `None` without a scale, or where an arm has too few answers.
    pub score: Option<Difference>,
}

/// This one minus the first one, with the 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// In the unit of what is compared: a share, 0 to 1, or points of a score.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Whether 0 lies outside of the interval. Otherwise the two are not yet different.
    pub is_different: bool,
}

/// How the numbers went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Every day from the first with numbers to the last, those without any included.
    pub days: Vec<Bucket>,
    /// Every week from the first with numbers to the last, each from Monday on.
    pub weeks: Vec<Bucket>,
}

/// A day or a week. An asking counts where it was asked, however late it was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its first day, such as `2026-03-29`.
    pub day: String,
    /// When that day began.
    pub at: Millis,
    /// Askings in which the prompt was seen.
    pub shown: i64,
    /// Askings with an answer.
    pub answered: i64,
    /// Answered over shown.
    pub response_rate: Option<Estimate>,
    /// The score; `None` without a scale, without answers, or where versions ask different
    /// things.
    pub score: Option<Score>,
}

/// One thing to filter by, with every value that it can take: counted under all other filters,
/// so that it shows what another choice would give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// The name of the parameter: `version`, `variant`, `step`, `device`, `lang`, `returning`,
    /// `band`, or `attribute.` with the name of one of the shop's behind it.
    pub name: String,
    /// In the order of their names; those of a fixed list in its order. Of an attribute the 50
    /// that were shown most, the most first.
    pub values: Vec<FacetValue>,
    /// Since when values were counted, where not all askings were looked at.
    pub since: Option<Millis>,
}

/// A value to filter by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// As the parameter takes it. `~` is for no value: no variant, a step that was not known.
    pub value: String,
    /// Askings in which the prompt was seen.
    pub shown: i64,
    /// Askings with an answer.
    pub answered: i64,
}

impl From<crate::score::Estimate> for Difference {
    fn from(of: crate::score::Estimate) -> Self {
        Difference {
            value: of.value,
            low: of.low,
            high: of.high,
            is_different: of.low > 0.0 || of.high < 0.0,
        }
    }
}
