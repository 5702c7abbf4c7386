//! Why an answer looks made by a machine. Whether it does is decided at the collector's door,
//! once, when the event comes in; from there on its doubts are a fact like its times.

use crate::json::{Decoded, Json};
use std::collections::BTreeSet;

/// A reason to doubt that a person gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// It came with more answers to one prompt from one network than people give.
    Burst,
    /// It was given sooner after the question was shown than anybody can read it.
    Fast,
}

impl Doubt {
    /// Every reason.
    pub const ALL: [Doubt; 2] = [Doubt::Burst, Doubt::Fast];

    /// The name in the queue, the store and the numbers.
    pub fn name(self) -> &'static str {
        match self {
            Doubt::Burst => "burst",
            Doubt::Fast => "fast",
        }
    }

    fn named(name: &str) -> Option<Doubt> {
        Doubt::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// The doubts about one answer; none about most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts(BTreeSet<Doubt>);

impl Doubts {
    /// Adds these.
    pub fn extend(&mut self, doubts: impl IntoIterator<Item = Doubt>) {
        self.0.extend(doubts);
    }

    /// Adds all of another event of the same answer. Whether that made them more.
    pub fn merge(&mut self, others: &Doubts) -> bool {
        let before = self.0.len();
        self.0.extend(&others.0);
        self.0.len() > before
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them, in one order.
    pub fn iter(&self) -> impl Iterator<Item = Doubt> {
        self.0.iter().copied()
    }

    /// The names with a space between; empty where there are none.
    pub fn text(&self) -> String {
        let names: Vec<&str> = self.iter().map(Doubt::name).collect();
        names.join(" ")
    }

    /// Reads what [`Doubts::text`] writes. Names that are not known are of a newer release,
    /// and left out.
    pub fn of_text(text: &str) -> Doubts {
        Doubts(text.split(' ').filter_map(Doubt::named).collect())
    }

    pub(super) fn decode(json: &Json) -> Decoded<Doubts> {
        json.string().map(|text| Doubts::of_text(&text))
    }

    pub(super) fn encode(&self) -> Json {
        (!self.is_empty()).then(|| self.text()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_are_the_same_when_written_and_read_and_unknown_ones_are_left_out() {
        let mut doubts = Doubts::default();
        assert_eq!((doubts.text().as_str(), doubts.encode()), ("", Json::Null));
        doubts.extend([Doubt::Fast]);
        assert!(doubts.merge(&Doubts::of_text("burst fast")));
        assert!(!doubts.merge(&Doubts::of_text("burst")));
        assert_eq!(doubts.text(), "burst fast");
        assert_eq!(Doubts::of_text("burst odd fast"), doubts);
        assert_eq!(Doubts::decode(&doubts.encode()), Ok(doubts));
    }
}
