//! Which results belong together and in which order they are read. No browser here.

use survey::check::JOURNEY;
use survey::results::{PromptResults, StepResults};

/// All versions of one prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The newest version.
    pub latest: PromptResults,
    /// The others, newest first.
    pub older: Vec<PromptResults>,
}

/// Puts the versions of each prompt together: live prompts first, then paused ones,
/// then drafts, each in the order in which the server names them.
pub fn groups(prompts: &[PromptResults]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for results in prompts {
        let known = groups
            .iter_mut()
            .find(|group| group.latest.prompt == results.prompt);
        let Some(group) = known else {
            groups.push(Group {
                latest: results.clone(),
                older: Vec::new(),
            });
            continue;
        };
        group.older.push(results.clone());
        if results.version > group.latest.version
            && let Some(last) = group.older.last_mut()
        {
            std::mem::swap(last, &mut group.latest);
        }
        group
            .older
            .sort_by_key(|older| std::cmp::Reverse(older.version));
    }
    groups.sort_by_key(|group| match group.latest.state.as_str() {
        "live" => 0,
        "paused" => 1,
        "draft" => 2,
        _ => 3,
    });
    groups
}

/// A step with its share of the step before.
#[derive(Clone, Debug, PartialEq)]
pub struct JourneyStep {
    /// The step.
    pub step: String,
    /// Its visitors.
    pub visitors: i64,
    /// Visitors over those of the step before; may exceed 1 where people enter in the
    /// middle. `None` for the first step and for custom steps, which have no place in
    /// the order.
    pub of_before: Option<f64>,
}

/// The steps in the order of a purchase, custom steps after them by visitors.
pub fn journey(steps: &[StepResults]) -> Vec<JourneyStep> {
    let place = |step: &str| JOURNEY.iter().position(|known| *known == step);
    let mut ordered: Vec<&StepResults> = steps.iter().collect();
    ordered.sort_by_key(|step| {
        let place = place(&step.step);
        (
            place.unwrap_or(JOURNEY.len()),
            if place.is_some() { 0 } else { -step.visitors },
        )
    });
    let mut before: Option<i64> = None;
    let share = |step: &StepResults| {
        let known = place(&step.step).is_some();
        let of_before = before
            .filter(|visitors| known && *visitors > 0)
            .map(|visitors| step.visitors as f64 / visitors as f64);
        before = known.then_some(step.visitors);
        JourneyStep {
            step: step.step.clone(),
            visitors: step.visitors,
            of_before,
        }
    };
    ordered.into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::results::Doubted;

    fn results(prompt: &str, version: u32, state: &str) -> PromptResults {
        PromptResults {
            prompt: prompt.into(),
            version,
            state: state.into(),
            kind: "thumbs".into(),
            question: [("en".to_owned(), "Good?".to_owned())].into(),
            shown: 0,
            withheld: 0,
            answered: 0,
            dismissed: 0,
            can_dismiss: true,
            over_quota: 0,
            doubted: Doubted::default(),
            sample_ratio: None,
            response_rate: None,
            score: None,
            distribution: Vec::new(),
            follow_ups: Vec::new(),
            verbatims: Vec::new(),
        }
    }

    #[test]
    fn older_versions_stand_under_the_latest_however_they_arrive() {
        let grouped = groups(&[
            results("a", 2, "replaced"),
            results("b", 1, "live"),
            results("a", 3, "live"),
            results("a", 1, "replaced"),
        ]);
        let versions: Vec<(&str, u32, Vec<u32>)> = grouped
            .iter()
            .map(|group| {
                let older = group.older.iter().map(|older| older.version).collect();
                (group.latest.prompt.as_str(), group.latest.version, older)
            })
            .collect();
        assert_eq!(versions, [("a", 3, vec![2, 1]), ("b", 1, vec![])]);
    }

    #[test]
    fn live_prompts_come_before_paused_ones_and_drafts() {
        let grouped = groups(&[
            results("draft", 1, "draft"),
            results("paused", 1, "paused"),
            results("first", 1, "live"),
            results("second", 1, "live"),
        ]);
        let order: Vec<&str> = grouped
            .iter()
            .map(|group| group.latest.prompt.as_str())
            .collect();
        assert_eq!(order, ["first", "second", "paused", "draft"]);
    }

    #[test]
    fn the_journey_follows_the_purchase_and_compares_with_the_step_before() {
        let step = |step: &str, visitors| StepResults {
            step: step.into(),
            visitors,
        };
        let steps = [
            step("gifts", 9),
            step("checkout", 10),
            step("blog", 30),
            step("cart", 40),
        ];
        let journey = journey(&steps);
        let order: Vec<&str> = journey.iter().map(|step| step.step.as_str()).collect();
        assert_eq!(order, ["cart", "checkout", "blog", "gifts"]);
        let shares: Vec<Option<f64>> = journey.iter().map(|step| step.of_before).collect();
        assert_eq!(shares, [None, Some(0.25), None, None]);
    }
}
