//! Whether there is something to ask, and whether answers come.

use survey::check::{Check, CheckState};

use super::words::{ago, count, list, origin_of, page_of};
use super::{Facts, found, good};

impl Facts<'_> {
    pub(super) fn book(&self) -> Check {
        let live = self.live_steps().count();
        if live == 0 {
            let says = format!(
                "Version {} is published, but none of its {} is live, so nothing is asked. Set \
                 the state of one to `live` in the shop's file and import it again.",
                self.version,
                prompts(self.shop.prompts.len(), "prompt")
            );
            return found("book", CheckState::Wrong, says);
        }
        let published = format!(
            "Version {} is published with {}",
            self.version,
            prompts(live, "live question")
        );
        if let Some((read, at)) = self.last(|one| one.what == "book") {
            let says = format!(
                "{published}, and was read {} at {} in {} by a page of {}.",
                ago(at, self.now),
                page_of(&read.step),
                read.lang,
                read.origin
            );
            return good("book", at, says);
        }
        if self.has_stored("shown") {
            let says = format!("{published}, and questions were shown in the last week.");
            return good("book", None, says);
        }
        let mut places: Vec<String> = Vec::new();
        for steps in self.live_steps() {
            let named = steps.iter().map(|step| page_of(step));
            let any = steps
                .is_empty()
                .then(|| "any page of a known step".to_owned());
            places.extend(named.chain(any));
        }
        places.sort();
        places.dedup();
        let says = format!(
            "{published}, but no page has read it yet. That happens where something may be \
             asked: {}. Who was asked before is not asked again; try it in a private window.",
            list(&places)
        );
        found("book", CheckState::Waiting, says)
    }

    pub(super) fn answers(&self) -> Check {
        if let Some((last, at)) = self.last(|one| one.what == "answered") {
            let says = format!(
                "The last one was accepted {} at {} in {}, from {}.",
                ago(at, self.now),
                page_of(&last.step),
                last.lang,
                origin_of(&last.origin)
            );
            return good("answers", at, says);
        }
        if self.has_stored("answered") {
            let says = "Answers were accepted in the last week.";
            return good("answers", None, says.to_owned());
        }
        let says = match self.last(|one| one.what == "shown") {
            Some((_, at)) => format!("None yet. A question was last shown {}.", ago(at, self.now)),
            None => "None yet. Go through the shop as a customer and answer what you are asked; \
                     it is counted like any other answer."
                .to_owned(),
        };
        found("answers", CheckState::Waiting, says)
    }
}

fn prompts(n: usize, thing: &str) -> String {
    count(i64::try_from(n).unwrap_or(i64::MAX), thing)
}
