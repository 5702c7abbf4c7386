//! The digest of a shop's numbers: what is read for it, and what it says.

use survey::console::notices::Every;
use survey::prompt::Prompt;
use survey::results::report::{Comparison, Difference, Numbers};
use survey::results::{Estimate, Score};
use survey::shop::Shop;
use survey::tally::Tally;

use super::letter::{Block, Letter, apart, cut, part, plain};
use super::notice::LONGEST;
use super::period::Period;
use super::words::{Words, fill};
use crate::console_api::results::numbers::{are_alike, compare, counts, numbers};
use crate::store::filter::Filter;
use crate::store::{Connection, StoreError, report, shops, utc, words as said};

/// How many texts of customers stand beside a prompt, and how many are looked at for them.
const TEXTS: usize = 3;
const LOOKED_AT: u32 = 50;

/// Shorter texts are told only where there are no longer ones, in characters.
const SHORT: usize = 15;

/// What a digest tells of one prompt.
#[derive(Clone, Debug)]
pub struct PromptDigest {
    prompt: Prompt,
    numbers: Numbers,
    /// Against the same days a week before.
    change: Comparison,
    /// Whether versions asked different things, so that there is no common score.
    is_mixed: bool,
    texts: Vec<String>,
}

/// Reads what is told of each prompt that anybody saw, in the order of preference.
///
/// # Errors
/// If the store fails.
pub fn read(
    store: &Connection,
    shop: &str,
    period: &Period,
) -> Result<Vec<PromptDigest>, StoreError> {
    let mut digests = Vec::new();
    for stored in shops::newest(store, shop)? {
        let id = &stored.prompt.id;
        let (this, versions) = tally(store, shop, id, period.days)?;
        if this.is_empty() {
            continue;
        }
        let (before, older) = tally(store, shop, id, period.before)?;
        let mut asked = Vec::new();
        for version in versions.into_iter().chain(older) {
            asked.extend(shops::published_prompt(store, shop, id, version)?);
        }
        let is_mixed = asked.iter().any(|other| !are_alike(&stored.prompt, other));
        let compared = compare(&stored.prompt, &this, &before);
        digests.push(PromptDigest {
            numbers: match is_mixed {
                true => counts(&this),
                false => numbers(&stored.prompt, &this),
            },
            change: Comparison {
                score: compared.score.filter(|_| !is_mixed),
                ..compared
            },
            is_mixed,
            texts: texts(store, shop, id, period.days)?,
            prompt: stored.prompt,
        });
    }
    Ok(digests)
}

/// The numbers of some days, and the versions that they are of.
fn tally(
    store: &Connection,
    shop: &str,
    prompt: &str,
    (from, to): (i64, i64),
) -> Result<(Tally, Vec<u32>), StoreError> {
    let filter = Filter {
        from: Some(from),
        to: Some(to),
        ..Filter::default()
    };
    let (mut all, mut versions) = (Tally::default(), Vec::new());
    for ((version, _), tally) in report::by_day(store, shop, prompt, &filter)? {
        all.add(&tally);
        versions.push(version);
    }
    versions.dedup();
    Ok((all, versions))
}

/// The newest texts that are worth reading.
fn texts(
    store: &Connection,
    shop: &str,
    prompt: &str,
    days: (i64, i64),
) -> Result<Vec<String>, StoreError> {
    let newest = said::newest(store, shop, prompt, days, LOOKED_AT)?;
    let is_long = |text: &&String| text.chars().count() >= SHORT;
    let long = newest.iter().filter(is_long);
    let short = newest.iter().filter(|text| !is_long(text));
    Ok(long.chain(short).take(TEXTS).cloned().collect())
}

/// The letter.
pub fn letter(
    words: &'static Words,
    (shop, base): (&Shop, &str),
    every: Every,
    period: &Period,
    prompts: &[PromptDigest],
) -> Letter {
    let here = format!("{base}/console/shops/{}", part(&shop.key));
    let [from, to] = [period.days.0, period.days.1].map(|day| apart(&utc::day(day)));
    let title = match every {
        Every::Weekly => words.week,
        Every::Daily => words.day,
    };
    let titled = |shop: &str| fill(title, &[("shop", shop), ("from", &from), ("to", &to)]);
    let mut blocks = vec![Block::Line(titled(&apart(&shop.name)))];
    for digest in prompts {
        tell(words, shop, digest, &mut blocks);
        let id = part(&digest.prompt.id);
        blocks.push(Block::Link(
            words.results,
            format!("{here}/prompts/{id}/results"),
        ));
    }
    if prompts.is_empty() {
        blocks.push(Block::Line(words.nobody.to_owned()));
        blocks.push(Block::Link(words.results, format!("{here}/results")));
    }
    let why = fill(words.why_digest, &[("shop", &apart(&shop.name))]);
    blocks.extend([
        Block::Line(format!("{} {why}", words.days)),
        Block::Link(words.change_digest, format!("{here}/notices")),
    ]);
    Letter {
        lang: words.lang,
        subject: plain(&titled(&shop.name)),
        blocks,
    }
}

fn tell(words: &'static Words, shop: &Shop, digest: &PromptDigest, blocks: &mut Vec<Block>) {
    let Numbers {
        shown,
        answered,
        response_rate,
        score,
        ..
    } = &digest.numbers;
    let question = digest
        .prompt
        .question
        .text
        .pick(words.lang, &shop.default_language);
    blocks.push(Block::Heading(apart(&cut(question, LONGEST))));
    let [shown, answered] = [*shown, *answered].map(|n| words.number(n as f64, 0));
    let counts = fill(words.counts, &[("shown", &shown), ("answered", &answered)]);
    blocks.push(Block::Line(counts));
    if let Some(rate) = response_rate {
        let measured = measured(words, words.rate, *rate, |n| words.percent(n));
        let change = change(words, digest.change.response_rate, |n| points(words, n));
        blocks.extend([Block::Line(measured), Block::Line(change)]);
    }
    if let Some(score) = score {
        tell_score(words, score, digest.change.score, blocks);
    }
    if digest.is_mixed {
        blocks.push(Block::Line(words.mixed.to_owned()));
    }
    let texts = digest.texts.iter();
    blocks.extend(texts.map(|text| Block::Quote(apart(&cut(text, LONGEST)))));
}

fn tell_score(
    words: &Words,
    score: &Score,
    difference: Option<Difference>,
    blocks: &mut Vec<Block>,
) {
    let estimate = Estimate {
        value: score.value,
        low: score.low,
        high: score.high,
    };
    let (measured, change) = match score.kind.as_str() {
        "csat" => (
            measured(words, words.csat, estimate, |n| words.percent(n)),
            change(words, difference, |n| points(words, n)),
        ),
        "ces" => (
            measured(words, words.ces, estimate, |n| words.number(n, 1)),
            change(words, difference, |n| words.signed(n, 1)),
        ),
        _ => (
            measured(words, words.nps, estimate, |n| words.number(n, 0)),
            change(words, difference, |n| words.signed(n, 0)),
        ),
    };
    blocks.extend([Block::Line(measured), Block::Line(change)]);
}

fn points(words: &Words, share: f64) -> String {
    fill(words.points, &[("n", &words.signed(share * 100.0, 1))])
}

fn measured(
    words: &Words,
    name: &str,
    estimate: Estimate,
    write: impl Fn(f64) -> String,
) -> String {
    let has_no_range = estimate.low == estimate.high;
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(write);
    if has_no_range {
        // Every answer was the same.
        return format!("{name}: {value}");
    }
    let values = [
        ("name", name),
        ("value", &value),
        ("low", &low),
        ("high", &high),
    ];
    fill(words.measured, &values)
}

/// A difference, and whether it is more than chance.
fn change(words: &Words, difference: Option<Difference>, write: impl Fn(f64) -> String) -> String {
    let Some(difference) = difference else {
        return words.no_difference.to_owned();
    };
    let sentence = match difference.is_different {
        true => words.differs,
        false => words.by_chance,
    };
    let [value, low, high] = [difference.value, difference.low, difference.high].map(write);
    fill(
        sentence,
        &[("change", &value), ("low", &low), ("high", &high)],
    )
}
