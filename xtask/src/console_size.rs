//! What a marketer downloads until a page of the console can be used, by what the page needs.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;

/// The most that the first page may weigh, whichever it is: 350 KB of brotli.
const BUDGET: usize = 358_400;

/// Brotli bytes of a first page, by the chunk that it needs; the list of prompts needs none.
pub struct Weights(BTreeMap<String, usize>);

/// Weighs a released console, which must have been built.
///
/// # Errors
/// When a file is missing, or the console is in one piece.
pub fn weigh(workspace: &Workspace) -> Result<Weights> {
    let dir = workspace.assets().join("console");
    let manifest = std::fs::read(dir.join("manifest.json"))
        .context("the console has no manifest.json: was it built?")?;
    let manifest: Value =
        serde_json::from_slice(&manifest).context("the console's manifest.json is no JSON")?;
    let sum = |names: &Value| {
        let names = names
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        names
            .map(|name| {
                let packed = dir.join(format!("{name}.br"));
                let facts = packed
                    .metadata()
                    .with_context(|| format!("cannot read {}", packed.display()))?;
                Ok(usize::try_from(facts.len())?)
            })
            .sum::<Result<usize>>()
    };
    let first = sum(&manifest["first"])?;
    let mut weights = BTreeMap::from([("prompts".to_owned(), first)]);
    for (chunk, files) in manifest["chunks"].as_object().into_iter().flatten() {
        weights.insert(chunk.clone(), first + sum(files)?);
    }
    if weights.len() == 1 {
        bail!("the console is in one piece: only a released one is weighed");
    }
    Ok(Weights(weights))
}

impl Weights {
    /// Holds each first page against the budget; the note tells of the heaviest.
    ///
    /// # Errors
    /// When one exceeds it.
    pub fn hold_to_budget(&self) -> Result<String> {
        let heaviest = self.0.iter().max_by_key(|(_, weight)| **weight);
        let (page, weight) = heaviest.context("no page of the console was weighed")?;
        if *weight > BUDGET {
            bail!(
                "a first page of the console that needs \"{page}\" weighs {weight} bytes (brotli) \
                 and its budget is {BUDGET}: `cargo xtask size` shows the others"
            );
        }
        Ok(format!("console {weight} of {BUDGET}"))
    }

    /// The weights as lines of a table.
    pub fn table(&self) -> String {
        let line = |(chunk, weight): (&String, &usize)| {
            format!("{:<34}{weight:>10}\n", format!("console, {chunk}"))
        };
        self.0.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_page_is_held_to_the_budget() {
        let weights = |most| {
            Weights(
                [("a", 1), ("b", most)]
                    .map(|(name, n)| (name.to_owned(), n))
                    .into(),
            )
        };
        assert!(weights(BUDGET).hold_to_budget().is_ok());
        assert!(weights(BUDGET + 1).hold_to_budget().is_err());
        assert_eq!(
            weights(7).table(),
            "console, a                                 1\nconsole, b                                 7\n"
        );
    }
}
