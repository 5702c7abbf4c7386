//! One asking, from the moment a prompt is shown to the last word: which stage it
//! is in, what was said so far, and the events that tell of it. Pure: it draws
//! nothing, sends nothing and knows no clock.

use std::sync::Arc;

use survey::Millis;
use survey::answer::{Answer, AnswerError, Value};
use survey::json::Json;
use survey::prompt::{Prompt, Reply};
use survey::question::Question;
use survey::shuffle;

/// What the card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The question.
    Question,
    /// The follow-up to the answer given; a scale stays beside it, to be changed.
    FollowUp,
    /// The shop's last word.
    Reply,
}

/// Which of the two questions something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The prompt's own question.
    First,
    /// The follow-up.
    Second,
}

/// One asking.
pub struct Asking {
    prompt: Arc<Prompt>,
    variant: Option<usize>,
    id: String,
    asked_at: Millis,
    facts: Json,
    /// The cart's value as it is written in the language; empty where it is not known.
    cart_value: String,
    token: String,
    seq: u32,
    stage: Stage,
    said: Option<Answer>,
    /// What is being typed or ticked at a place but was not sent yet.
    draft: Option<(Place, Value)>,
}

impl Asking {
    /// Begins an asking. `id` is the id of the answer to come, `context` what the
    /// bridge told at this moment.
    pub fn begin(
        prompt: Arc<Prompt>,
        variant: Option<usize>,
        id: String,
        asked_at: Millis,
        context: &Json,
        token: String,
    ) -> Asking {
        Asking {
            prompt,
            variant,
            id,
            asked_at,
            facts: context.get("told").cloned().unwrap_or_default(),
            cart_value: context
                .get("cart_value")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned(),
            token,
            seq: 0,
            stage: Stage::Question,
            said: None,
            draft: None,
        }
    }

    /// An asking of an earlier page at its last word, for a coupon that was promised there.
    pub fn resume(prompt: Arc<Prompt>, said: Answer, context: &Json) -> Asking {
        let mut asking = Asking::begin(prompt, None, String::new(), 0, context, String::new());
        asking.said = Some(said);
        asking.stage = Stage::Reply;
        asking
    }

    /// The prompt asked.
    pub fn prompt(&self) -> &Arc<Prompt> {
        &self.prompt
    }

    /// What the card shows now.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether anything was said.
    pub fn is_answered(&self) -> bool {
        self.said.is_some()
    }

    /// The question at a place; `None` where the answer leads to no follow-up.
    pub fn question(&self, place: Place) -> Option<&Question> {
        match place {
            Place::First => Some(&self.prompt.question),
            Place::Second => {
                let said = self.said.as_ref()?;
                Some(self.prompt.follow_up_for(&said.question)?.1)
            }
        }
    }

    /// What is asked at a place, in the wording of the visitor's variant.
    pub fn wording(&self, place: Place) -> &str {
        let variant = self.experiment_variant().and_then(|v| v.text.as_ref());
        match (place, variant, self.question(place)) {
            (Place::First, Some(text), _) => text.str(),
            (_, _, Some(question)) => question.text.str(),
            _ => "",
        }
    }

    /// The positions of a question's choices in the order shown.
    pub fn order(&self, place: Place) -> Vec<usize> {
        self.question(place)
            .and_then(Question::choices)
            .map(|list| shuffle::order(list, &self.id))
            .unwrap_or_default()
    }

    /// What was said at a place.
    pub fn value(&self, place: Place) -> Option<&Value> {
        let said = self.said.as_ref()?;
        match place {
            Place::First => Some(&said.question),
            Place::Second => said.follow_up.as_ref(),
        }
    }

    /// The position of the follow-up that the answer leads to.
    pub fn follow_up(&self) -> Option<usize> {
        let said = self.said.as_ref()?;
        self.prompt.follow_up_for(&said.question).map(|(at, _)| at)
    }

    /// The shop's last word; `None` means the standard thanks.
    pub fn reply(&self) -> Option<&Reply> {
        let question = &self.said.as_ref()?.question;
        let has_items = self.cart_items() > 0;
        self.prompt
            .reply_for(question, !self.cart_value.is_empty(), has_items)
    }

    /// Whether it is one of an earlier page, of which nothing more is told.
    pub fn is_resumed(&self) -> bool {
        self.id.is_empty()
    }

    /// Whether the last word comes with a coupon.
    pub fn has_coupon(&self) -> bool {
        self.reply().is_some_and(|reply| reply.coupon.is_some())
    }

    /// The cart's value as it is written in the language; empty where it is not known.
    pub fn cart_value(&self) -> &str {
        &self.cart_value
    }

    /// The number of items in the cart; 0 where it is not known.
    pub fn cart_items(&self) -> u32 {
        let items = self.facts.get("items").and_then(Json::as_number);
        items.map_or(0, |items| items as u32)
    }

    /// Takes an answer and moves on. The event to send, or none where nothing new
    /// was said.
    ///
    /// # Errors
    /// When the value does not fit its question; then nothing changes.
    pub fn say(&mut self, place: Place, mut value: Value) -> Result<Option<Json>, AnswerError> {
        self.note_order(place, &mut value);
        // A changed answer may lead to another follow-up; what was said to the old one, or
        // was about to be, then goes with it.
        let leads_to = self.prompt.follow_up_for(&value).map(|(at, _)| at);
        let same = place == Place::Second || self.follow_up() == leads_to;
        let answer = match (place, &self.said) {
            (Place::First, said) => {
                let kept = said.as_ref().filter(|_| same);
                let kept = kept.and_then(|said| said.follow_up.clone());
                Answer::build(&self.prompt, value, kept)?
            }
            (Place::Second, Some(said)) => {
                Answer::build(&self.prompt, said.question.clone(), Some(value))?
            }
            (Place::Second, None) => return Err(AnswerError::WrongKind),
        };
        self.stage = match place {
            Place::First if self.prompt.follow_up_for(&answer.question).is_some() => {
                Stage::FollowUp
            }
            _ => Stage::Reply,
        };
        self.draft
            .take_if(|(drafted, _)| *drafted == place || !same);
        Ok(self.keep(answer))
    }

    /// Remembers what is typed or ticked at a place until it is sent.
    pub fn draft(&mut self, place: Place, value: Option<Value>) {
        self.draft = value.map(|value| (place, value));
    }

    /// Goes on without an answer to the follow-up.
    pub fn skip(&mut self) {
        self.draft = None;
        self.stage = Stage::Reply;
    }

    /// Goes back to the question, so that the answer can be changed.
    pub fn reconsider(&mut self) {
        self.stage = Stage::Question;
    }

    /// The visitor goes away: the event to send for a draft that was not sent. A
    /// draft that does not fit is left alone.
    pub fn leave(&mut self) -> Option<Json> {
        let (place, draft) = self.draft.take()?;
        let stage = self.stage;
        let event = self.say(place, draft).ok().flatten();
        self.stage = stage;
        event
    }

    /// An event that carries no answer: `shown`, `withheld` or `dismissed`.
    pub fn event(&self, kind: &str) -> Json {
        self.event_of(kind, if kind == "dismissed" { 1 } else { 0 }, Json::Null)
    }

    fn experiment_variant(&self) -> Option<&survey::experiment::Variant> {
        let experiment = self.prompt.experiment.as_ref()?;
        experiment.variants.get(self.variant?)
    }

    /// Where the choices were shuffled, the order shown belongs to the answer.
    fn note_order(&self, place: Place, value: &mut Value) {
        let (Value::Choice { order, .. } | Value::Choices { order, .. }) = value else {
            return;
        };
        if let Some(list) = self.question(place).and_then(Question::choices)
            && list.shuffle
        {
            let ids = self.order(place).into_iter();
            *order = ids.map(|at| list.choices[at].id.clone()).collect();
        }
    }

    fn keep(&mut self, mut answer: Answer) -> Option<Json> {
        answer.redact();
        if self.said.as_ref() == Some(&answer) {
            return None;
        }
        self.seq += 1;
        let values = answer.encode();
        self.said = Some(answer);
        Some(self.event_of("answered", self.seq, values))
    }

    fn event_of(&self, kind: &str, seq: u32, values: Json) -> Json {
        Json::object([
            ("type", kind.into()),
            ("token", (&self.token).into()),
            ("context", self.facts.clone()),
            ("prompt", (&self.prompt.id).into()),
            ("version", self.prompt.version.into()),
            (
                "variant",
                self.experiment_variant().map(|variant| &variant.id).into(),
            ),
            ("answer", (&self.id).into()),
            ("seq", seq.into()),
            ("asked_at", self.asked_at.into()),
            ("values", values),
        ])
    }
}

#[cfg(test)]
mod tests;
