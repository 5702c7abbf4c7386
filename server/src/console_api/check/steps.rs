//! Whether the steps are recognised, one by one and in every language.

use survey::check::{Check, CheckState, Says, Sentence, steps};
use survey::shop::Consent;

use super::words::list;
use super::{Facts, found, good};

impl Facts<'_> {
    pub(super) fn steps(&self) -> impl Iterator<Item = Check> {
        let steps = steps(self.shop).into_iter();
        steps.map(|step| Check {
            step: Some(step.to_owned()),
            languages: self.languages(step),
            ..self.step(step)
        })
    }

    fn step(&self, step: &str) -> Check {
        let is_stored = self.stored.reached.contains(step)
            || self.stored.asked.iter().any(|(_, known, _)| known == step);
        if let Some((last, at)) = self.last(|one| one.step == step) {
            let params = [("ago", &*at.to_string()), ("origin", &last.origin)];
            let said = Sentence::new(Says::StepSeen, &params);
            good("steps", at, with(said, self.unseen(step)))
        } else if is_stored {
            let said = Sentence::new(Says::StepKnown, &[]);
            good("steps", None, with(said, self.unseen(step)))
        } else {
            Check {
                paste: vec![format!("tillside('step', '{step}');")],
                ..found("steps", CheckState::Waiting, self.how_to(step))
            }
        }
    }

    /// In which of the shop's languages a step was seen, in the shop's order.
    fn languages(&self, step: &str) -> Vec<String> {
        let happened = self.seen.happened.newest_first();
        let is_seen = |lang: &&String| {
            let now = happened
                .iter()
                .any(|(one, _)| one.step == step && one.lang == **lang);
            let mut stored = self.stored.asked.iter();
            now || stored.any(|(_, known, in_lang)| known == step && in_lang == *lang)
        };
        self.shop
            .languages
            .iter()
            .filter(is_seen)
            .cloned()
            .collect()
    }

    /// In which languages it was not seen, as far as that is known at all.
    fn unseen(&self, step: &str) -> Option<Sentence> {
        let seen = self.languages(step);
        let missing = self
            .shop
            .languages
            .iter()
            .filter(|lang| !seen.contains(lang));
        let missing: Vec<&String> = missing.collect();
        let is_told = !seen.is_empty() && !missing.is_empty();
        is_told.then(|| Sentence::new(Says::StepUnseen, &[("langs", &list(&missing))]))
    }

    fn how_to(&self, step: &str) -> Vec<Sentence> {
        let attribute = format!("data-tillside-step=\"{step}\"");
        let params = [("step", step), ("attribute", &*attribute)];
        let mut said = vec![Sentence::new(Says::StepWaiting, &params)];
        let event = match step {
            "product" => Some("view_item"),
            "cart" => Some("view_cart"),
            "checkout" => Some("begin_checkout"),
            "confirmation" => Some("purchase"),
            _ => None,
        };
        said.extend(event.map(|event| Sentence::new(Says::StepEvent, &[("event", event)])));
        let has_rule = self.shop.step_rules().iter().any(|rule| rule.step == step);
        let is_unmeasured = !self.shop.measure || self.shop.consent == Consent::AskWithoutId;
        let is_asked = |steps: &[String]| steps.is_empty() || steps.iter().any(|one| one == step);
        let more = [
            (has_rule, Says::StepRules),
            (!has_rule, Says::StepAddresses),
            (self.shop.consent == Consent::Required, Says::StepConsent),
            (is_unmeasured, Says::StepUnmeasured),
            (!self.live_steps().any(is_asked), Says::StepUnasked),
        ];
        let more = more.into_iter().filter(|(holds, _)| *holds);
        said.extend(more.map(|(_, says)| Sentence::new(says, &[])));
        said
    }
}

/// A sentence, and another one where there is something to add.
fn with(said: Sentence, more: Option<Sentence>) -> Vec<Sentence> {
    std::iter::once(said).chain(more).collect()
}
