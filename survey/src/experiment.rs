//! Experiments: wordings under comparison, and a holdout that is never asked.
//! Arms are decided by hash, so they are the same on every page and in every tab.

use crate::fault::Fault;
use crate::hash::bucket;
use crate::json::{Decoded, Json, check, require};
use crate::prompt::EVERYBODY;
use crate::question::id;
use crate::text::Text;

/// An experiment on one prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// 1 to 64 of `a-z 0-9 - _`; the salt of the hash.
    pub id: String,
    /// The share that is never asked, in basis points, 0 to 10,000.
    pub holdout: u32,
    /// The wordings; none means that only the holdout is of interest.
    pub variants: Vec<Variant>,
}

/// One wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// 1 to 64 of `a-z 0-9 - _`.
    pub id: String,
    /// Its share is its weight over the sum of all weights; 1 to 10,000.
    pub weight: u32,
    /// What is asked instead of the prompt's question.
    pub text: Option<Text>,
}

/// The arm of an experiment that a visitor is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// Never asked.
    Holdout,
    /// Asked with the variant at this position, or with the prompt's own wording.
    Asked(Option<usize>),
}

impl Experiment {
    /// The arm of a visitor.
    pub fn arm(&self, visitor: &str) -> Arm {
        // A salt of its own for each draw keeps it independent of the others, and of a
        // prompt's sampling, whose salt is an id and has no slash.
        let draw = |salt: &str| bucket(&[&self.id, salt].concat(), visitor);
        if draw("/holdout") < self.holdout {
            return Arm::Holdout;
        }
        let total: u64 = self.variants.iter().map(|v| u64::from(v.weight)).sum();
        let mut point = u64::from(draw("/variant")) * total / u64::from(EVERYBODY);
        for (index, variant) in self.variants.iter().enumerate() {
            let weight = u64::from(variant.weight);
            if point < weight {
                return Arm::Asked(Some(index));
            }
            point -= weight;
        }
        Arm::Asked(None)
    }

    /// The arms with the share of visitors that each should get: `holdout`, where there is
    /// one, and each wording by its id, or by nothing where the prompt has only its own.
    pub fn shares(&self) -> Vec<(&str, f64)> {
        let held_back = f64::from(self.holdout) / f64::from(EVERYBODY);
        let mut shares = Vec::with_capacity(self.variants.len() + 1);
        if self.holdout > 0 {
            shares.push(("holdout", held_back));
        }
        let total: f64 = self.variants.iter().map(|v| f64::from(v.weight)).sum();
        for Variant { id, weight, .. } in &self.variants {
            shares.push((id, (1.0 - held_back) * f64::from(*weight) / total));
        }
        if self.variants.is_empty() {
            shares.push(("", 1.0 - held_back));
        }
        shares
    }

    /// Reads an experiment.
    ///
    /// # Errors
    /// When an id or a share is out of range, or two variants share an id.
    pub fn decode(json: &Json) -> Decoded<Experiment> {
        let variants: Vec<Variant> = json.list("variants", |json| {
            Ok(Variant {
                id: json.field("id", id)?,
                weight: json
                    .optional("weight", |n| n.count(10_000))?
                    .unwrap_or(1)
                    .max(1),
                text: json.optional("text", Text::decode)?,
            })
        })?;
        check(|| {
            let mut ids = variants.iter().enumerate();
            let distinct = ids.all(|(index, variant)| {
                let mut before = variants[..index].iter();
                before.all(|other| other.id != variant.id)
            });
            require(distinct, Fault::SameId).map_err(|error| error.under("variants"))
        })?;
        Ok(Experiment {
            id: json.field("id", id)?,
            holdout: json
                .optional("holdout", |n| n.count(EVERYBODY))?
                .unwrap_or(0),
            variants,
        })
    }

    /// Writes what [`Experiment::decode`] reads.
    pub fn encode(&self) -> Json {
        let variant = |variant: &Variant| {
            Json::object([
                ("id", (&variant.id).into()),
                ("weight", variant.weight.into()),
                ("text", variant.text.as_ref().map(Text::encode).into()),
            ])
        };
        Json::object([
            ("id", (&self.id).into()),
            ("holdout", self.holdout.into()),
            ("variants", Json::array(self.variants.iter().map(variant))),
        ])
    }
}
