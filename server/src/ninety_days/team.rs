//! What the team makes of answers: stars, tags, and cases that it opens and solves.

use survey::console::cases::{CaseEntry, CaseState};
use survey::{DAY, Millis};

use super::chance::Chance;
use super::words::Theme;
use crate::store::asked::InShop;
use crate::store::cases::{self, StoredCase};
use crate::store::{Connection, StoreError, case_entries, marks};

/// How long the team gives itself for a case.
const DUE: i64 = 5;

/// What is noted where a case is solved.
const SOLUTIONS: [&str; 5] = [
    "Passed on to the studio",
    "Mended on the site",
    "Told the carrier",
    "Found the order and sent a new piece",
    "Added to the questions and answers",
];

/// What the team notes of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The answer's id.
    answer: String,
    asked_at: Millis,
    starred: bool,
    tag: Option<&'static str>,
    followed: Option<Followed>,
}

/// A case.
#[derive(Clone, Debug, PartialEq)]
struct Followed {
    opened_at: Millis,
    /// When it was solved and how; `None` if never.
    solved: Option<(Millis, &'static str)>,
}

impl Mark {
    /// What is noted of an answer with words about this, if anything.
    pub(super) fn draw(
        chance: &mut Chance,
        (answer, asked_at): (&str, Millis),
        theme: Theme,
        is_unhappy: bool,
    ) -> Option<Self> {
        let mark = Self {
            answer: answer.to_owned(),
            asked_at,
            starred: chance.is(if theme == Theme::Praise { 0.05 } else { 0.015 }),
            tag: theme.tag().filter(|_| chance.is(0.07)),
            followed: (is_unhappy && chance.is(0.3)).then(|| Followed::draw(chance, asked_at)),
        };
        (mark.starred || mark.tag.is_some() || mark.followed.is_some()).then_some(mark)
    }

    /// Writes it, as far as it has come by now.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn put(
        &self,
        store: &Connection,
        shop: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        let of = (shop.to_owned(), self.answer.clone());
        if self.starred {
            marks::star(store, &of, true)?;
        }
        if let Some(tag) = self.tag {
            marks::tag(store, &of, &[tag.to_owned()])?;
        }
        match &self.followed {
            Some(followed) if followed.opened_at <= now => {
                followed.put(store, &of, self.asked_at, now)
            }
            _ => Ok(()),
        }
    }
}

impl Followed {
    fn draw(chance: &mut Chance, asked_at: Millis) -> Self {
        let opened_at = asked_at + chance.between(DAY / 24, DAY);
        let solved = chance.is(0.86).then(|| {
            let at = opened_at + chance.between(DAY / 8, 6 * DAY);
            (at, *chance.pick(&SOLUTIONS))
        });
        Self { opened_at, solved }
    }

    fn put(
        &self,
        store: &Connection,
        of: &InShop,
        asked_at: Millis,
        now: Millis,
    ) -> Result<(), StoreError> {
        let solved = self.solved.filter(|(at, _)| *at <= now);
        let due = self.opened_at.div_euclid(DAY) + DUE;
        let case = StoredCase {
            answer: of.1.clone(),
            asked_at,
            state: solved.map_or(CaseState::Open, |_| CaseState::Solved),
            assignee: None,
            due: Some(due),
            opened_at: self.opened_at,
            solved_at: solved.map(|(at, _)| at),
            changed_at: solved.map_or(self.opened_at, |(at, _)| at),
            changed_by: String::new(),
            revision: if solved.is_some() { 3 } else { 2 },
            notes: 0,
            has_contact: false,
        };
        cases::put(store, &of.0, &case)?;
        let tell = |at, what: &str, text: &str| {
            let entry = CaseEntry {
                at,
                who: None,
                what: what.to_owned(),
                text: text.to_owned(),
            };
            case_entries::add(store, of, &entry)
        };
        tell(self.opened_at, "opened", "")?;
        tell(self.opened_at, "due", &crate::store::utc::day(due))?;
        if let Some((at, how)) = solved {
            tell(at, "note", how)?;
            tell(at, CaseState::Solved.name(), "")?;
        }
        Ok(())
    }
}
