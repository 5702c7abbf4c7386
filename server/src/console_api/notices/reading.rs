//! What a rule may say, and what of it is shown.

use survey::console::notices::{Colleague, Rule};
use survey::fault::Fault;

use crate::console_api::input::flawed;
use crate::errors::Problem;
use crate::webhook::Webhooks;

/// The most words and the most people of a rule, and the most characters of a word.
const WORDS: usize = 50;
const PEOPLE: usize = 20;
const LONGEST: usize = 60;

/// The rule as it is kept: what was sent, put in order.
///
/// # Errors
/// `invalid_input`, with what is wrong.
pub(super) fn check(
    mut rule: Rule,
    old: Option<&Rule>,
    people: &[Colleague],
    webhooks: &Webhooks,
) -> Result<Rule, Problem> {
    if rule.at_most.is_some_and(|most| most > 10) {
        return Err(flawed("at_most", Fault::Between(0, 10)));
    }
    rule.words = once(
        rule.words
            .iter()
            .map(|word| word.trim())
            .filter(|word| !word.is_empty()),
    );
    let fits =
        |word: &String| word.chars().count() <= LONGEST && !word.chars().any(char::is_control);
    if rule.words.len() > WORDS || !rule.words.iter().all(fits) {
        return Err(flawed("words", Fault::Each(50, 60)));
    }
    if rule.at_most.is_none() && rule.words.is_empty() {
        return Err(flawed("", Fault::FindsNothing));
    }
    rule.people = once(rule.people.iter().map(String::as_str));
    let was_there = |id: &String| old.is_some_and(|old| old.people.contains(id));
    let is_known = |id: &String| people.iter().any(|one| one.id == *id) || was_there(id);
    if rule.people.len() > PEOPLE || !rule.people.iter().all(is_known) {
        return Err(flawed("people", Fault::Readers(20)));
    }
    rule.webhook = match rule.webhook.as_deref().map(str::trim) {
        None | Some("") => None,
        sent => {
            let kept = old.and_then(|old| old.webhook.as_deref());
            match kept.filter(|kept| sent == Some(masked(kept).as_str())) {
                Some(kept) => Some(kept.to_owned()),
                None => sent.map(str::to_owned),
            }
        }
    };
    if let Some(Err(what)) = rule
        .webhook
        .as_deref()
        .map(|address| webhooks.check(address))
    {
        return Err(flawed("webhook", what));
    }
    if rule.people.is_empty() && rule.webhook.is_none() {
        return Err(flawed("", Fault::TellsNobody));
    }
    Ok(rule)
}

/// Each once, in their order.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !once.iter().any(|known| known == text) {
            once.push(text.to_owned());
        }
    }
    once
}

/// A rule as it is shown: whoever has the whole address of a webhook can post there.
pub(super) fn shown(rule: Rule) -> Rule {
    Rule {
        webhook: rule.webhook.as_deref().map(masked),
        ..rule
    }
}

fn masked(address: &str) -> String {
    let host = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let path = address.get(host.len()..).unwrap_or_default();
    let letters = path.chars().count();
    // Too few to tell anything of a secret.
    let end: String = path
        .chars()
        .skip(letters.saturating_sub(4).max(letters * 3 / 4))
        .collect();
    format!("{host}/…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_secret() {
        let whole = "https://hooks.example/services/T000/B000/abcdefgh";
        assert_eq!(masked(whole), "https://hooks.example/…efgh");
        assert_eq!(masked("https://hooks.example"), "https://hooks.example/…");
        assert_eq!(
            masked("https://hooks.example/ab"),
            "https://hooks.example/…b"
        );
    }

    #[test]
    fn what_is_sent_as_it_is_shown_stays() {
        let webhooks = Webhooks::new(Vec::new());
        let old = Rule {
            at_most: Some(3),
            webhook: Some("https://hooks.example/services/abcdefgh".to_owned()),
            ..Rule::default()
        };
        let kept = check(shown(old.clone()), Some(&old), &[], &webhooks);
        assert_eq!(kept.ok(), Some(old.clone()));
        let foreign = check(shown(old.clone()), None, &[], &webhooks).map(|rule| rule.webhook);
        assert_eq!(foreign.ok().flatten(), shown(old).webhook);
    }

    #[test]
    fn a_rule_needs_something_to_find_and_somebody_to_tell() {
        let webhooks = Webhooks::new(Vec::new());
        let ann = Colleague {
            id: "ann".to_owned(),
            name: "Ann".to_owned(),
            email: String::new(),
        };
        let check = |change: fn(&mut Rule)| {
            let mut rule = Rule {
                at_most: Some(3),
                people: vec!["ann".to_owned()],
                ..Rule::default()
            };
            change(&mut rule);
            check(rule, None, std::slice::from_ref(&ann), &webhooks)
        };
        assert!(check(|_| {}).is_ok());
        let words = check(|rule| rule.words = [" torn ", "", "torn"].map(str::to_owned).into());
        assert_eq!(
            words.ok().map(|rule| rule.words),
            Some(vec!["torn".to_owned()])
        );
        assert!(check(|rule| rule.at_most = None).is_err());
        assert!(check(|rule| rule.at_most = Some(11)).is_err());
        assert!(check(|rule| rule.people.clear()).is_err());
        assert!(check(|rule| rule.people.push("eve".to_owned())).is_err());
        assert!(check(|rule| rule.words.push("x".repeat(61))).is_err());
        assert!(check(|rule| rule.webhook = Some("http://10.0.0.1/".to_owned())).is_err());
    }
}
