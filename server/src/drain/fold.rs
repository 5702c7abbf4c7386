//! What a batch of accepted events changes, given what the store knows already. Pure:
//! no SQL, no clock. Any order, repetition and split of the same events ends in the same
//! askings and numbers (apart from who comes too late for a quota, which is an order).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use survey::DAY;
use survey::event::{Doubts, EventKind, Queued};
use survey::prompt::Prompt;

use crate::store::asked::{Asked, InShop, Rollups, add, subtract};
use crate::store::reached::Reached;

/// What became of an event at the drain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is what the store now knows.
    Stored,
    /// The store knows something newer of the same answer.
    Superseded,
    /// It, or the same visitor at the same step on the same day, was counted before.
    Duplicate,
    /// The prompt had all the answers that were wanted; it is kept apart.
    OverQuota,
    /// Its visitor wants to be forgotten; nothing of it is kept.
    Erased,
    /// It could not be understood; it is kept with the reason.
    DeadLettered,
}

impl Fate {
    /// The name in the store and in the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Superseded => "superseded",
            Self::Duplicate => "duplicate",
            Self::OverQuota => "over_quota",
            Self::Erased => "erased",
            Self::DeadLettered => "dead_lettered",
        }
    }
}

/// How many events met each fate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fates(BTreeMap<Fate, i64>);

impl Fates {
    /// Counts `n` more of one fate.
    pub fn count(&mut self, fate: Fate, n: i64) {
        *self.0.entry(fate).or_default() += n;
    }

    /// How many met this fate.
    pub fn get(&self, fate: Fate) -> i64 {
        self.0.get(&fate).copied().unwrap_or(0)
    }

    /// Every fate that was met.
    pub fn iter(&self) -> impl Iterator<Item = (Fate, i64)> {
        self.0.iter().map(|(fate, n)| (*fate, *n))
    }
}

/// What a `step_reached` event tells.
pub fn reached(queued: &Queued) -> Reached {
    let event = &queued.event;
    Reached {
        shop: queued.shop.clone(),
        step: event.context.step.clone(),
        visitor: event.visitor.as_ref().unwrap_or(&event.id).clone(),
        day: event.occurred_at.div_euclid(DAY),
    }
}

/// How many answers a prompt has, and how many are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// Numbered so far, over all versions.
    pub answers: u32,
    /// `cap.stop_at` of the highest published version.
    pub wanted: Option<u32>,
}

/// What the store knows about the things that a batch is about.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Event ids that were seen before, and by which acceptance.
    pub events: HashMap<InShop, Option<i64>>,
    /// Visitors who want to be forgotten.
    pub erased: HashSet<InShop>,
    /// Visitors of a shop's own team.
    pub testers: HashSet<InShop>,
    /// Askings by shop and answer id.
    pub askings: BTreeMap<InShop, Asked>,
    /// Who was seen where.
    pub reached: HashSet<Reached>,
    /// Published prompts by shop, id and version.
    pub prompts: HashMap<(String, String, u32), Arc<Prompt>>,
    /// By shop and prompt id.
    pub quotas: BTreeMap<InShop, Quota>,
}

/// What a batch changes.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// What became of each event, in the order of the batch.
    pub fates: Vec<Fate>,
    /// Why events are dead letters: the position in the batch and the reason.
    pub unfit: Vec<(usize, String)>,
    /// Event ids that are new, with their positions in the batch.
    pub events: BTreeMap<InShop, usize>,
    /// Askings that are new or changed.
    pub askings: BTreeMap<InShop, Asked>,
    /// Askings that stay as the store has them, but are more doubtful now.
    pub doubted: BTreeMap<InShop, Asked>,
    /// Visitors who are new at a step on a day.
    pub reached: BTreeSet<Reached>,
    /// Quotas that moved.
    pub quotas: BTreeMap<InShop, Quota>,
    /// Prompts that just got the last answer wanted.
    pub filled: Vec<InShop>,
    /// The change of the numbers.
    pub rollups: Rollups,
}

/// Works out what a batch changes.
pub fn fold(batch: &[Queued], known: &Known) -> Folded {
    let mut folded = Folded::default();
    // The position in the batch of the event that each changed asking is from.
    let mut winners: BTreeMap<InShop, usize> = BTreeMap::new();
    for (position, queued) in batch.iter().enumerate() {
        let fate = folded.take(position, queued, known, &mut winners);
        folded.fates.push(fate);
    }
    let mut arrival: Vec<(usize, InShop)> = winners
        .into_iter()
        .map(|(key, position)| (position, key))
        .collect();
    arrival.sort_unstable();
    for (position, key) in arrival {
        if folded.number(&key, known) {
            folded.fates[position] = Fate::OverQuota;
        }
    }
    for (key, asked) in folded.askings.iter().chain(&folded.doubted) {
        if let Some(old) = known.askings.get(key) {
            subtract(&mut folded.rollups, old);
        }
        add(&mut folded.rollups, asked);
    }
    folded
}

impl Folded {
    /// Takes one event in and says what became of it so far.
    fn take(
        &mut self,
        position: usize,
        queued: &Queued,
        known: &Known,
        winners: &mut BTreeMap<InShop, usize>,
    ) -> Fate {
        let id = (queued.shop.clone(), queued.event.id.clone());
        if known.events.contains_key(&id) || self.events.contains_key(&id) {
            return Fate::Duplicate;
        }
        let visitor = queued.event.visitor.clone();
        if visitor.is_some_and(|visitor| known.erased.contains(&(queued.shop.clone(), visitor))) {
            self.events.insert(id, position);
            return Fate::Erased;
        }
        let Some(asking) = &queued.event.asking else {
            self.events.insert(id, position);
            let reached = reached(queued);
            let is_new = !known.reached.contains(&reached) && self.reached.insert(reached);
            return if is_new {
                Fate::Stored
            } else {
                Fate::Duplicate
            };
        };
        let published = (queued.shop.clone(), asking.prompt.clone(), asking.version);
        let fits = match known.prompts.get(&published) {
            None => Err(format!(
                "the store has no published prompt {} in version {}",
                asking.prompt, asking.version
            )),
            Some(prompt) => match queued.event.check(prompt) {
                Ok(()) => Ok(prompt),
                Err(refusal) => Err(format!("{}: {}", refusal.code, refusal.detail)),
            },
        };
        let asked = match fits {
            Ok(prompt) => Asked::new(queued.clone(), Arc::clone(prompt)),
            Err(reason) => {
                // Its id is not remembered, so that it can be put in again once the
                // reason is gone.
                self.unfit.push((position, reason));
                return Fate::DeadLettered;
            }
        };
        self.events.insert(id, position);
        let Some(mut asked) = asked else {
            return Fate::Stored;
        };
        let visitor = asked.visitor.clone();
        asked.is_test =
            visitor.is_some_and(|visitor| known.testers.contains(&(asked.shop.clone(), visitor)));
        let key = asked.key();
        if let Some(current) = self.current(&key, known) {
            if current.rank() >= asked.rank() {
                self.doubt(&key, &asked.doubts, known);
                return Fate::Superseded;
            }
            asked.doubts.merge(&current.doubts);
            asked.is_test = current.is_test;
        }
        self.doubted.remove(&key);
        self.askings.insert(key.clone(), asked);
        if let Some(earlier) = winners.insert(key, position) {
            self.fates[earlier] = Fate::Superseded;
        }
        Fate::Stored
    }

    /// An asking as the events before have left it.
    fn current<'a>(&'a self, key: &InShop, known: &'a Known) -> Option<&'a Asked> {
        let here = self.askings.get(key).or_else(|| self.doubted.get(key));
        here.or_else(|| known.askings.get(key))
    }

    /// An event that says nothing new may still make its answer doubtful.
    fn doubt(&mut self, key: &InShop, doubts: &Doubts, known: &Known) {
        if let Some(asked) = self.askings.get_mut(key) {
            asked.doubts.merge(doubts);
        } else if let Some(current) = self.current(key, known) {
            let mut asked = current.clone();
            if asked.doubts.merge(doubts) {
                self.doubted.insert(key.clone(), asked);
            }
        }
    }

    /// Numbers a new answer against the quota of its prompt; one that is doubtful by now or a
    /// test takes no number, so that neither uses up what is wanted of people. Returns
    /// whether the asking is over quota.
    fn number(&mut self, key: &InShop, known: &Known) -> bool {
        let Some(asked) = self.askings.get_mut(key) else {
            return false;
        };
        let old = known.askings.get(key);
        if old.is_some_and(|old| old.over_quota) {
            asked.over_quota = true;
            return true;
        }
        let was_answered = old.is_some_and(|old| old.kind == EventKind::Answered);
        let is_nobodys = asked.is_test || !asked.doubts.is_empty();
        if asked.kind != EventKind::Answered || was_answered || is_nobodys {
            return false;
        }
        let prompt = (asked.shop.clone(), asked.asking.prompt.clone());
        let before = known.quotas.get(&prompt).copied().unwrap_or_default();
        let quota = self.quotas.entry(prompt.clone()).or_insert(before);
        if quota.wanted.is_some_and(|wanted| quota.answers >= wanted) {
            asked.over_quota = true;
            return true;
        }
        quota.answers += 1;
        if Some(quota.answers) == quota.wanted {
            self.filled.push(prompt);
        }
        false
    }
}

#[cfg(test)]
mod tests;
