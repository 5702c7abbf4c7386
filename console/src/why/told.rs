//! What the server explains of a moment: the verdict, and every rule with whether it fits.

use leptos::prelude::*;
use serde_json::Value;
use survey::authoring::{Explanation, Standing};

use super::sentence::{about, found, wanted};
use crate::page::{self, words};
use crate::words::{fill, name};
use crate::{api, shell};

/// All of it.
pub fn told(explanation: &Explanation, shop: &str) -> AnyView {
    let shared = words();
    let words = &shared.why;
    let lines = serde_json::to_value(&explanation.lines).unwrap_or_default();
    let lines = lines.as_array().cloned().unwrap_or_default();
    let stop = match explanation.verdict.as_str() {
        "stopped" => lines.iter().position(|line| line["holds"] == false),
        _ => None,
    };
    let rule = stop.and_then(|at| lines.get(at)).map(about);
    let rule = rule.map(|rule| name(shared.forecast.rules, &rule));
    let verdict = fill(
        &name(words.verdicts, &explanation.verdict),
        &[("rule", &rule.unwrap_or_default())],
    );
    let ahead = explanation.ahead.as_ref().map(|id| {
        let address = shell::shop_address(shop, &format!("prompts/{}", api::part(id)));
        view! { " "<a href=address><bdi>{id.clone()}</bdi></a> }
    });
    let stands = (explanation.state != Standing::Live)
        .then(|| view! { <p class="note">{name(words.stands, explanation.state.name())}</p> });
    let rows: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(at, one)| line(one, stop == Some(at)))
        .collect();
    view! {
        {stands}
        <p class="would" data-verdict=explanation.verdict.clone()>{verdict}{ahead}</p>
        <ol class="told">{rows}</ol>
    }
    .into_any()
}

fn line(line: &Value, stops: bool) -> AnyView {
    let words = &words().why;
    let holds = line["holds"] == true;
    let (sign, mark) = match (holds, line["rule"] == "trigger") {
        (true, _) => ("yes", "✓"),
        (false, true) => ("wait", "…"),
        (false, false) => ("no", "✗"),
    };
    let (wants, value) = wanted(line);
    let value = (!value.is_empty()).then(|| view! { " "<bdi>{value}</bdi> });
    let here = found(line)
        .map(|found| view! { <span class="soft">{fill(words.here, &[("found", &found)])}</span> });
    let until = line["until"].as_i64().filter(|_| !holds);
    let until = until.map(|at| {
        let at = page::with(|page| page.day(at));
        view! { <span class="soft">{fill(words.until, &[("at", &at)])}</span> }
    });
    let is_not = line["wanted"].get("not").is_some();
    let parts = line["parts"].as_array().filter(|_| !is_not);
    let parts: Vec<_> = parts
        .into_iter()
        .flatten()
        .map(|part| self::line(part, false))
        .collect();
    let parts = (!parts.is_empty()).then(|| view! { <ul class="told">{parts}</ul> });
    view! {
        <li data-rule=about(line) data-sign=sign class:stops=stops>
            <span class="tick" aria-hidden="true">{mark}</span>
            <div>
                <p><span class="sr">{name(words.signs, sign)}" "</span><span class="wants">{wants}</span>{value}{stops.then(|| view! { " "<strong class="chip">{words.stops}</strong> })}</p>
                <p class="small">{here}" "{until}</p>
                {parts}
            </div>
        </li>
    }
    .into_any()
}
