//! Whether the steps are recognised, one by one and in every language.

use survey::check::{Check, CheckState, JOURNEY};
use survey::shop::{Consent, Shop};

use super::words::{ago, list, origin_of, page_of};
use super::{Facts, found, good};

/// The steps that are looked for: those of every shop, and those that a prompt names.
pub fn steps(shop: &Shop) -> Vec<String> {
    let mut steps: Vec<String> = JOURNEY.map(str::to_owned).to_vec();
    for step in shop.prompts.iter().flat_map(|(_, prompt)| &prompt.steps) {
        if !steps.contains(step) {
            steps.push(step.clone());
        }
    }
    steps
}

impl Facts<'_> {
    pub(super) fn steps(&self) -> impl Iterator<Item = Check> {
        let steps = steps(self.shop).into_iter();
        steps.map(|step| Check {
            languages: self.languages(&step),
            ..self.step(step)
        })
    }

    fn step(&self, step: String) -> Check {
        let is_stored = self.stored.reached.contains(&step)
            || self.stored.asked.iter().any(|(_, known, _)| *known == step);
        let check = if let Some((last, at)) = self.last(|one| one.step == step) {
            let when = ago(at, self.now);
            let says = format!("Seen {when} on {}.", origin_of(&last.origin));
            good("steps", at, says + &self.unseen(&step))
        } else if is_stored {
            let says = "Seen in the last week.".to_owned() + &self.unseen(&step);
            good("steps", None, says)
        } else {
            Check {
                paste: vec![format!("tillside('step', '{step}');")],
                ..found("steps", CheckState::Waiting, self.how_to(&step))
            }
        };
        Check {
            step: Some(step),
            ..check
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
    fn unseen(&self, step: &str) -> String {
        let seen = self.languages(step);
        let missing = self
            .shop
            .languages
            .iter()
            .filter(|lang| !seen.contains(lang));
        let missing: Vec<&String> = missing.collect();
        match (seen.is_empty(), missing.is_empty()) {
            (false, false) => format!(" Not yet in {}.", list(&missing)),
            _ => String::new(),
        }
    }

    fn how_to(&self, step: &str) -> String {
        let event = match step {
            "product" => "`view_item`",
            "cart" => "`view_cart`",
            "checkout" => "`begin_checkout`",
            "confirmation" => "`purchase`",
            _ => "",
        };
        let by_event = match event {
            "" => String::new(),
            event => format!("the event {event} in the dataLayer, "),
        };
        let mut says = format!(
            "Not seen yet. Open {}. It is recognised by {by_event}the attribute \
             `data-tillside-step=\"{step}\"` on an element, or this line.",
            page_of(step)
        );
        if self.shop.consent == Consent::Required {
            says += " Nothing is seen before the visitor has agreed.";
        }
        if !self.shop.measure || self.shop.consent == Consent::AskWithoutId {
            says += " This shop does not measure steps, so only a question that may be asked \
                     there shows it.";
        }
        let is_asked = |steps: &[String]| steps.is_empty() || steps.iter().any(|one| one == step);
        if !self.live_steps().any(is_asked) {
            says += " No question is asked there for now.";
        }
        says
    }
}
