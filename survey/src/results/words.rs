//! What customers said in their own words, as the console reads it.

use super::Texts;
use crate::Millis;
use crate::console::cases::CaseState;
use serde::{Deserialize, Serialize};

/// A page of answers, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WordsPage {
    /// The answers.
    pub answers: Vec<Words>,
    /// What `before` takes for what comes after these; `None` where nothing does. A page can
    /// have few answers, or none, and still go on: one request looks through so many only.
    pub next: Option<String>,
    /// How far back this page has looked; `None` where it has looked at everything.
    pub until: Option<Millis>,
    /// Every tag of the shop with how many answers have it, in the order of their names. Only
    /// on the first page.
    pub tags: Vec<TagCount>,
}

/// A tag of a shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// Answers that have it.
    pub count: i64,
}

/// An answer with its words and where it was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// The answer's id.
    pub answer: String,
    /// The prompt's id.
    pub prompt: String,
    /// Its version.
    pub version: u32,
    /// The wording; `None` where there was no experiment.
    pub variant: Option<String>,
    /// When it was asked.
    pub at: Millis,
    /// What was typed.
    pub texts: Vec<Spoken>,
    /// The options that were taken: a score, a thumb, choices.
    pub options: Vec<Taken>,
    /// The step.
    pub step: String,
    /// The device.
    pub device: String,
    /// The language of the page.
    pub lang: String,
    /// Whether it was not the first visit.
    pub returning: bool,
    /// The path of the page.
    pub page: Option<String>,
    /// The cart's value, in `currency`.
    pub value: Option<f64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The number of items in the cart.
    pub items: Option<u32>,
    /// The attributes that the shop keeps, in the order of their names.
    pub attributes: Vec<Attribute>,
    /// Whether somebody gave it a star.
    pub starred: bool,
    /// Its tags, in the order of their names.
    pub tags: Vec<String>,
    /// Whether it is one of the team's own, which is in no number.
    pub test: bool,
    /// Whether the shopper left an address or a number, which its case shows.
    pub has_contact: bool,
    /// How far its case is; `None` where it has none.
    pub case: Option<CaseState>,
}

/// An attribute of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What the shop said, redacted.
    pub value: String,
}

/// A text of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// `question`, `other` or `follow_up`.
    pub from: String,
    /// The words, redacted.
    pub text: String,
    /// Where what was looked for stands: the first character and the one after the last, in
    /// Unicode characters (not bytes, not UTF-16 units), in order and without overlap.
    pub found: Vec<(usize, usize)>,
}

/// An option of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// `question` or `follow_up`.
    pub from: String,
    /// A score, the id of a choice, `up` or `down`.
    pub option: String,
    /// What the shopper read; `None` for scores and thumbs.
    pub label: Option<Texts>,
}

/// What `PUT …/star` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Star {
    /// Whether it has one from now on.
    pub starred: bool,
}

/// What `PUT …/tags` takes: all that the answer has from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// At most 10, each of 1 to 40 characters.
    pub tags: Vec<String>,
}

/// What `PUT …/test` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// Whether it is in no number from now on.
    pub test: bool,
    /// Whether all that the same visitor answered so far goes with it.
    #[serde(default)]
    pub visitor: bool,
}

/// How many answers a mark as test, or its end, was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Askings, those that nobody answered included.
    pub askings: u32,
}
