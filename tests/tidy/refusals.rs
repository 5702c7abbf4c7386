//! Whatever the server refuses, the console says in the language of its page.

use crate::sources::root;
use anyhow::{Context as _, Result};

/// What only a shop's pages are told, or what the console has its own way with: to be signed
/// out leads to signing in.
const NOT_SAID: [&str; 21] = [
    "unauthorized",
    "unsupported_version",
    "invalid_batch",
    "invalid_test_link",
    "foreign_preview",
    "expired_preview",
    "too_many_events",
    "invalid_event",
    "invalid_event_id",
    "missing_token",
    "foreign_token",
    "expired_token",
    "unknown_prompt",
    "unknown_version",
    "wrong_kind",
    "score_out_of_range",
    "choice_not_offered",
    "text_too_long",
    "empty_answer",
    "invalid_contact",
    "invalid_context",
];

#[test]
fn the_console_has_words_for_every_code_in_every_language() -> Result<()> {
    for language in ["en", "ar", "ru", "th"] {
        let file = root().join(format!("console/src/words/{language}/refusals.rs"));
        let words = std::fs::read_to_string(&file).context(language)?;
        let (codes, _) = words.split_once("faults:").context("there are no codes")?;
        let codes: String = codes.split_whitespace().collect();
        for row in tillside_server::errors::TABLE {
            let is_said = codes.contains(&format!("(\"{}\",", row.name));
            assert!(
                is_said != NOT_SAID.contains(&row.name),
                "{language}: {} has {} words",
                row.name,
                if is_said { "needless" } else { "no" }
            );
        }
    }
    Ok(())
}

#[test]
fn what_is_not_said_is_of_the_table() {
    for code in NOT_SAID {
        let row = tillside_server::errors::Code::named(code);
        assert!(row.is_some(), "there is no code {code}");
    }
}
