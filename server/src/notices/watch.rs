//! Which answers a rule finds.

use survey::answer::{Answer, Value};
use survey::console::notices::Rule;
use survey::event::EventKind;

use super::matching::{compared, holds};
use crate::store::asked::Asked;

/// A rule that looks at answers.
#[derive(Debug)]
pub struct Watch {
    rule: Rule,
    words: Vec<String>,
}

impl Watch {
    /// One that is ready to look.
    pub fn new(rule: Rule) -> Self {
        let words = rule.words.iter().map(|word| compared(word)).collect();
        Self { rule, words }
    }

    /// Whether somebody is to be told of this answer. Of what counts nowhere nobody is.
    pub fn finds(&self, asked: &Asked) -> bool {
        let counts = !asked.is_test && !asked.over_quota && asked.doubts.is_empty();
        let prompt = self.rule.prompt.as_ref();
        counts
            && asked.kind == EventKind::Answered
            && prompt.is_none_or(|prompt| *prompt == asked.asking.prompt)
            && asked
                .asking
                .values
                .as_ref()
                .is_some_and(|answer| self.means(answer))
    }

    fn means(&self, answer: &Answer) -> bool {
        let values = || [&answer.question].into_iter().chain(&answer.follow_up);
        let is_low = |value: &Value| match (value, self.rule.at_most) {
            (Value::Score(score), Some(most)) => *score <= most,
            _ => false,
        };
        let has_word = |text: &str| {
            let text = compared(text);
            self.words.iter().any(|word| holds(&text, word))
        };
        values().any(is_low)
            || !self.words.is_empty() && values().filter_map(Value::words).any(has_word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use serde_json::json;

    fn asked(prompt: &str, said: serde_json::Value) -> Asked {
        let queued = sample::asking(1, 1, prompt, "answered", 1, said);
        let shop = sample::shop();
        let mut prompts = shop.prompts.into_iter().map(|(_, prompt)| prompt);
        let prompt = prompts.find(|one| one.id == prompt).expect("a prompt");
        Asked::new(queued, prompt.into()).expect("an asking")
    }

    fn watch(change: impl FnOnce(&mut Rule)) -> Watch {
        let mut rule = Rule::default();
        change(&mut rule);
        Watch::new(rule)
    }

    #[test]
    fn a_low_score_or_a_word_is_enough() {
        let low = asked("nps", json!({"question": {"score": 3}}));
        let said = json!({"question": {"score": 4}, "follow_up": {"text": "It was Broken."}});
        let broken = asked("nps", said);
        let other = asked(
            "why",
            json!({"question": {"choice": "other", "other": "broken"}}),
        );
        let three = watch(|rule| rule.at_most = Some(3));
        assert!(three.finds(&low) && !three.finds(&broken) && !three.finds(&other));
        let word = watch(|rule| rule.words = vec!["broken".to_owned()]);
        assert!(!word.finds(&low) && word.finds(&broken) && word.finds(&other));
        let both = watch(|rule| {
            rule.at_most = Some(3);
            rule.words = vec!["broken".to_owned()];
            rule.prompt = Some("nps".to_owned());
        });
        assert!(both.finds(&low) && both.finds(&broken) && !both.finds(&other));
    }

    #[test]
    fn what_counts_nowhere_is_not_told() {
        let three = watch(|rule| rule.at_most = Some(3));
        let low = asked("nps", json!({"question": {"score": 3}}));
        let but = |change: fn(&mut Asked)| {
            let mut asked = low.clone();
            change(&mut asked);
            asked
        };
        assert!(three.finds(&low));
        assert!(!three.finds(&but(|asked| asked.is_test = true)));
        assert!(!three.finds(&but(|asked| asked.over_quota = true)));
        assert!(!three.finds(&but(
            |asked| asked.doubts = survey::event::Doubts::of_text("fast")
        )));
        assert!(!three.finds(&but(|asked| asked.kind = EventKind::Shown)));
    }
}
