//! One shop, visitor and moment: read by the domain, and written for the real loader.

use anyhow::{Result, anyhow};
use serde_json::{Value, json};
use survey::book::{Assets, Book, coarse_table};
use survey::context::Context;
use survey::decide::{Act, Verdict, decide};
use survey::json::Json;
use survey::shop::Shop;

/// The time of every case.
pub const NOW: i64 = 1_790_000_000_000;

/// What is drawn, before the domain has read it.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The shop file.
    pub shop: Value,
    /// What the browser remembers of the visitor.
    pub state: Value,
    /// What the bridge tells of the moment.
    pub moment: Value,
    /// What the card sees for itself.
    pub seen: Seen,
}

/// Scroll, inactivity, exit intent, an error in a form, and the hour in the shop's zone.
type Seen = (u32, u32, bool, bool, Option<u32>);

/// One case, read by the domain and written for the loader.
#[derive(Debug)]
pub struct Case {
    /// The line for the loader's check.
    pub line: String,
    book: Book,
    context: Context,
}

impl Case {
    /// Reads what was drawn as the server and the card would.
    ///
    /// # Errors
    /// When the domain refuses it: then the drawing is wrong.
    pub fn of(drawn: &Drawn) -> Result<Case> {
        let wrong = |error| anyhow!("{error}");
        let shop = Shop::decode(&read(&drawn.shop)?).map_err(wrong)?;
        let mut context = Context::read(&read(&drawn.moment)?, &read(&drawn.state)?);
        let (scroll, inactive, exit_intent, form_error, local_hour) = drawn.seen;
        context.signals.scroll = scroll;
        context.signals.inactive = inactive;
        context.signals.exit_intent = exit_intent;
        context.signals.form_error = form_error;
        context.local_hour = local_hour;
        context.browser_language = "de-AT".to_owned();
        let table = coarse_table(&shop, &Assets::default(), "token");
        let line = json!({
            "table": serde_json::to_value(&table)?, "state": drawn.state,
            "step": drawn.moment["step"], "calls": drawn.moment["calls"], "now": NOW,
        });
        // A prompt that the shop's code asks for may be one of another step.
        let step = context.signals.calls.is_empty().then_some(&*context.step);
        Ok(Case {
            line: line.to_string(),
            book: Book::of(&shop, 1, "en", step, "token".into(), Vec::new()),
            context,
        })
    }

    /// Whether the domain acts now, and whether it only waits for a trigger.
    pub fn decide(&self) -> (bool, bool) {
        let decision = decide(&self.book, &self.context, NOW);
        (
            decision.act != Act::Nothing,
            decision.verdicts.contains(&Verdict::Waiting),
        )
    }
}

fn read(value: &Value) -> Result<Json> {
    Ok(serde_json::from_value(value.clone())?)
}
