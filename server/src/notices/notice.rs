//! What somebody is told at once: the answers that a rule found.

use survey::answer::{Answer, Value};
use survey::console::notices::Rule;
use survey::prompt::Prompt;
use survey::question::Question;
use survey::shop::Shop;

use super::letter::{Block, Letter, apart, cut, part, plain};
use super::period::local;
use super::words::{Words, fill};
use crate::store::rules::Found;
use crate::store::{Connection, StoreError, json, shops};

/// How many answers stand in one letter.
pub const MOST: u32 = 10;

/// The most characters of what somebody wrote.
pub const LONGEST: usize = 500;

/// An answer to be told of, with the prompt that it is one to.
#[derive(Clone, Debug)]
pub struct Told {
    found: Found,
    prompt: Prompt,
    said: Answer,
}

/// Reads answers. What cannot be read is left out.
///
/// # Errors
/// If the store fails.
pub fn read(store: &Connection, shop: &str, found: Vec<Found>) -> Result<Vec<Told>, StoreError> {
    let mut told = Vec::new();
    for found in found {
        let prompt = shops::published_prompt(store, shop, &found.prompt, found.version)?;
        let said = json::read(&found.said, "an answer", Answer::decode);
        if let (Some(prompt), Ok(said)) = (prompt, said) {
            told.push(Told {
                found,
                prompt,
                said,
            });
        }
    }
    Ok(told)
}

/// The letter about answers, of which there are so many. Without a `base`, which is where the
/// server is reached, it leads nowhere.
pub fn letter(
    words: &'static Words,
    (shop, base): (&Shop, &str),
    rule: &Rule,
    told: &[Told],
    count: i64,
) -> Letter {
    let mut blocks = Vec::new();
    for one in told {
        answer(words, shop, one, &mut blocks);
    }
    let left = count - i64::try_from(told.len()).unwrap_or(count);
    if left > 0 {
        let n = words.number(left as f64, 0);
        blocks.push(Block::Line(fill(words.more, &[("n", &n)])));
    }
    close(words, (shop, base), rule, &mut blocks);
    let subject = if count == 1 {
        words.notice
    } else {
        words.notices
    };
    let n = words.number(count as f64, 0);
    Letter {
        lang: words.lang,
        subject: plain(&fill(subject, &[("shop", &shop.name), ("n", &n)])),
        blocks,
    }
}

/// A letter that shows what one would be like.
pub fn sample(words: &'static Words, (shop, base): (&Shop, &str), rule: &Rule) -> Letter {
    let score = rule.at_most.map(|most| score(words, most, 10));
    let mut blocks = vec![
        Block::Line(words.try_means.to_owned()),
        Block::Heading(words.try_question.to_owned()),
    ];
    blocks.extend(score.map(Block::Line));
    blocks.push(Block::Quote(words.try_said.to_owned()));
    close(words, (shop, base), rule, &mut blocks);
    Letter {
        lang: words.lang,
        subject: plain(&fill(words.notice, &[("shop", &shop.name)])),
        blocks,
    }
}

/// Where to go from here, and why this came.
fn close(words: &'static Words, (shop, base): (&Shop, &str), rule: &Rule, blocks: &mut Vec<Block>) {
    let why = fill(words.why_notice, &[("shop", &apart(&shop.name))]);
    if base.is_empty() {
        return blocks.push(Block::Line(why));
    }
    let here = format!("{base}/console/shops/{}", part(&shop.key));
    let results = match &rule.prompt {
        Some(prompt) => format!("{here}/prompts/{}/results", part(prompt)),
        None => format!("{here}/results"),
    };
    blocks.extend([
        Block::Link(words.results, results),
        Block::Line(why),
        Block::Link(words.change_rule, format!("{here}/notices")),
    ]);
}

fn answer(words: &'static Words, shop: &Shop, told: &Told, blocks: &mut Vec<Block>) {
    let Told {
        found,
        prompt,
        said,
    } = told;
    let follow_up = prompt
        .follow_up_for(&said.question)
        .map(|(_, question)| question);
    let values = [
        (Some(&prompt.question), Some(&said.question)),
        (follow_up, said.follow_up.as_ref()),
    ];
    for (question, value) in values {
        let (Some(question), Some(value)) = (question, value) else {
            continue;
        };
        let asked = question.text.pick(words.lang, &shop.default_language);
        blocks.push(Block::Heading(apart(&cut(asked, LONGEST))));
        blocks.extend(chosen(words, shop, question, value).map(Block::Line));
        let typed = value.words();
        blocks.extend(typed.map(|typed| Block::Quote(apart(&cut(typed, LONGEST)))));
    }
    let at = apart(&local(&shop.zone, found.asked_at));
    let page = found.page.as_ref();
    let page = page.map(|page| fill(words.on_page, &[("page", &apart(&cut(page, 200)))]));
    let place = page.into_iter().chain([at]).collect::<Vec<_>>().join(" · ");
    blocks.push(Block::Line(place));
}

/// What was taken of what a question offers.
fn chosen(words: &Words, shop: &Shop, question: &Question, value: &Value) -> Option<String> {
    if let (Value::Score(given), Some((_, points))) = (value, question.scale()) {
        return Some(score(words, *given, points));
    }
    let name = |option: &String| {
        let choice = question.choices().and_then(|choices| choices.find(option));
        let name = choice.map(|choice| choice.text.pick(words.lang, &shop.default_language));
        apart(match (name, option.as_str()) {
            (Some(name), _) => name,
            (None, "up") => "👍",
            (None, "down") => "👎",
            (None, other) => other,
        })
    };
    let options = value.options();
    let options: Vec<String> = options.iter().map(name).collect();
    let options = options.join(", ");
    (!options.is_empty()).then(|| fill(words.chosen, &[("options", &options)]))
}

fn score(words: &Words, score: u8, points: u8) -> String {
    let [score, points] = [score, points].map(|n| words.number(n.into(), 0));
    fill(words.score, &[("score", &score), ("points", &points)])
}
