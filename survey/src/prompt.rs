//! A prompt: one question asked at one moment, with at most one follow-up
//! depending on the answer, and a reply that may depend on it too.

use crate::answer::Value;
use crate::experiment::Experiment;
use crate::json::{Decoded, Json, check};
use crate::question::{Question, id};
use crate::targeting::Rule;
use crate::text::Text;
use crate::trigger::Trigger;

mod cap;
mod follow_up;
mod placement;
#[cfg(feature = "serde")]
mod problems;
mod reply;
mod schedule;
mod when;

pub use cap::Cap;
pub use follow_up::FollowUp;
pub use placement::Placement;
#[cfg(feature = "serde")]
pub use problems::problems;
pub use reply::{CART_ITEMS, CART_VALUE, Link, Reply};
pub use schedule::Schedule;
pub use when::When;

/// Basis points that mean everybody.
pub const EVERYBODY: u32 = 10_000;

/// One question asked at one moment. Immutable once published: an edit makes a
/// new version.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// 1 to 64 of `a-z 0-9 - _`, unique in the shop.
    pub id: String,
    /// Counts from 1.
    pub version: u32,
    /// The steps at which it may be asked; empty means any.
    pub steps: Vec<String>,
    /// Where on the page it appears.
    pub placement: Placement,
    /// What is asked first.
    pub question: Question,
    /// What is asked next; the first whose condition holds.
    pub follow_ups: Vec<FollowUp>,
    /// What the shop says at the end; the first whose condition holds.
    pub replies: Vec<Reply>,
    /// What must happen inside the step before asking.
    pub trigger: Trigger,
    /// Who is asked: every rule must hold.
    pub targeting: Vec<Rule>,
    /// How often.
    pub cap: Cap,
    /// The share of visitors that is sampled in, in basis points, 0 to 10,000.
    pub sampling: u32,
    /// Wordings under comparison and a holdout.
    pub experiment: Option<Experiment>,
    /// When it runs.
    pub schedule: Schedule,
}

impl Prompt {
    /// The question that follows after `answer`, with its position.
    pub fn follow_up_for(&self, answer: &Value) -> Option<(usize, &Question)> {
        self.follow_ups
            .iter()
            .enumerate()
            .find(|(_, follow_up)| follow_up.when.holds(answer))
            .map(|(index, follow_up)| (index, &follow_up.question))
    }

    /// What the shop says after `answer`; `None` means the standard thanks. A reply that
    /// speaks of facts of the cart is left out where they are not known.
    pub fn reply_for(&self, answer: &Value, has_value: bool, has_items: bool) -> Option<&Reply> {
        self.replies
            .iter()
            .find(|reply| reply.when.holds(answer) && reply.can_be_said(has_value, has_items))
    }

    /// Whether it may be asked at `step`.
    pub fn is_for_step(&self, step: &str) -> bool {
        self.steps.is_empty() || self.steps.iter().any(|one| one == step)
    }

    /// The same prompt with every text reduced to the best for `language`.
    #[must_use]
    pub fn in_language(&self, language: &str, default: &str) -> Prompt {
        let text = |text: &Text| text.only(language, default);
        let mut prompt = self.clone();
        prompt.question = self.question.map_text(&text);
        for follow_up in &mut prompt.follow_ups {
            follow_up.question = follow_up.question.map_text(&text);
        }
        for reply in &mut prompt.replies {
            reply.text = text(&reply.text);
            if let Some(link) = &mut reply.link {
                link.text = text(&link.text);
            }
        }
        if let Some(experiment) = &mut prompt.experiment {
            for variant in &mut experiment.variants {
                variant.text = variant.text.as_ref().map(text);
            }
        }
        prompt
    }

    /// The same prompt for a rehearsal: its moments come as they would and are reported as
    /// withheld, but nobody is asked.
    #[must_use]
    pub fn withheld(self) -> Prompt {
        let experiment = self.experiment.unwrap_or_else(|| Experiment {
            id: "rehearsal".to_owned(),
            holdout: EVERYBODY,
            variants: Vec::new(),
        });
        Prompt {
            experiment: Some(Experiment {
                holdout: EVERYBODY,
                ..experiment
            }),
            ..self
        }
    }

    /// Reads a prompt and validates all of it.
    ///
    /// # Errors
    /// With the place and the problem of the first thing that is wrong.
    pub fn decode(json: &Json) -> Decoded<Prompt> {
        let prompt = Prompt {
            id: json.field("id", id)?,
            version: json
                .optional("version", |n| n.count(u32::MAX))?
                .unwrap_or(1),
            steps: json.list("steps", id)?,
            placement: json
                .optional("placement", Placement::decode)?
                .unwrap_or(Placement::Card),
            question: json.field("question", Question::decode)?,
            follow_ups: json.list("follow_ups", FollowUp::decode)?,
            replies: json.list("replies", Reply::decode)?,
            trigger: json.field("trigger", Trigger::decode)?,
            targeting: json.list("targeting", Rule::decode)?,
            cap: json.optional("cap", Cap::decode)?.unwrap_or_default(),
            sampling: json
                .optional("sampling", |n| n.count(EVERYBODY))?
                .unwrap_or(EVERYBODY),
            experiment: json.optional("experiment", Experiment::decode)?,
            schedule: json
                .optional("schedule", Schedule::decode)?
                .unwrap_or_default(),
        };
        let conditions = |list: &str, whens: &mut dyn Iterator<Item = &When>| {
            for (index, when) in whens.enumerate() {
                when.check(&prompt.question)
                    .map_err(|error| error.under("when").at(index).under(list))?;
            }
            Ok(())
        };
        check(|| {
            conditions("follow_ups", &mut prompt.follow_ups.iter().map(|f| &f.when))?;
            conditions("replies", &mut prompt.replies.iter().map(|r| &r.when))
        })?;
        Ok(prompt)
    }

    /// Writes what [`Prompt::decode`] reads.
    pub fn encode(&self) -> Json {
        Json::object([
            ("id", (&self.id).into()),
            ("version", self.version.into()),
            ("steps", strings(&self.steps)),
            ("placement", self.placement.encode()),
            ("question", self.question.encode()),
            (
                "follow_ups",
                unless_empty(self.follow_ups.iter().map(FollowUp::encode)),
            ),
            (
                "replies",
                unless_empty(self.replies.iter().map(Reply::encode)),
            ),
            ("trigger", self.trigger.encode()),
            (
                "targeting",
                unless_empty(self.targeting.iter().map(Rule::encode)),
            ),
            ("cap", self.cap.encode()),
            (
                "sampling",
                (self.sampling != EVERYBODY).then_some(self.sampling).into(),
            ),
            (
                "experiment",
                self.experiment.as_ref().map(Experiment::encode).into(),
            ),
            ("schedule", self.schedule.encode()),
        ])
    }
}

/// An array of strings.
pub(crate) fn strings(list: &[String]) -> Json {
    Json::array(list.iter().map(Json::from))
}

fn unless_empty(values: impl Iterator<Item = Json>) -> Json {
    let values: Vec<Json> = values.collect();
    if values.is_empty() {
        Json::Null
    } else {
        Json::Array(values)
    }
}
