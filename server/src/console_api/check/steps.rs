//! Whether the steps are recognised, one by one and in every language.

use survey::check::{Check, CheckState, steps};
use survey::shop::Consent;

use super::words::{ago, list, origin_of, page_of};
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
            let when = ago(at, self.now);
            let says = format!("Seen {when} on {}.", origin_of(&last.origin));
            good("steps", at, says + &self.unseen(step))
        } else if is_stored {
            let says = "Seen in the last week.".to_owned() + &self.unseen(step);
            good("steps", None, says)
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
            "product" => "the event `view_item` in the dataLayer, ",
            "cart" => "the event `view_cart` in the dataLayer, ",
            "checkout" => "the event `begin_checkout` in the dataLayer, ",
            "confirmation" => "the event `purchase` in the dataLayer, ",
            _ => "",
        };
        let has_rule = self.shop.step_rules().iter().any(|rule| rule.step == step);
        let rule = match has_rule {
            true => "the addresses and elements that the shop's file or platform gives for it, ",
            false => "an entry of `addresses` in the shop's file, ",
        };
        let mut says = format!(
            "Not seen yet. Open {}. It is recognised by {event}{rule}the attribute \
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
