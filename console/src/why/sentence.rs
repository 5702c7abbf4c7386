//! A rule of a prompt as a sentence, what it looks at, and what there is of that, by the words
//! of the editor.

use serde_json::Value;

use crate::page::{self, words};
use crate::words::{Names, fill, name};

/// The name of what a line is about: a rule's own, or that of what it looks at.
pub fn about(line: &Value) -> String {
    match text(&line["rule"]) {
        "targeting" => member(&line["wanted"]).0.to_owned(),
        rule => rule.to_owned(),
    }
}

/// What a line wants, in words, and the values in it; the values may be empty.
pub fn wanted(line: &Value) -> (String, String) {
    let shared = words();
    let (why, editor) = (&shared.why, &shared.editor);
    let wanted = &line["wanted"];
    let rule = |id: &str| name(why.rules, id);
    let of_rule = |id: &str, is_there: bool| match is_there {
        true => rule(id),
        false => rule(&format!("{id}_any")),
    };
    let said = match text(&line["rule"]) {
        "step" => {
            let steps = value("steps_seen", wanted);
            fill(
                &of_rule("step", !steps.is_empty()),
                &[("v", steps.as_str())],
            )
        }
        "sampling" => {
            let points = wanted.as_i64().unwrap_or_default();
            let share = page::with(|page| page.share(points, 10_000));
            fill(
                &of_rule("sampling", points < 10_000),
                &[("v", share.as_str())],
            )
        }
        "answered" => of_rule("answered", *wanted == true),
        "cap" => match wanted["times"].as_i64().unwrap_or_default() {
            0 => rule("cap_any"),
            times => page::with(|page| page.counted(why.cap, times)),
        },
        "quiet" => {
            let hours = |name: &str| wanted[name].as_i64().unwrap_or_default();
            let is_there = hours("between_hours") + hours("after_close_hours") > 0;
            of_rule("quiet", is_there)
        }
        "schedule" => of_rule("schedule", !wanted.is_null()),
        "trigger" => {
            let (kind, inner) = one(wanted);
            return match kind {
                "any" | "all" => (name(editor.any_or_all, kind), String::new()),
                // What happens or not says all by its name.
                kind if *inner == true => (name(editor.triggers, kind), String::new()),
                kind => (name(editor.triggers, kind), value(kind, inner)),
            };
        }
        _ => {
            let (kind, inner) = member(wanted);
            let is_not = one(wanted).0 == "not";
            let holds = name(editor.is_or_not, if is_not { "not" } else { "is" });
            return match kind {
                "any" => (format!("{holds} {}", why.any), String::new()),
                kind => (
                    format!("{holds} {}", name(editor.rules, kind)),
                    value(kind, inner),
                ),
            };
        }
    };
    (said, String::new())
}

/// What there is of what a line looks at; `None` where that says nothing.
pub fn found(line: &Value) -> Option<String> {
    let found = match text(&line["rule"]) {
        "sampling" | "quiet" | "schedule" => return None,
        "targeting" if one(&line["wanted"]).0 == "not" => &line["parts"][0]["found"],
        _ => &line["found"],
    };
    let shared = words();
    let kind = match text(&line["rule"]) {
        "targeting" => member(&line["wanted"]).0,
        "step" => return Some(known(value("steps_seen", &found["step"]))),
        "cap" => {
            let times = found["times"].as_i64().unwrap_or_default();
            return Some(page::with(|page| page.counted(shared.why.shown, times)));
        }
        "trigger" => one(&line["wanted"]).0,
        rule => rule,
    };
    match kind {
        "any" | "all" => None,
        "event" => found["times"].as_i64().map(number),
        "cart_value" => match found["value"].as_f64() {
            Some(sum) => Some(page::with(|page| page.money(sum, text(&found["currency"])))),
            None => Some(known(String::new())),
        },
        "url" | "referrer" => Some(known(text(found).to_owned())),
        kind => Some(known(value(kind, found))),
    }
}

/// A value of a rule in words.
fn value(kind: &str, value: &Value) -> String {
    let shared = words();
    let editor = &shared.editor;
    match value {
        Value::Null => String::new(),
        Value::Bool(so) => name(editor.yes_or_no, if *so { "true" } else { "false" }),
        Value::Number(_) => value.as_f64().map(decimal).unwrap_or_default(),
        Value::String(one) => {
            let names: Names = match kind {
                "device" => shared.devices,
                "steps_seen" => shared.steps,
                "visitor" => editor.visitors,
                "language" if !one.is_empty() => return page::with(|page| page.language(one)),
                _ => &[],
            };
            name(names, one)
        }
        Value::Array(list) => {
            let each: Vec<_> = list.iter().map(|one| self::value(kind, one)).collect();
            each.join(", ")
        }
        Value::Object(members) if kind == "url" || kind == "referrer" => {
            let one = members.iter().next();
            one.map_or_else(String::new, |(how, what)| {
                format!("{} {}", name(editor.addresses, how), text(what))
            })
        }
        Value::Object(members) => {
            let end = |word: &str, end: &str| {
                let number = members.get(end)?.as_f64()?;
                Some(format!("{word} {}", decimal(number)))
            };
            let currency = members.get("currency").and_then(Value::as_str);
            let range = [
                end(editor.from, "min"),
                end(editor.to, "max"),
                currency.map(str::to_owned),
            ];
            let range: Vec<String> = range.into_iter().flatten().collect();
            match (members.get("name"), members.get("is")) {
                (Some(name), Some(is)) => format!("{} = {}", text(name), text(is)),
                (Some(name), None) => text(name).to_owned(),
                _ => range.join(" "),
            }
        }
    }
}

fn known(text: String) -> String {
    match text.is_empty() {
        true => words().why.unknown.to_owned(),
        false => text,
    }
}

fn number(n: i64) -> String {
    page::with(|page| page.count(n))
}

fn decimal(n: f64) -> String {
    match n.fract() == 0.0 {
        true => number(n as i64),
        false => page::with(|page| page.money(n, "")),
    }
}

/// The only member of an object.
fn one(value: &Value) -> (&str, &Value) {
    let members = value.as_object().and_then(|members| members.iter().next());
    members.map_or(("", &Value::Null), |(name, value)| (name, value))
}

/// The rule itself, also of one that shall not hold.
fn member(rule: &Value) -> (&str, &Value) {
    match one(rule) {
        ("not", inner) => member(inner),
        other => other,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
