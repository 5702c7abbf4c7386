//! What follows from the tally of a prompt: rates and scores with their intervals, and every
//! option in its order.

use survey::difference::{of_means, of_shares};
use survey::event::Doubt;
use survey::prompt::Prompt;
use survey::question::{Kind, Question};
use survey::results::report::{Comparison, Numbers};
use survey::results::{Doubted, FollowUpResults, OptionCount, Score};
use survey::score::{Histogram, share};
use survey::tally::{Measure, Tally};

use super::texts;

/// All of it.
pub fn numbers(prompt: &Prompt, tally: &Tally) -> Numbers {
    let question = &prompt.question;
    Numbers {
        score: score(question, tally),
        distribution: distribution(question, |option| tally.get(Measure::Question, option)),
        follow_ups: follow_ups(prompt, tally),
        ..counts(tally)
    }
}

/// What does not depend on what was asked.
pub fn counts(tally: &Tally) -> Numbers {
    let count = |measure| tally.get(measure, "");
    let (shown, answered) = (count(Measure::Shown), count(Measure::Answered));
    Numbers {
        shown,
        withheld: count(Measure::Withheld),
        answered,
        dismissed: count(Measure::Dismissed),
        doubted: doubted(tally),
        response_rate: share(answered, shown).map(Into::into),
        ..Numbers::default()
    }
}

/// Whether the numbers of two prompts can be told together: they ask for the same options in
/// the same places. Wording may differ.
pub fn are_alike(one: &Prompt, other: &Prompt) -> bool {
    let questions = |prompt: &Prompt| -> Vec<(&'static str, Vec<String>)> {
        let follow_ups = prompt.follow_ups.iter().map(|follow| &follow.question);
        [&prompt.question]
            .into_iter()
            .chain(follow_ups)
            .map(|question| (question.kind_name(), question.options()))
            .collect()
    };
    questions(one) == questions(other)
}

fn follow_ups(prompt: &Prompt, tally: &Tally) -> Vec<FollowUpResults> {
    let follow_ups = prompt.follow_ups.iter().enumerate();
    let results = follow_ups.map(|(place, follow)| {
        let question = &follow.question;
        FollowUpResults {
            question: texts(&question.text),
            kind: question.kind_name().to_owned(),
            answered: tally.get(Measure::FollowUp, &place.to_string()),
            distribution: distribution(question, |option| {
                tally.get(Measure::FollowUp, &format!("{place}:{option}"))
            }),
        }
    });
    results.collect()
}

fn doubted(tally: &Tally) -> Doubted {
    let of = |doubt: Doubt| tally.get(Measure::Doubted, doubt.name());
    Doubted {
        n: tally.get(Measure::Doubted, ""),
        fast: of(Doubt::Fast),
        burst: of(Doubt::Burst),
    }
}

/// Every option of a question in its own order, those that nobody took included.
fn distribution(question: &Question, count: impl Fn(&str) -> i64) -> Vec<OptionCount> {
    question
        .options()
        .into_iter()
        .map(|option| OptionCount {
            count: count(&option),
            label: question
                .choices()
                .and_then(|choices| choices.find(&option))
                .map(|choice| texts(&choice.text)),
            option,
        })
        .collect()
}

/// How often each score was given; `None` for a question without a scale.
pub fn histogram(question: &Question, tally: &Tally) -> Option<Histogram> {
    let (low, high) = question.scale()?;
    let mut histogram = Histogram::default();
    for score in low..=high {
        histogram.count(score, tally.get(Measure::Question, &score.to_string()));
    }
    Some(histogram)
}

/// The score of a question with a scale; `None` without answers.
pub fn score(question: &Question, tally: &Tally) -> Option<Score> {
    let histogram = histogram(question, tally)?;
    let estimate = match question.kind {
        Kind::Nps(_) => histogram.nps()?.score,
        Kind::Csat { points, .. } => histogram.csat(points)?.share,
        Kind::Ces(_) => histogram.ces()?,
        _ => return None,
    };
    Some(Score {
        kind: question.kind_name().to_owned(),
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
        mean: histogram.mean()?,
        n: histogram.n(),
    })
}

/// By how much response rate and score of one tally differ from those of another.
pub fn compare(prompt: &Prompt, this: &Tally, other: &Tally) -> Comparison {
    let rate = |tally: &Tally| {
        let count = |measure| tally.get(measure, "");
        (count(Measure::Answered), count(Measure::Shown))
    };
    let question = &prompt.question;
    let scores = histogram(question, this).zip(histogram(question, other));
    let score = scores.and_then(|(this, other)| match question.kind {
        Kind::Nps(_) => of_means(this.nps_mean()?, other.nps_mean()?),
        Kind::Ces(_) => of_means(this.ces_mean()?, other.ces_mean()?),
        Kind::Csat { points, .. } => {
            let satisfied = |of: &Histogram| (of.satisfied(points), of.n());
            of_shares(satisfied(&this), satisfied(&other))
        }
        _ => None,
    });
    Comparison {
        response_rate: of_shares(rate(this), rate(other)).map(Into::into),
        score: score.map(Into::into),
    }
}
