//! One asking with its events: shown or withheld, and then answered, dismissed or neither.

use survey::Millis;
use survey::answer::{Answer, Value};
use survey::event::{Asking, EventKind};
use survey::experiment::Arm;
use survey::prompt::{Placement, Prompt};

use super::said::{Said, Speaker};
use super::story::{self, Day};
use super::team::Mark;
use super::visit::{Collecting, Moment, Visitor};
use super::words::Words;

/// Somebody is asked something.
pub(super) struct Asker<'a> {
    pub day: Day,
    pub moment: &'a Moment,
    pub visitor: &'a mut Visitor,
    pub words: &'a Words,
    pub collecting: Collecting<'a>,
}

impl Asker<'_> {
    /// Asks, and says when that is over.
    pub fn ask(mut self, prompt: &Prompt, at: Millis, marks: &mut Vec<Mark>) -> Millis {
        let arm = prompt.experiment.as_ref();
        let arm = arm.map(|experiment| (experiment, experiment.arm(&self.visitor.id)));
        let variant = match arm {
            Some((experiment, Arm::Asked(Some(at)))) => Some(experiment.variants[at].id.clone()),
            _ => None,
        };
        let asking = Asking {
            prompt: prompt.id.clone(),
            version: prompt.version,
            variant,
            answer: self.collecting.id(at),
            seq: 0,
            asked_at: at,
            values: None,
        };
        if matches!(arm, Some((_, Arm::Holdout))) {
            self.visitor.done.push(prompt.id.clone());
            self.happened(EventKind::Withheld, at, asking);
            return at;
        }
        self.happened(EventKind::Shown, at, asking.clone());
        let likely = story::answers(&prompt.id, asking.variant.as_deref(), self.moment.device);
        let said = match self.collecting.chance.is(likely) {
            true => self.speak(prompt, &asking.answer),
            false => None,
        };
        if said.is_some() || !prompt.cap.until_answered {
            self.visitor.done.push(prompt.id.clone());
        }
        match said {
            Some(said) => self.answered(asking, said, marks),
            None => self.unanswered(prompt, asking),
        }
    }

    fn speak(&mut self, prompt: &Prompt, answer: &str) -> Option<Said> {
        let speaker = Speaker {
            day: self.day,
            moment: self.moment,
            answer,
            chance: self.collecting.chance,
            words: self.words,
        };
        speaker.say(prompt)
    }

    /// A snapshot with the first answer, and another one with the answer to the follow-up.
    fn answered(&mut self, asking: Asking, said: Said, marks: &mut Vec<Mark>) -> Millis {
        let Said {
            question,
            follow_up,
            theme,
        } = said;
        let mut at = asking.asked_at + self.collecting.chance.between(2_500, 20_000);
        let snapshot = |seq, follow_up| Asking {
            seq,
            values: Some(Answer {
                question: question.clone(),
                follow_up,
            }),
            ..asking.clone()
        };
        self.happened(EventKind::Answered, at, snapshot(1, None));
        if follow_up.is_some() {
            at += self.collecting.chance.between(4_000, 60_000);
            self.happened(EventKind::Answered, at, snapshot(2, follow_up));
        }
        let is_unhappy = asking.prompt == "order-nps" && matches!(question, Value::Score(..=4));
        let of = (asking.answer.as_str(), asking.asked_at);
        let mark = |theme| Mark::draw(self.collecting.chance, of, theme, is_unhappy);
        marks.extend(theme.and_then(mark));
        at
    }

    /// Closed, which an inline prompt cannot be, or left as it is.
    fn unanswered(&mut self, prompt: &Prompt, asking: Asking) -> Millis {
        let at = asking.asked_at + self.collecting.chance.between(1_500, 25_000);
        if prompt.placement == Placement::Card && self.collecting.chance.is(0.6) {
            let asking = Asking { seq: 1, ..asking };
            self.happened(EventKind::Dismissed, at, asking);
        }
        at
    }

    fn happened(&mut self, kind: EventKind, at: Millis, asking: Asking) {
        self.collecting
            .happened(kind, at, self.visitor, self.moment, Some(asking));
    }
}
